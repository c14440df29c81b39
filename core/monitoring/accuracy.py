"""Is it right? The model against the reference, with what the reference is worth.

The reference of a study is what a senior reader decided, else the reader's final call. That call was mostly
made with the answer in view, so it leans towards the answer, and where reader and model err alike nobody
notices: that flatters the model. Where the reader alone errs, the model is blamed for it. Which weighs more
can't be seen in these figures; `core.monitoring.verification` takes both out where it can.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan

import numpy as np
from numpy.typing import NDArray

from core.casebook import Casebook
from core.monitoring import cells as counted
from core.monitoring.areas import auroc
from core.monitoring.cells import CALLED, Cell, Source
from core.monitoring.counting import bring_up_to_date
from core.monitoring.figures import FEWEST, Figure, f1, missing, rate, too_few
from core.monitoring.steps import PROBABILITIES
from core.monitoring.traits import TRAITS
from core.monitoring.verification import Verification, verification
from core.monitoring.window import Window
from core.records import POINTS

ROLLING_DAYS = 28
FACETS = tuple(TRAITS)


@dataclass(frozen=True, slots=True)
class Confusion:
    """Studies by truth and by what the model called them."""

    tp: int
    fp: int
    fn: int
    tn: int


@dataclass(frozen=True, slots=True)
class AtPoint:
    """The model at one operating point. high_sensitivity calls doubt fractured, high_specificity doesn't."""

    point: str
    confusion: Confusion
    sensitivity: Figure
    specificity: Figure
    ppv: Figure
    npv: Figure
    f1: Figure
    accuracy: Figure


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Studies whose probability lies in [low, high): its mean, and the share with a fracture."""

    low: float
    high: float
    mean_probability: float
    fractured: Figure


@dataclass(frozen=True, slots=True)
class Group:
    """The model on a part of the studies: of a version, or of one trait, see `core.monitoring.traits`."""

    name: str
    studies: int
    points: Mapping[str, AtPoint]
    doubt: Figure
    auroc: Figure | None = None


@dataclass(frozen=True, slots=True)
class Rolling:
    """The 28 days up to and with a day."""

    day: date
    n: int
    sensitivity: Figure
    specificity: Figure


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The first question, answered. sources: studies with an answer by where their reference comes from."""

    studies: int
    answered: int
    sources: Mapping[Source, int]
    prevalence: Figure
    points: Mapping[str, AtPoint]
    auroc: Figure
    calibration: tuple[CalibrationBin, ...]
    brier: Figure
    doubt: Figure
    verification: Verification
    versions: tuple[Group, ...]
    facets: Mapping[str, tuple[Group, ...]]
    rolling: Mapping[str, tuple[Rolling, ...]]

    @property
    def sentence(self) -> str:
        """What the figures say, for a person who reads only one line."""
        if not self.studies:
            return "No studies yet: there is nothing to judge the model on."
        if not self.answered:
            return "No study has been analysed yet: there is nothing to judge."
        found, cleared = (self.best("high_sensitivity", name) for name in ("sensitivity", "specificity"))
        if found.value is None:
            return f"Too few fractures with a reference to say how many the model finds: {found.n:,}."
        said = f"The model finds {found.spoken()} of the fractures"
        if cleared.value is None:
            return f"{said}; too few films without one have a reference to say how many it clears."
        return f"{said} and clears {cleared.spoken()} of the films without one."

    def best(self, point: str, name: str) -> Figure:
        """Return sensitivity or specificity, corrected for missing decisions where that can be done."""
        corrected = self.verification.corrected[point][name]
        plain: Figure = getattr(self.points[point], name)
        return plain if corrected.value is None else corrected

    @property
    def reference_sentence(self) -> str:
        """What the figures stand on."""
        decided, readers = self.sources[Source.DECIDED], self.sources[Source.READERS]
        rest = self.sources[Source.UNSURE] + self.sources[Source.NONE]
        return (
            f"Reference: a senior reader's decision for {decided:,} studies, the reader's final call for "
            f"{readers:,}, none for {rest:,}. A final call made with the answer in view leans towards it."
        )


def accuracy(casebook: Casebook, window: Window | None = None, *, traits: Iterable[str] = FACETS) -> Accuracy:
    """Return how right the model is on the studies of a window; traits: by which, too.

    Raises `CasebookError`.
    """
    window = window or Window()
    bring_up_to_date(casebook.database)
    with casebook.database.reading() as session:
        versions = counted.counted_by_version(session, window)
        facets = {facet: counted.counted_by_facet(session, window, facet) for facet in traits}
        days = counted.counted_by_day(session, window)
    found = [cell for cells in versions.values() for cell in cells]
    answered = [cell for cell in found if cell.answered]
    known = [cell for cell in answered if cell.truth is not None]
    return Accuracy(
        studies=counted.total(found),
        answered=counted.total(answered),
        sources={source: _sum(answered, source) for source in Source},
        prevalence=rate(_fractured(known), counted.total(known)),
        points={point: at_point(answered, point) for point in POINTS},
        auroc=auroc(known),
        calibration=_calibration(known),
        brier=_brier(known),
        doubt=_doubt(answered),
        verification=verification(answered),
        versions=tuple(
            _group(f"{model} {version}", part, scored=True)
            for (model, version), part in versions.items()
            if model
        ),
        facets={
            facet: tuple(_group(value or "not known", part) for value, part in parts.items())
            for facet, parts in facets.items()
        },
        rolling={point: rolling(days, point) for point in POINTS},
    )


def at_point(cells: Iterable[Cell], point: str) -> AtPoint:
    """Return the figures at an operating point from studies with an answer and a reference."""
    called, table = (
        CALLED[point],
        dict.fromkeys(((True, True), (True, False), (False, True), (False, False)), 0),
    )
    for cell in cells:
        if cell.answered and cell.truth is not None:
            table[cell.band in called, cell.truth] += cell.n
    confusion = Confusion(table[True, True], table[True, False], table[False, True], table[False, False])
    tp, fp, fn, tn = confusion.tp, confusion.fp, confusion.fn, confusion.tn
    return AtPoint(
        point=point,
        confusion=Confusion(tp, fp, fn, tn),
        sensitivity=rate(tp, tp + fn),
        specificity=rate(tn, tn + fp),
        ppv=rate(tp, tp + fp),
        npv=rate(tn, tn + fn),
        f1=f1(tp, fp, fn),
        accuracy=rate(tp + tn, tp + fp + fn + tn),
    )


def rolling(days: Sequence[Cell], point: str, width: int = ROLLING_DAYS) -> tuple[Rolling, ...]:
    """Return the figures of the `width` days up to each day from the first to the last with studies."""
    known = [cell for cell in days if cell.answered and cell.truth is not None and cell.day]
    if not known:
        return ()
    first = min(cell.day for cell in known if cell.day)
    last = max(cell.day for cell in known if cell.day)
    length = (last - first).days + 1
    # (called, truth) by day: called counts 2, truth 1.
    table = np.zeros((length, 4), np.int64)
    for cell in known:
        if cell.day:
            place = 2 * (cell.band in CALLED[point]) + bool(cell.truth)
            table[(cell.day - first).days, place] += cell.n
    sums = _moving(table, width)
    return tuple(
        Rolling(
            day=first + timedelta(days=place),
            n=int(tn + fn + fp + tp),
            sensitivity=rate(int(tp), int(tp + fn)),
            specificity=rate(int(tn), int(tn + fp)),
        )
        for place, (tn, fn, fp, tp) in enumerate(sums.tolist())
    )


def _moving(table: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    summed = np.cumsum(table, axis=0)
    summed[width:] -= np.cumsum(table, axis=0)[:-width]
    return summed


def _group(name: str, cells: Sequence[Cell], *, scored: bool = False) -> Group:
    answered = [cell for cell in cells if cell.answered]
    return Group(
        name=name,
        studies=counted.total(cells),
        points={point: at_point(answered, point) for point in POINTS},
        doubt=_doubt(answered),
        auroc=auroc([cell for cell in answered if cell.truth is not None]) if scored else None,
    )


def _doubt(answered: Iterable[Cell]) -> Figure:
    answered = list(answered)
    return rate(sum(cell.n for cell in answered if cell.band == "doubt"), counted.total(answered))


def _calibration(known: Sequence[Cell]) -> tuple[CalibrationBin, ...]:
    ends = (0.0, *PROBABILITIES, 1.0)
    bins = []
    for step in sorted({cell.step for cell in known if cell.step >= 0}):
        inside = [cell for cell in known if cell.step == step]
        n = counted.total(inside)
        mean = sum(cell.probability for cell in inside) / n
        bins.append(CalibrationBin(ends[step], ends[step + 1], mean, rate(_fractured(inside), n)))
    return tuple(bins)


def _brier(known: Sequence[Cell]) -> Figure:
    """Return the mean squared difference of probability and truth; exact, since squares are summed too."""
    n = counted.total(known)
    if n < FEWEST:
        return too_few(n)
    lost = sum(cell.squares + (cell.n - 2 * cell.probability if cell.truth else 0.0) for cell in known)
    value = lost / n
    return missing(n, "Not a number.") if isnan(value) else Figure(value, None, None, n, note="No interval.")


def _fractured(known: Iterable[Cell]) -> int:
    return sum(cell.n for cell in known if cell.truth)


def _sum(cells: Iterable[Cell], source: Source) -> int:
    return sum(cell.n for cell in cells if cell.source is source)
