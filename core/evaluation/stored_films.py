"""Which films a version's figures come from, which it fails on, and how good it is to decide by, as records.

As in `core.evaluation.stored`, every function returns None for a version from before there were such keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.evaluation.figures import Figure
from core.evaluation.stored import Metrics, record

# Times the share that chance gives: films of another year or another machine are a little strange, too.
_CLEARLY = 3


@dataclass(frozen=True, slots=True)
class DecisionCurve:
    """Net benefit by threshold probability, with its interval, and that of calling every film.

    A. Vickers and E. Elkin, Decision curve analysis, Medical Decision Making 26 (2006). All lists are of the
    thresholds' length; note says why they are empty. Calling no film has a net benefit of 0.
    """

    thresholds: Sequence[float]
    model: Sequence[float]
    low: Sequence[float | None]
    high: Sequence[float | None]
    treat_all: Sequence[float]
    n: int
    method: str
    note: str


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Slope and intercept of a logistic recalibration, 1 and 0 where nothing is left to correct.

    decomposition: the Brier score's parts "reliability", "resolution", "uncertainty" and "within_bins"
    (A. Murphy 1973; D. Stephenson et al. 2008), None where they can't be told.
    """

    slope: Figure
    intercept: Figure
    decomposition: Mapping[str, float] | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A test film on which the network was most wrong; there are no pictures, only ids."""

    image_id: str
    probability: float


@dataclass(frozen=True, slots=True)
class Failures:
    """The worst of both kinds of error, the worst first."""

    missed: tuple[Failure, ...]
    false_alarms: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Familiar:
    """How many of n films look unlike those that the version was trained on, whatever they show.

    unlike: share of the films. expected: that of the training_films themselves. films: ids of the strangest.
    """

    n: int
    unlike: Figure
    expected: float
    training_films: int
    films: Sequence[str]

    @property
    def count(self) -> int:
        """Films that look unlike."""
        return round((self.unlike["value"] or 0.0) * self.n)

    @property
    def outside(self) -> bool:
        """Whether clearly more films look unlike than chance would have it."""
        return self.unlike["low"] is not None and self.unlike["low"] > _CLEARLY * self.expected


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the split; by_region and by_view count films, of which one may show several."""

    n: int
    n_fractured: int
    by_region: Mapping[str, int]
    by_view: Mapping[str, int]
    hardware: int


@dataclass(frozen=True, slots=True)
class Flow:
    """From the films found to the films judged.

    parts: "train", "validation", "test", "excluded". excluded: reasons with their number of films.
    """

    found: int
    parts: Mapping[str, Part]
    excluded: tuple[tuple[str, int], ...]


def read_decision(metrics: Metrics) -> DecisionCurve | None:
    """Read the decision curve."""
    found = metrics.get("decision")
    if found is None:
        return None
    model = found["model"]
    return DecisionCurve(
        thresholds=found["thresholds"],
        model=model["value"],
        low=model["low"],
        high=model["high"],
        treat_all=found["treat_all"],
        n=found["n"],
        method=found["method"],
        note=found["note"],
    )


def read_recalibration(metrics: Metrics) -> Recalibration | None:
    """Read what is left to correct in the calibrated probability."""
    found = metrics.get("calibration", {})
    if "slope" not in found:
        return None
    return Recalibration(found["slope"], found["intercept"], found.get("decomposition"))


def read_likelihood_ratios(metrics: Metrics, point: str) -> tuple[Figure, Figure] | None:
    """Read the positive and the negative likelihood ratio at an operating point."""
    found = metrics["points"][point]
    return (found["lr_positive"], found["lr_negative"]) if "lr_positive" in found else None


def read_failures(metrics: Metrics) -> Failures | None:
    """Read the films on which the network was most wrong."""
    found = metrics.get("failures")
    if found is None:
        return None
    return Failures(_films(found["missed"]), _films(found["false_alarms"]))


def read_flow(metrics: Metrics) -> Flow | None:
    """Read how the films found became parts."""
    found = metrics.get("flow")
    if found is None:
        return None
    parts = {name: record(Part, part) for name, part in found["parts"].items()}
    return Flow(found["found"], parts, tuple((each["reason"], each["n"]) for each in found["excluded"]))


def read_familiar(metrics: Metrics) -> Familiar | None:
    """Read whether the films look like the training films."""
    found = metrics.get("familiar")
    return None if found is None else record(Familiar, found)


def _films(found: Sequence[Mapping[str, Any]]) -> tuple[Failure, ...]:
    return tuple(Failure(film["image_id"], film["probability"]) for film in found)
