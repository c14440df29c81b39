"""The two thresholds of the doubt band, chosen on validation films."""

import numpy as np
from numpy.typing import ArrayLike

from core.errors import ModelError
from core.records import OperatingPoints


def choose_operating_points(
    probabilities: ArrayLike, labels: ArrayLike, *, sensitivity: float = 0.95, specificity: float = 0.95
) -> OperatingPoints:
    """Choose the highest threshold that keeps `sensitivity` and the lowest that keeps `specificity`.

    A film counts as found when its probability is at or above a threshold. Where a network is so good that
    the second would lie below the first, both take the same value and no film is in doubt.
    Raises `ModelError` where a class is missing.
    """
    p, y = np.asarray(probabilities, np.float64), np.asarray(labels, np.int64)
    if y.min(initial=1) == 1 or y.max(initial=0) == 0:
        raise ModelError("Operating points need films of both classes.")
    fractured, others = np.sort(p[y == 1]), np.sort(p[y == 0])
    missed = int(np.floor((1.0 - sensitivity) * fractured.size + 1e-9))
    low = float(fractured[missed])
    kept = int(np.ceil(specificity * others.size - 1e-9))
    # Just above the highest of the films that must stay below it.
    high = float(np.nextafter(others[kept - 1], 2.0)) if kept else 0.0
    return OperatingPoints(high_sensitivity=low, high_specificity=max(low, high))
