"""What a version's validation report promised, and whether it is kept here.

A figure measured here is comparable with the report of the very version that gave the answers. Predictive
values go with the share of fractured films, so a report's are those of its own films.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.monitoring.accuracy import Accuracy, Group
from core.monitoring.figures import Figure, missing
from core.records import POINTS

AT_A_POINT = ("sensitivity", "specificity", "ppv", "npv", "f1", "accuracy")


class Kept(StrEnum):
    """How a measured interval lies to the promised one: they overlap, or it lies wholly below or above."""

    OVERLAPS = "overlaps"
    BELOW = "below"
    ABOVE = "above"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Promised:
    """A report's figures: by operating point and name (`AT_A_POINT`), and AUROC."""

    points: Mapping[str, Mapping[str, Figure]]
    auroc: Figure


@dataclass(frozen=True, slots=True)
class Broken:
    """A figure of a version that lies wholly below what its report promised."""

    version: str
    point: str
    name: str
    measured: Figure
    promised: Figure


def promised(metrics: Mapping[str, Any]) -> Promised:
    """Return the figures of a metrics.json; those that it lacks are refused in words."""
    points = metrics.get("points", {})
    return Promised(
        {point: {name: _at(points.get(point, {}), name) for name in AT_A_POINT} for point in POINTS},
        _figure(metrics.get("discrimination", {}).get("auroc")),
    )


def compared(measured: Figure, report: Figure) -> Kept:
    """Return how the interval of a measured figure lies to that of the report."""
    if measured.low is None or measured.high is None or report.low is None or report.high is None:
        return Kept.UNKNOWN
    if measured.high < report.low:
        return Kept.BELOW
    return Kept.ABOVE if measured.low > report.high else Kept.OVERLAPS


def broken(found: Accuracy, reports: Mapping[str, Promised], name: str) -> tuple[Broken, ...]:
    """Return where "sensitivity" or "specificity" lies below the report; reports: by "name version"."""
    return tuple(
        Broken(group.name, point, name, measured, report)
        for group in found.versions
        if group.name in reports
        for point in POINTS
        if compared(measured := of(group, point, name), report := reports[group.name].points[point][name])
        is Kept.BELOW
    )


def of(group: Group, point: str, name: str) -> Figure:
    """Return a group's figure at an operating point, by a name of `AT_A_POINT`."""
    found: Figure = getattr(group.points[point], name)
    return found


def _at(point: Mapping[str, Any], name: str) -> Figure:
    return _figure(point.get("fractured", {}).get("f1") if name == "f1" else point.get(name))


def _figure(kept: Any) -> Figure:
    if not isinstance(kept, Mapping) or kept.get("value") is None:
        return missing(0, "Not in the validation report.")
    value, low, high = (kept.get(name) for name in ("value", "low", "high"))
    return Figure(value, low, high, int(kept.get("n", 0)), str(kept.get("method", "")))
