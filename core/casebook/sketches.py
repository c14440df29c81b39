"""A film in a few numbers, cheap enough to be kept with each, so that a day's films can be compared by sums.

Greys: mean and spread of every fourth pixel. Features: four projections on random directions, which keep
distances roughly (W. B. Johnson and J. Lindenstrauss, Contemporary Mathematics 26, 1984): films that move
together in the network's eyes move in most of them.
"""

from hashlib import shake_256

import numpy as np
from numpy.typing import NDArray

from core.records import FloatImage

SKETCHED = 4
_STEP = 4


def greys(pixels: FloatImage) -> dict[str, float]:
    """Return grey_mean and grey_spread of a film's pixels (height, width) in [0, 1]."""
    some = pixels[::_STEP, ::_STEP]
    return {"grey_mean": float(some.mean()), "grey_spread": float(some.std())}


def sketched(features: NDArray[np.floating]) -> dict[str, float]:
    """Return sketch_1 to sketch_4 of one vector (d,)."""
    return {f"sketch_{place}": float(value) for place, value in enumerate(sketch(features), 1)}


def sketch(features: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the projections (..., 4) of feature vectors (..., d), in the unit of the vectors' length.

    The directions are the signs of a fixed hash, the same on every machine and in every version.
    """
    length = features.shape[-1]
    bits = np.frombuffer(shake_256(b"callus sketch").digest(-(-SKETCHED * length // 8)), np.uint8)
    signs = 1.0 - 2.0 * np.unpackbits(bits)[: SKETCHED * length].reshape(SKETCHED, length)
    return np.asarray(features.astype(np.float64) @ signs.T)
