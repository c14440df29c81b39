"""Cutting a part out of a film for training, so that small fractures are seen at a finer scale.

Films of both classes are cut by one rule: a window around a marked box. A film without a fracture borrows the
place of another film's box, so that where a window lies, and how large it is, tells nothing of the label.
"""

from collections.abc import Sequence

import numpy as np

from core.records import ByteImage

# x0, y0, x1, y1 in fractions of the square.
Place = tuple[float, float, float, float]
WHOLE: Place = (0.0, 0.0, 1.0, 1.0)


def window_around(box: Place, smallest: float, rng: np.random.Generator) -> Place:
    """A square window of `smallest` to the whole side that holds the box, or its middle where it is larger.

    A third of the windows are the whole square.
    """
    share = min(1.0, rng.uniform(smallest, 1 + (1 - smallest) / 2))
    x0 = _edge(box[0], box[2], share, rng)
    y0 = _edge(box[1], box[3], share, rng)
    return x0, y0, x0 + share, y0 + share


def _edge(low: float, high: float, share: float, rng: np.random.Generator) -> float:
    """Where a window of `share` begins so that it holds low to high and stays within 0 to 1."""
    first, last = max(0.0, high - share), min(1 - share, low)
    if first > last:
        return float(np.clip((low + high - share) / 2, 0, 1 - share))
    return float(rng.uniform(first, last))


def cut(square: ByteImage, window: Place, side: int) -> ByteImage:
    """The window of a (s, s) square as (side, side)."""
    import cv2

    x0, y0, x1, y1 = (round(edge * square.shape[0]) for edge in window)
    part = square[y0:y1, x0:x1]
    shrinks = part.shape[0] > side
    resized = cv2.resize(part, (side, side), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return np.asarray(resized, np.uint8)


def places_for(boxes: Sequence[Sequence[Place]]) -> list[list[Place]]:
    """Each film's boxes; for one without, those of all others to borrow from (the whole square if none)."""
    lendable = [box for own in boxes for box in own] or [WHOLE]
    return [list(own) or lendable for own in boxes]
