"""Maps of where a network looks, from one last feature map (h, w, c) in NumPy; no gradient is run.

The head is mean pooling and one linear unit, S = b + sum_k w_k * mean(A_k), so that its gradients are known
beforehand: dS/dA_k is w_k / Z in each of the Z = h * w cells.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.imaging.framing import Frame
from core.records import FloatImage

Weights = NDArray[np.floating]


def gradcam(features: FloatImage, weights: Weights) -> FloatImage:
    """Return the Grad-CAM map (h, w) >= 0 of features (h, w, c) for a unit of weights (c,).

    R. R. Selvaraju et al., Grad-CAM, ICCV 2017, equations 1 and 2: a channel counts by the mean of its
    gradient, which is w_k / Z here.
    """
    evidence = features.astype(np.float64) @ weights.astype(np.float64)
    return _positive(evidence / evidence.size)


def gradcam_pp(features: FloatImage, weights: Weights) -> FloatImage:
    """Return the Grad-CAM++ map (h, w) >= 0 of features (h, w, c) >= 0 for a unit of weights (c,).

    A. Chattopadhay et al., Grad-CAM++, WACV 2018, with the score Y = exp(S). As S is linear in A_k with the
    gradient g = w_k / Z, the first three derivatives of Y are exp(S) times g, g^2 and g^3, and the paper's
    alpha (equation 19) becomes in every cell of a channel

        g^2 / (2 g^2 + g^3 * sum(A_k)) = 1 / (2 + g * sum(A_k)) = 1 / (2 + w_k * mean(A_k)).

    A channel then counts by the sum over its cells of alpha * relu(dY/dA_k) = exp(S) * relu(w_k) * alpha. The
    factor exp(S) is left out, and Z divided by as in `gradcam`: neither moves a peak nor a share. The alphas
    are not made to add up to 1, as some implementations do: alike in all cells, they would cancel out.
    """
    wanted = np.maximum(weights.astype(np.float64), 0)
    alphas = 1 / (2 + wanted * features.mean(axis=(0, 1), dtype=np.float64))
    evidence = features.astype(np.float64) @ (wanted * alphas)
    return _positive(evidence / evidence.size)


def over_film(cells: FloatImage, frame: Frame) -> FloatImage:
    """Enlarge a map (h, w) over the network's square bilinearly and cut it down to the film.

    Returns (inner_height, inner_width). A cell is placed by its centre. Nothing is scaled or cut off, so that
    the highest point stays where the cells put it.
    """
    square = cv2.resize(cells, (frame.side, frame.side), interpolation=cv2.INTER_LINEAR)
    return np.asarray(frame.crop(square), np.float32)


def _positive(evidence: NDArray[np.float64]) -> FloatImage:
    return np.maximum(evidence, 0).astype(np.float32)
