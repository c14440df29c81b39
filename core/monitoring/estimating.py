"""Accuracy without labels, from what the probabilities promise.

Confidence-based performance estimation (CBPE; J. Bialek et al., Estimating model performance under covariate
shift without labels, arXiv 2401.08348): of n films with calibrated probability p, n * p are expected to be
fractured, so each band's true and false calls can be counted without knowing which they are.

It assumes that the probabilities are still calibrated: it sees a harder mix of films, and is blind to a
network that errs with confidence. So it is shown beside the measured figures, never for them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.casebook import Casebook
from core.monitoring.accuracy import at_point
from core.monitoring.cells import CALLED, Cell, counted_by_day, total
from core.monitoring.counting import bring_up_to_date
from core.monitoring.figures import FEWEST, Figure, on_logit, too_few
from core.monitoring.window import Window
from core.records import POINTS

PERIOD_DAYS = 28
METHOD = "CBPE, binomial variance, logit scale"
ASSUMES = (
    "Estimated from the model's own probabilities, without labels. It holds while they are calibrated: a "
    "harder mix of films shows, a network that has become wrong with confidence does not."
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One operating point in one period: what the probabilities promise, and what was measured."""

    point: str
    since: date
    until: date
    studies: int
    sensitivity: Figure
    specificity: Figure
    measured_sensitivity: Figure
    measured_specificity: Figure


def estimates(casebook: Casebook, window: Window | None = None) -> tuple[Estimate, ...]:
    """Return both operating points in each period of 28 days, the last ending with the last study.

    Raises `CasebookError`.
    """
    window = window or Window()
    bring_up_to_date(casebook.database)
    with casebook.database.reading() as session:
        answered = [cell for cell in counted_by_day(session, window) if cell.answered and cell.day]
    found = []
    for since, until, cells in _periods(answered):
        for point in POINTS:
            measured = at_point(cells, point)
            sensitivity, specificity = expected(cells, point)
            found.append(
                Estimate(
                    point=point,
                    since=since,
                    until=until,
                    studies=total(cells),
                    sensitivity=sensitivity,
                    specificity=specificity,
                    measured_sensitivity=measured.sensitivity,
                    measured_specificity=measured.specificity,
                )
            )
    return tuple(found)


def expected(cells: Iterable[Cell], point: str) -> tuple[Figure, Figure]:
    """Return the expected sensitivity and specificity of studies with an answer.

    With P the sum of p over all and A over the called: sensitivity A / P, and likewise for films without a
    fracture. Its variance has two parts: which films came, sum of (called - A / P)^2 p^2 / P^2, and which of
    them are fractured, the same with p (1 - p); together they are the binomial variance of P films.
    """
    cells = list(cells)
    called = [cell for cell in cells if cell.band in CALLED[point]]
    n, promised = total(cells), sum(cell.probability for cell in cells)
    intact, called_p = n - promised, sum(cell.probability for cell in called)
    if min(promised, intact) < FEWEST:
        few = too_few(int(min(promised, intact)))
        return few, few
    found, cleared = called_p / promised, 1 - (total(called) - called_p) / intact
    return (
        on_logit(found, found * (1 - found) / promised, n, METHOD),
        on_logit(cleared, cleared * (1 - cleared) / intact, n, METHOD),
    )


def _periods(answered: Sequence[Cell]) -> list[tuple[date, date, list[Cell]]]:
    days = [cell.day for cell in answered if cell.day]
    if not days:
        return []
    last, first = max(days), min(days)
    found: list[tuple[date, date, list[Cell]]] = []
    while last >= first:
        since = last - timedelta(days=PERIOD_DAYS - 1)
        inside = [cell for cell in answered if cell.day and since <= cell.day <= last]
        if inside:
            found.append((since, last, inside))
        last = since - timedelta(days=1)
    return found[::-1]
