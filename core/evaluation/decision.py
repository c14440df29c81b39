"""What calling films at a threshold is worth: net benefit over thresholds."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.evaluation.intervals import LEVEL, RESAMPLES, SEED, Matrix, percentiles, resample, resampling
from core.evaluation.labelled import ONE_CLASS, checked

THRESHOLDS = tuple(number / 100 for number in range(1, 61))


def decision_curve(
    labels: ArrayLike,
    probabilities: ArrayLike,
    *,
    groups: Sequence[Any] | NDArray[Any] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Any]:
    """Return metrics.json's "decision", net benefit by threshold; see `core.evaluation` for its keys.

    A. J. Vickers and E. B. Elkin, Decision curve analysis, Medical Decision Making 26 (2006): films rightly
    called, less those wrongly called at the odds of the threshold, per film. Calling none has 0. The band is
    pointwise: percentiles at each threshold over resamples stratified by label, or of whole groups; its ends
    are None where the resamples all agree (e.g. nothing is ever called).

    labels: (n,) of 1 and 0. probabilities: (n,) calibrated. groups: (n,), equal for related films.
    Raises `EvaluationError` as `evaluate_predictions` does.
    """
    y, p, related = checked(labels, probabilities, groups)
    if len(np.unique(y)) < 2:
        nothing: dict[str, list[float]] = {"value": [], "low": [], "high": []}
        empty = {"thresholds": [], "model": nothing, "treat_all": []}
        return {**empty, "n": len(y), "method": "", "note": ONE_CLASS}
    thresholds = np.array(THRESHOLDS)
    called = p[:, None] >= thresholds  # (n, thresholds)
    odds = thresholds / (1 - thresholds)

    def benefit(weights: Matrix) -> Matrix:
        right, wrong = (weights @ (called & (y == label)[:, None]) for label in (1, 0))
        return np.asarray((right - odds * wrong) / weights.sum(axis=1, keepdims=True))

    value = benefit(np.ones((1, len(y))))[0].tolist()
    band = [percentiles(draws, LEVEL) for draws in resample(y, related, benefit, resamples, seed).T]
    model = {
        "value": value,
        "low": [_end(min(low, own)) for (low, _), own in zip(band, value, strict=True)],
        "high": [_end(max(high, own)) for (_, high), own in zip(band, value, strict=True)],
    }
    return {
        "thresholds": list(THRESHOLDS),
        "model": model,
        "treat_all": (y.mean() - odds * (1 - y.mean())).tolist(),
        "n": len(y),
        "method": f"{resampling(related, resamples)}, pointwise",
        "note": "",
    }


def _end(value: float) -> float | None:
    return None if isnan(value) else value
