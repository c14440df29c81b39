"""Varying how a film lies in the square, by one transformation, so that it is resampled once.

Turning, then zooming, then shifting would blur a film three times, and what tells a fracture is often one
line of a pixel's width, which films in use, never turned, show sharp.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.records import ByteImage

# x0, y0, x1, y1 in fractions of the square.
Place = tuple[float, float, float, float]

# Films are kept this much larger than the network's square, so that resampling them loses little.
SPARE = 4 / 3

_TURN = np.deg2rad(20)
_SMALLEST, _LARGEST = 0.85, 1.1  # share of the square's side that is seen
_SHIFT = 0.06


def kept_side(side: int) -> int:
    """Side of the squares to keep for training at `side`."""
    return round(side * SPARE)


def varied(rng: np.random.Generator) -> NDArray[np.float64]:
    """A random transformation (2, 3) from the square seen to the square kept, both with sides of 1.

    Flips both ways, a turn, a zoom (the same across and down: proportions stay) and a shift.
    """
    turn, share = rng.uniform(-_TURN, _TURN), rng.uniform(_SMALLEST, _LARGEST)
    flips = np.diag(rng.choice((-1.0, 1.0), 2))
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = share * turned @ flips
    middle = np.array([0.5, 0.5])
    offset = middle + rng.uniform(-_SHIFT, _SHIFT, 2) - linear @ middle
    return np.column_stack([linear, offset])


def seen(square: ByteImage, transformation: NDArray[np.float64], side: int) -> ByteImage:
    """Bring a (s, s) square to (side, side) as the transformation sees it; black outside the square."""
    import cv2

    kept = square.shape[0]
    # From middles of pixels to fractions and back: pixel i covers i to i + 1.
    pixels = transformation.copy()
    pixels[:, :2] *= kept / side
    pixels[:, 2] = transformation[:, 2] * kept + pixels[:, :2] @ np.array([0.5, 0.5]) - 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(square, pixels, (side, side), flags=flags), np.uint8)


def box_mask(places: Sequence[Place], side: int) -> ByteImage:
    """Paint boxes (fractions of the square) as (side, side) uint8 of 0 and 255."""
    mask = np.zeros((side, side), np.uint8)
    for place in places:
        x0, y0, x1, y1 = (edge * side for edge in place)
        mask[int(y0) : int(np.ceil(y1)), int(x0) : int(np.ceil(x1))] = 255
    return mask
