"""On which films a version does worse than on the rest, tested group by group and corrected for their number.

A difference is judged by a bootstrap that draws whole groups of related films, once for both sides. Two sides
without a film in common aren't independent for that: one examination gives a frontal film to one side and
a lateral one to the other. (Groups of fractured films share all films without a fracture besides.)
"""

from collections.abc import Sequence
from math import erfc, sqrt
from typing import Any

import numpy as np

from core.evaluation.figures import Figure, resampled, undefined
from core.evaluation.grouped import auroc
from core.evaluation.intervals import LEVEL, RESAMPLES, SEED, Matrix, Vector, delong, resample
from core.evaluation.labelled import TOO_FEW, too_few
from core.evaluation.weighted import ranking
from core.examination.confounders import Sample, at_threshold
from core.examination.families import Mask, Subgroup, families

ALPHA = 0.05
# The spread of a bootstrap over fewer groups is too small by more than a tenth, sqrt(1 - 1 / groups), and
# every difference would look certain.
FEWEST_GROUPS = 5

_DRAWN = f"bootstrap over groups, {RESAMPLES} resamples, percentile"
_FEW_OTHERS = "Too few other films to compare with: fewer than ten of a class."
_FEW_GROUPS = f"A class's films come from fewer than {FEWEST_GROUPS} groups of related films."


def subgroups(sample: Sample) -> dict[str, Any]:
    """Return metrics.json's "subgroups"; see `core.evaluation` for its keys.

    p is two-sided, from the difference over the standard deviation of its resamples, taken as normal (B.
    Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). A group of fewer than ten
    films of a class has no row; one whose rest is so small, or where a class's films come from fewer than
    FEWEST_GROUPS groups of related films, has a row without p.
    """
    groups, labels = families(sample), sample.labels
    judged = [group for group in groups if not too_few(labels[group.kept])]
    compared = [group for group in judged if not _reason(sample, group)]
    draws = dict(zip([group.title for group in compared], _resampled(sample, compared).T, strict=True))
    rows = [_row(sample, group, draws.get(group.title)) for group in judged]
    for row, adjusted in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row["p_adjusted"] = adjusted
        row["flagged"] = adjusted is not None and adjusted < ALPHA and row["against_rest"]["value"] < 0
    return {
        "rows": rows,
        "too_small": [group.title for group in groups if too_few(labels[group.kept])],
        "method": _method(sum(row["p"] is not None for row in rows)),
    }


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return p-values adjusted for all of them that there are, in the order given.

    S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6
    (1979): the i-th smallest of m counts m - i + 1 times, and never less than one before it.
    """
    order = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, place) in enumerate(order):
        largest = max(largest, min(1.0, (len(order) - rank) * p))
        adjusted[place] = largest
    return adjusted


def _row(sample: Sample, group: Subgroup, draws: Vector | None) -> dict[str, Any]:
    labels, scores = sample.labels[group.kept], sample.probabilities[group.kept]
    groups = sample.groups[group.kept]
    against, p = _against_rest(sample, group, draws)
    return {
        "family": group.family,
        "name": group.name,
        "title": group.title,
        "n": len(labels),
        "n_fractured": int(labels.sum()),
        "auroc": auroc(labels, scores, groups),
        **at_threshold(labels, scores, groups, sample.points.high_sensitivity),
        "against_rest": against,
        "p": p,
    }


def _against_rest(sample: Sample, group: Subgroup, draws: Vector | None) -> tuple[Figure, float | None]:
    films = int((group.kept | group.rest).sum())
    if draws is None:
        return undefined(films, _reason(sample, group)), None
    labels, scores = sample.labels, sample.probabilities
    area, other = (delong(labels[part], scores[part])[0] for part in (group.kept, group.rest))
    return resampled(area - other, draws, films, _DRAWN, LEVEL), _p_value(area - other, draws)


def _p_value(difference: float, draws: Vector) -> float | None:
    """Return the two-sided p of a difference; None where its resamples don't vary."""
    defined = draws[~np.isnan(draws)]
    if len(defined) == 0 or np.ptp(defined) == 0:
        return None
    return erfc(abs(difference) / float(defined.std(ddof=1)) / sqrt(2))


def _reason(sample: Sample, group: Subgroup) -> str:
    """Why a group can't be compared with its rest; nothing where it can."""
    labels = sample.labels
    if too_few(labels[group.kept]):
        return TOO_FEW
    if too_few(labels[group.rest]):
        return _FEW_OTHERS
    sides = [part & (labels == label) for part in (group.kept, group.rest) for label in (0, 1)]
    groups = min(len(np.unique(sample.groups[side])) for side in sides)
    return _FEW_GROUPS if groups < FEWEST_GROUPS else ""


def _resampled(sample: Sample, compared: Sequence[Subgroup]) -> Matrix:
    """Return the resampled differences, (resamples, groups), all from the same draws."""
    labels, scores = sample.labels, sample.probabilities

    def area(weights: Matrix, part: Mask) -> Vector:
        return ranking(weights[:, part], labels[part], scores[part])[1]

    def statistic(weights: Matrix) -> Matrix:
        return np.column_stack([area(weights, group.kept) - area(weights, group.rest) for group in compared])

    if not compared:
        return np.empty((RESAMPLES, 0))
    return resample(labels, sample.groups, statistic, RESAMPLES, SEED)


def _method(tested: int) -> str:
    return (
        f"Difference of AUROC from the rest: {_DRAWN}, the same draws for both sides; p two-sided by the "
        "normal approximation of the bootstrapped difference, adjusted by Holm (1979) over the "
        f"{tested} rows with a p; flagged below {ALPHA} and worse than the rest. Two groups that part the "
        "films tell of one difference and count twice, which is on the safe side."
    )
