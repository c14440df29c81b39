"""Metrics of many resamples at once: every film carries a weight, how often it was drawn.

All functions take weights (resamples, n) and return one value a resample, (resamples,), NaN where undefined.
With all weights 1 they equal scikit-learn's.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.intervals import Matrix, Vector, resample
from core.records import OperatingPoints

BINS = 10  # of equal width, as in Guo et al. 2017


def bootstrap(
    labels: NDArray[np.int64],
    probabilities: Vector,
    points: OperatingPoints,
    *,
    groups: NDArray[Any] | None,
    resamples: int,
    seed: int,
    before: Vector | None = None,
) -> Mapping[str, Vector]:
    """Return resampled values by figure, each (resamples,), all from the same draws.

    Keys: average_precision, auroc, brier, ece, and for either point high_sensitivity.balanced_accuracy,
    .f1_fractured and .f1_not_fractured; before.brier and before.ece of the probabilities `before` calibration
    where those are given.
    """

    def statistic(weights: Matrix) -> Matrix:
        columns = _all(weights, labels, probabilities, points)
        if before is not None:
            columns |= {
                f"before.{key}": values for key, values in calibration(weights, labels, before).items()
            }
        names[:] = columns
        return np.column_stack(list(columns.values()))

    names: list[str] = []
    values = resample(labels, groups, statistic, resamples, seed)
    return dict(zip(names, values.T, strict=True))


def _all(
    weights: Matrix, labels: NDArray[np.int64], probabilities: Vector, points: OperatingPoints
) -> dict[str, Vector]:
    areas = ranking(weights, labels, probabilities)
    found = {
        "average_precision": areas[0],
        "auroc": areas[1],
        **calibration(weights, labels, probabilities),
    }
    for name in ("high_sensitivity", "high_specificity"):
        called = probabilities >= getattr(points, name)
        for key, values in at_threshold(weights, labels, called).items():
            found[f"{name}.{key}"] = values
    return found


def ranking(weights: Matrix, labels: NDArray[np.int64], scores: Vector) -> tuple[Vector, Vector]:
    """Return average precision and the area under the ROC curve; films of equal score share one step."""
    order = np.argsort(-scores, kind="stable")
    last_of_tie = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    drawn = weights[:, order]
    total = np.cumsum(drawn, axis=1)[:, last_of_tie]
    hits = np.cumsum(drawn * labels[order], axis=1)[:, last_of_tie]
    false_alarms = total - hits
    new_hits = np.diff(hits, axis=1, prepend=0)
    precision = np.divide(hits, total, out=np.zeros_like(hits), where=total > 0)
    average_precision = _ratio((new_hits * precision).sum(axis=1), hits[:, -1])
    # Each false alarm lies below the hits before its step and ties with half of those in it.
    above = (np.diff(false_alarms, axis=1, prepend=0) * (hits - new_hits / 2)).sum(axis=1)
    return average_precision, _ratio(above, hits[:, -1] * false_alarms[:, -1])


def calibration(weights: Matrix, labels: NDArray[np.int64], probabilities: Vector) -> dict[str, Vector]:
    """Return the Brier score and the expected calibration error, as "brier" and "ece".

    The Brier score is the mean squared difference of probability and label: G. W. Brier, Verification of
    forecasts expressed in terms of probability, Monthly Weather Review 78 (1950), halved as is usual for two
    classes.
    """
    return {
        "brier": _ratio(weights @ (probabilities - labels) ** 2, weights.sum(axis=1)),
        "ece": calibration_error(weights, labels, probabilities),
    }


def calibration_error(weights: Matrix, labels: NDArray[np.int64], probabilities: Vector) -> Vector:
    """Return the expected calibration error of the fracture probability.

    The mean over ten bins of equal width, weighted by their films, of |mean probability - share fractured|.
    M. P. Naeini et al., AAAI 2015; C. Guo et al., ICML 2017 (there for the confidence of the chosen class).
    """
    member = np.eye(BINS)[bin_of(probabilities)]  # (n, BINS)
    gaps = np.abs(weights @ (member * (probabilities - labels)[:, None]))  # (resamples, BINS)
    return _ratio(gaps.sum(axis=1), weights.sum(axis=1))


def at_threshold(weights: Matrix, labels: NDArray[np.int64], called: NDArray[np.bool_]) -> dict[str, Vector]:
    """Return balanced_accuracy, f1_fractured and f1_not_fractured of one call a film."""
    tp, fp = weights @ (labels * called), weights @ ((1 - labels) * called)
    fn, tn = weights @ (labels * ~called), weights @ ((1 - labels) * ~called)
    return {
        "balanced_accuracy": (_ratio(tp, tp + fn) + _ratio(tn, tn + fp)) / 2,
        "f1_fractured": _ratio(2 * tp, 2 * tp + fp + fn),
        "f1_not_fractured": _ratio(2 * tn, 2 * tn + fp + fn),
    }


def bin_of(probabilities: Vector) -> NDArray[np.int64]:
    """Return the number of the reliability bin of each probability; 1.0 belongs to the last."""
    return np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)


def _ratio(over: Matrix, under: Matrix) -> Vector:
    ratio: Vector = np.divide(over, under, out=np.full(over.shape, np.nan), where=under > 0)
    return ratio
