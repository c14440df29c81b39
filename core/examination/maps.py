"""Maps of where a network looks, from one last feature map (h, w, c) in NumPy; no gradient is run.

The head is pooling and linear units (see `core.models.pooling`), so that its gradients are known beforehand:
dS/dA_k is w_k times a cell's share, and the shares add up to 1. For the mean they are 1 / Z in each of the
Z = h * w cells; for the mean odds they are the cells' shares of the odds.
"""

from dataclasses import dataclass
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from core.imaging.framing import Frame
from core.records import FloatImage, Pooling

Weights = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class LogitUnit:
    """What of a network's head its gradients follow from.

    kernel: (c,), the linear unit on the map or its mean; scale: what the pooled odds are multiplied with.
    """

    kernel: Weights
    scale: float
    pooling: Pooling

    @classmethod
    def of(cls, network: Any, pooling: Pooling) -> Self:
        """Read it off a network from `build_network`."""
        logit = network.get_layer("logit").get_weights()[0]
        if pooling == "mean":
            return cls(np.ravel(logit), 1.0, pooling)
        return cls(np.ravel(network.get_layer("grid").get_weights()[0]), float(logit.item()), pooling)

    @property
    def weights(self) -> Weights:
        """How much a channel counts, (c,), before it is divided over the cells."""
        return self.scale * self.kernel

    def shares(self, features: FloatImage) -> NDArray[np.float64]:
        """How the gradient divides over the cells of features (h, w, c): (h, w), adding up to 1."""
        cells = features.astype(np.float64) @ self.kernel
        odds = np.exp(cells - cells.max()) if self.pooling == "odds" else np.ones_like(cells)
        return np.asarray(odds / odds.sum(), np.float64)


def gradcam(features: FloatImage, weights: Weights) -> FloatImage:
    """Return the Grad-CAM map (h, w) >= 0 of features (h, w, c) for a unit of weights (c,).

    R. R. Selvaraju et al., Grad-CAM, ICCV 2017, equations 1 and 2: a channel counts by the mean of its
    gradient, which is w_k / Z for either pooling.
    """
    evidence = features.astype(np.float64) @ weights.astype(np.float64)
    return _positive(evidence / evidence.size)


def gradcam_pp(features: FloatImage, weights: Weights, shares: NDArray[np.floating]) -> FloatImage:
    """Return the Grad-CAM++ map (h, w) >= 0 of features (h, w, c) >= 0 for a unit of weights (c,).

    shares: (h, w), how the gradient divides over the cells.
    A. Chattopadhay et al., Grad-CAM++, WACV 2018, with the score Y = exp(S). With S taken as linear around
    the film, with the gradient g = w_k * share, the first three derivatives of Y are exp(S) times g, g^2 and
    g^3, and the paper's alpha (equation 19) becomes

        g^2 / (2 g^2 + g^3 * sum(A_k)) = 1 / (2 + g * sum(A_k)).

    A channel then counts by the sum over its cells of alpha * relu(dY/dA_k) = exp(S) * relu(g) * alpha. The
    factor exp(S) is left out, and Z divided by as in `gradcam`: neither moves a peak nor a share. The alphas
    are not made to add up to 1, as some implementations do: alike in all cells, they would cancel out.
    """
    gradients = shares[..., None] * np.maximum(weights.astype(np.float64), 0)
    alphas = 1 / (2 + gradients * features.sum(axis=(0, 1), dtype=np.float64))
    evidence = features.astype(np.float64) @ (gradients * alphas).sum(axis=(0, 1))
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
