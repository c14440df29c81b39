"""Figures whose intervals allow for related films.

Whole groups are drawn, see `intervals.resample`; of a proportion, whose bootstrap falls silent where all
films are alike, the films are counted by their design effect.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.figures import NO_FILMS, WILSON, Figure, estimated, resampled, undefined
from core.evaluation.intervals import (
    LEVEL,
    RESAMPLES,
    SEED,
    Matrix,
    Statistic,
    Vector,
    delong,
    resample,
    wilson,
)
from core.evaluation.labelled import TOO_FEW, Labels, too_few
from core.evaluation.weighted import ranking

Groups = NDArray[np.int64]
Effects = tuple[float, float]  # the design effects of a call: of the fractured films, and of the others

BY_EFFECT = "groups counted by their design effect"
WILSON_BY_EFFECT = f"Wilson score, {BY_EFFECT}"

_METHOD = f"bootstrap over groups, {RESAMPLES} resamples, percentile"


def design_effect(hits: NDArray[Any], groups: NDArray[Any]) -> float:
    """Return by how much groups of related films widen the variance of the share of 1 in hits (n,), n > 0.

    The variance of the share as a ratio of the groups' totals, over that of as many films without relatives:
    J. N. K. Rao and A. J. Scott, A simple method for the analysis of clustered binary data, Biometrics 48
    (1992); with n - 1, so that films that are each a group of their own have 1. Never less than that: where
    relatives differ more than strangers do it is chance. 1, too, where all films are alike or of one group,
    since such films don't tell.
    """
    found, members = np.asarray(hits, np.float64), np.unique(groups, return_inverse=True)[1]
    mean_hit, count, n = float(found.mean()), int(members.max()) + 1, len(found)
    if not 0 < mean_hit < 1 or count == 1:
        return 1.0
    off = np.bincount(members, found - mean_hit)
    variance = count / (count - 1) * float((off**2).sum()) / n**2
    return max(1.0, variance * (n - 1) / (mean_hit * (1 - mean_hit)))


def effects_of(called: NDArray[np.bool_], labels: Labels, groups: NDArray[Any] | None) -> Effects | None:
    """Return the design effects of called (n,) by side; None without groups, or where a side has no films."""
    sides = labels == 1, labels == 0
    if groups is None or not all(side.any() for side in sides):
        return None
    fractured, others = (design_effect(called[side], groups[side]) for side in sides)
    return fractured, others


def counted(successes: int, n: int, effect: float | None) -> Figure:
    """Return successes / n with Wilson's interval, for n / effect films where an effect is given."""
    if n == 0:
        return undefined(0, NO_FILMS)
    widened = effect or 1.0
    low, high = wilson(successes / widened, n / widened)
    return estimated(successes / n, low, high, n, WILSON if effect is None else WILSON_BY_EFFECT)


def share(hits: NDArray[Any], groups: NDArray[Any] | None) -> Figure:
    """Return the share of 1 in hits (n,) with Wilson's interval, for as many films as groups count for."""
    effect = None if groups is None or len(hits) == 0 else design_effect(hits, groups)
    return counted(int(np.count_nonzero(hits)), len(hits), effect)


def auroc(labels: Labels, scores: Vector, groups: Groups) -> Figure:
    """Return the AUROC of scores (n,); undefined where a class has too few films."""
    if too_few(labels):
        return undefined(len(labels), TOO_FEW)

    def statistic(weights: Matrix) -> Matrix:
        return ranking(weights, labels, scores)[1][:, None]

    return _figure(delong(labels, scores)[0], statistic, groups)


def auroc_difference(labels: Labels, scores: Vector, others: Vector, groups: Groups) -> Figure:
    """Return AUROC of `scores` less that of `others`, both (n,) of the same films and drawn together."""
    if too_few(labels):
        return undefined(len(labels), TOO_FEW)

    def statistic(weights: Matrix) -> Matrix:
        areas = [ranking(weights, labels, each)[1] for each in (scores, others)]
        return (areas[0] - areas[1])[:, None]

    return _figure(delong(labels, scores)[0] - delong(labels, others)[0], statistic, groups)


def mean(values: Vector, groups: Groups) -> Figure:
    """Return the mean of values (n,), n > 0; for a paired difference, give each film's difference."""

    def statistic(weights: Matrix) -> Matrix:
        means: Matrix = weights @ values / weights.sum(axis=1)
        return means[:, None]

    return _figure(float(values.mean()), statistic, groups)


def _figure(value: float, statistic: Statistic, groups: Groups) -> Figure:
    everyone = np.ones(len(groups), np.int64)
    draws = resample(everyone, groups, statistic, RESAMPLES, SEED)[:, 0]
    return resampled(value, draws, len(groups), _METHOD, LEVEL)
