"""From a network's logit to a probability that means what it says."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import ModelError
from core.records import Calibration


def calibrated(logit: ArrayLike, calibration: Calibration) -> NDArray[np.float64]:
    """Return sigmoid(slope * logit + intercept), without overflow, in the shape of `logit`."""
    scaled = calibration.slope * np.asarray(logit, np.float64) + calibration.intercept
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * scaled)))


def fit_calibration(logits: ArrayLike, labels: ArrayLike) -> Calibration:
    """Fit Platt scaling on validation logits (n,) and labels (n,) of 0 and 1.

    Labels are softened to (n1 + 1) / (n1 + 2) and 1 / (n0 + 2) against over-confidence on a small part
    (Platt 1999, section 2.2). Raises `ModelError` where a class is missing or the logits rank backwards.
    """
    from scipy.optimize import minimize

    x, y = np.asarray(logits, np.float64), np.asarray(labels, np.int64)
    fractured = int(y.sum())
    if fractured in (0, y.size):
        raise ModelError("A calibration needs films of both classes.")
    target = np.where(y == 1, (fractured + 1) / (fractured + 2), 1 / (y.size - fractured + 2))

    def loss(parameters: NDArray[np.float64]) -> float:
        scaled = parameters[0] * x + parameters[1]
        return float(np.mean(np.logaddexp(0.0, scaled) - target * scaled))

    best = minimize(loss, np.array([1.0, 0.0]), method="BFGS").x
    if best[0] <= 0:
        raise ModelError("The network ranks fractured films below the others; it can't be calibrated.")
    return Calibration(slope=float(best[0]), intercept=float(best[1]))
