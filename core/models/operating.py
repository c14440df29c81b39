"""Where probabilities and heatmaps are cut, chosen on validation films: doubt band, levels of findings."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import ModelError
from core.records import FindingLevels, OperatingPoints


def choose_operating_points(
    probabilities: ArrayLike, labels: ArrayLike, *, sensitivity: float = 0.95, specificity: float = 0.95
) -> OperatingPoints:
    """Choose the highest threshold that keeps `sensitivity` and the lowest that keeps `specificity`.

    A film counts as found when its probability is at or above a threshold. A threshold lies halfway between
    two films, so that the last digits of another engine don't turn a film over. Where a network is so good
    that the second would lie below the first, both take the same value and no film is in doubt.
    Raises `ModelError` where a class is missing.
    """
    p, y = np.asarray(probabilities, np.float64), np.asarray(labels, np.int64)
    if y.min(initial=1) == 1 or y.max(initial=0) == 0:
        raise ModelError("Operating points need films of both classes.")
    fractured, others = np.sort(p[y == 1]), np.sort(p[y == 0])
    missed = int(np.floor((1.0 - sensitivity) * fractured.size + 1e-9))
    cleared = int(np.ceil(specificity * others.size - 1e-9))
    steps = np.unique(np.concatenate([[0.0], p, [1.0]]))
    low = _between(steps, int(np.searchsorted(steps, fractured[missed])) - 1)
    high = _between(steps, int(np.searchsorted(steps, others[cleared - 1])))
    return OperatingPoints(high_sensitivity=low, high_specificity=max(low, high))


def choose_finding_levels(peaks: ArrayLike, labels: ArrayLike, *, share: float = 0.95) -> FindingLevels:
    """Choose from which levels on a region of the heatmap is marked.

    At the high-specificity level `share` of the films without a fracture have no region, as long as full
    strength, 1, is not passed; at the high-sensitivity level `share` of the fractured films with any evidence
    have one.
    peaks: (n,) highest value of each film's heatmap, in [0, 1], 0 where there is no evidence.
    Raises `ModelError` where no fractured film has evidence, or a class is missing.
    """
    highest, fractured = np.asarray(peaks, np.float64), np.asarray(labels, np.int64) == 1
    kept = ~fractured | (highest > 0)
    points = choose_operating_points(highest[kept], fractured[kept], sensitivity=share, specificity=share)
    return FindingLevels(points.high_sensitivity, points.high_specificity)


def _between(steps: NDArray[np.float64], place: int) -> float:
    """Halfway from one of the sorted steps to the next; the first or the last where there is none."""
    return float(steps[max(place, 0) : place + 2].mean())
