"""The figures that a release adds, read from a version's metrics.json as records.

Versions from before there were such figures lack the keys: every function then returns None. A figure is as
`core.evaluation` says, {"value", "low", "high", "n", "method", "note"}.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from core.evaluation.figures import Figure

Metrics = Mapping[str, Any]
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class PointedMap:
    """How often a map's highest point lies on a marked fracture, and how much of the map does.

    hits: films. share: of the films. energy: mean share of the map inside the boxes; None for the centre.
    against_gradcam, energy_against_gradcam: the paired differences; None for Grad-CAM itself.
    """

    hits: int
    share: Figure
    energy: Figure | None
    against_gradcam: Figure | None
    energy_against_gradcam: Figure | None


@dataclass(frozen=True, slots=True)
class Pointing:
    """The pointing game on n films: maps by name ("gradcam", "gradcam_pp", "grid", "centre").

    tolerance: in shares of the film's longer side. boxes_cover: the energy that an even map would have.
    """

    n: int
    tolerance: float
    maps: Mapping[str, PointedMap]
    boxes_cover: Figure


@dataclass(frozen=True, slots=True)
class Subset:
    """Figures on a part of the test films.

    sensitivity, specificity: by operating point, "high_sensitivity" and "high_specificity".
    against_all: difference of AUROC from all films as they are, where the films are the same; else None.
    """

    n: int
    n_fractured: int
    auroc: Figure
    sensitivity: Mapping[str, Figure]
    specificity: Mapping[str, Figure]
    against_all: Figure | None


@dataclass(frozen=True, slots=True)
class Trait:
    """How well a network tells one trait; sensitivity and specificity at a probability of 0.5."""

    n: int
    n_positive: int
    auroc: Figure
    sensitivity: Figure
    specificity: Figure


@dataclass(frozen=True, slots=True)
class CalibrationChange:
    """Brier score and expected calibration error of the network's own sigmoid, and calibrated."""

    brier_before: Figure
    brier_after: Figure
    ece_before: Figure
    ece_after: Figure


def read_pointing(metrics: Metrics) -> Pointing | None:
    """Read the pointing game; None where it was not played."""
    found = metrics.get("pointing")
    if found is None:
        return None
    maps = {
        name: _map(figures, found["against_gradcam"].get(name, {})) for name, figures in found["maps"].items()
    }
    return Pointing(found["n"], found["tolerance"], maps, found["boxes_cover"])


def read_confounders(metrics: Metrics) -> Mapping[str, Subset] | None:
    """Read the parts of the test films by name, "all" first; None where they were not judged."""
    return _subsets(metrics.get("confounders"))


def read_regions(metrics: Metrics) -> Mapping[str, Subset] | None:
    """Read the test films by region; None where they were not judged."""
    return _subsets(metrics.get("regions"))


def read_traits(metrics: Metrics) -> Mapping[str, Trait] | None:
    """Read how well each trait is told; None where the network tells none."""
    found = metrics.get("traits")
    return None if found is None else {name: record(Trait, part) for name, part in found.items()}


def read_calibration(metrics: Metrics) -> CalibrationChange | None:
    """Read what calibration changed; None where only the calibrated probability was judged."""
    after = metrics.get("calibration", {})
    before = after.get("before")
    if before is None:
        return None
    return CalibrationChange(before["brier"], after["brier"], before["ece"], after["ece"])


def record(kind: type[Record], part: Mapping[str, Any]) -> Record:
    """Return a dataclass from keys of the names of its fields; a later version may write more keys."""
    return kind(**{field.name: part[field.name] for field in fields(kind)})  # type: ignore[arg-type]


def _map(figures: Mapping[str, Any], against: Mapping[str, Figure]) -> PointedMap:
    return PointedMap(
        hits=figures["hits"],
        share=figures["share"],
        energy=figures.get("energy"),
        against_gradcam=against.get("share"),
        energy_against_gradcam=against.get("energy"),
    )


def _subsets(found: Mapping[str, Any] | None) -> Mapping[str, Subset] | None:
    return None if found is None else {name: _subset(part) for name, part in found.items()}


def _subset(part: Mapping[str, Any]) -> Subset:
    return Subset(
        n=part["n"],
        n_fractured=part["n_fractured"],
        auroc=part["auroc"],
        sensitivity={name: point["sensitivity"] for name, point in part["points"].items()},
        specificity={name: point["specificity"] for name, point in part["points"].items()},
        against_all=part.get("against_all"),
    )
