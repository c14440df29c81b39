"""Figures whose intervals allow for related films: whole groups are drawn, see `intervals.resample`."""

import numpy as np
from numpy.typing import NDArray

from core.evaluation.figures import Figure, resampled, undefined
from core.evaluation.intervals import LEVEL, RESAMPLES, SEED, Matrix, Statistic, Vector, delong, resample
from core.evaluation.labelled import TOO_FEW, Labels, too_few
from core.evaluation.weighted import ranking

Groups = NDArray[np.int64]

_METHOD = f"bootstrap over groups, {RESAMPLES} resamples, percentile"


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
