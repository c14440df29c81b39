"""The curves of a report, as lists that JSON can hold: ROC, precision-recall, reliability."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.grouped import share
from core.evaluation.intervals import Vector
from core.evaluation.weighted import BINS, bin_of

Labels = NDArray[np.int64]


def roc(labels: Labels, probabilities: Vector) -> dict[str, list[float | None]]:
    """Return fpr, tpr and thresholds from (0, 0) to (1, 1); empty lists where a class is missing."""
    if len(np.unique(labels)) < 2:
        return {"fpr": [], "tpr": [], "thresholds": []}
    from sklearn.metrics import roc_curve

    fpr, tpr, thresholds = roc_curve(labels, probabilities)
    return {"fpr": fpr.tolist(), "tpr": tpr.tolist(), "thresholds": _finite(thresholds)}


def precision_recall(labels: Labels, probabilities: Vector) -> dict[str, list[float | None]]:
    """Return precision, recall and thresholds from recall 1 to recall 0; empty where a class is missing."""
    if len(np.unique(labels)) < 2:
        return {"precision": [], "recall": [], "thresholds": []}
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(labels, probabilities, drop_intermediate=True)
    # scikit-learn ends the curve with a point (precision 1, recall 0) that no threshold belongs to.
    return {
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "thresholds": [*_finite(thresholds), None],
    }


def reliability(labels: Labels, probabilities: Vector, groups: NDArray[Any] | None) -> list[dict[str, Any]]:
    """Return the ten bins of the reliability diagram, those without films too.

    groups: (n,) equal for related films, where known; a bin's films then count by their design effect.
    """
    place = bin_of(probabilities)
    return [_bin(number, labels, probabilities, groups, place == number) for number in range(BINS)]


def _bin(
    number: int, labels: Labels, probabilities: Vector, groups: NDArray[Any] | None, inside: NDArray[np.bool_]
) -> dict[str, Any]:
    n = int(inside.sum())
    return {
        "low": number / BINS,
        "high": (number + 1) / BINS,
        "n": n,
        "mean_probability": float(probabilities[inside].mean()) if n else None,
        "fractured": share(labels[inside], None if groups is None else groups[inside]),
    }


def _finite(thresholds: NDArray[Any]) -> list[float | None]:
    """scikit-learn calls the threshold above every score infinite, which JSON has no word for."""
    return [float(value) if np.isfinite(value) else None for value in thresholds]
