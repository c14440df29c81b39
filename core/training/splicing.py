"""Setting a piece of one film into another, with labels that follow the marked boxes.

A network that has few fractured films to learn from comes to know them one by one, by the whole limb, the
scanner or a plate. A rectangle out of another film takes that away (CutMix: S. Yun et al., ICCV 2019).
Unlike there, the label is not mixed by area: boxes say whether a fracture is still seen. So a fractured film
whose fracture is covered becomes a film without one, and the rectangle's edges, which both classes have, tell
nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.records import ByteImage

# Sides of a piece in shares of the square's.
_SMALLEST, _LARGEST = 0.3, 0.7
# Of a film's boxes this much must be seen for a fracture, and at most so much for none; what lies between
# has no sure label, and the film stays as it is.
_SEEN, _HIDDEN = 0.6, 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Spliced:
    """Films and masks (n, s, s) uint8, labels (n,) of 0 and 1, and where each film's piece is from.

    partners: (n,) which film the piece came out of; shares: (n,) how much of the square it covers, or 0.
    """

    squares: ByteImage
    masks: ByteImage
    labels: NDArray[np.int64]
    partners: NDArray[np.int64]
    shares: NDArray[np.float32]


def spliced(
    rng: np.random.Generator, squares: ByteImage, masks: ByteImage, labels: NDArray[np.int64], share: float
) -> Spliced:
    """Set a piece of another film into about `share` of the films (n, s, s).

    masks: (n, s, s), above 0 inside marked boxes. A fractured film without a box neither gives nor takes.
    """
    count, side = squares.shape[:2]
    found = Spliced(
        squares.copy(), masks.copy(), labels.copy(), rng.permutation(count), np.zeros(count, np.float32)
    )
    whole = masks.astype(bool).sum(axis=(1, 2))
    unmarked = (labels == 1) & (whole == 0)
    for taker, giver in enumerate(found.partners):
        piece, chance = _piece(rng, side), rng.random()
        if chance >= share or taker == giver or unmarked[taker] or unmarked[giver]:
            continue
        given = (masks[giver][piece] > 0).sum() / max(1, whole[giver])
        left = 1 - (masks[taker][piece] > 0).sum() / whole[taker] if whole[taker] else 0.0
        if any(_HIDDEN < part < _SEEN for part in (given, left)):
            continue
        found.squares[taker][piece] = squares[giver][piece]
        # A sliver of a box marks nothing.
        found.masks[taker] *= np.uint8(left >= _SEEN)
        found.masks[taker][piece] = masks[giver][piece] * np.uint8(given >= _SEEN)
        found.labels[taker] = int(max(given, left) >= _SEEN)
        found.shares[taker] = np.float32(found.squares[taker][piece].size / side**2)
    return found


def _piece(rng: np.random.Generator, side: int) -> tuple[slice, slice]:
    """A random rectangle of a (side, side) square, as rows and columns."""
    lengths = np.round(rng.uniform(_SMALLEST, _LARGEST, 2) * side).astype(int)
    top, left = (int(rng.integers(0, side - length + 1)) for length in lengths)
    return slice(top, top + int(lengths[0])), slice(left, left + int(lengths[1]))
