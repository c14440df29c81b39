"""Marks that are burned into a film: side letters, view text, a clinic's logo. Found, and blanked.

A department's marks go with its patients, and a network can learn them in place of the fracture: J. R. Zech
et al., PLoS Medicine 15 (2018), whose networks told hospitals apart by the metal token on the film. A mark is
told by what drawn things share and bone does not: it is small, nearly white, its edge is one step and no
slope, and what lies around it is even. The white top-hat that lifts small bright things off their ground is
that of F. Meyer, Contrast feature extraction, in: Quantitative Analysis of Microstructures (1978).

Not found: grey text, marks at the film's very edge (blackening the border takes those), and dark text. Found
though it is no mark: a small bright thing on an even ground, a ring on a finger or a lone metal clip.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from core.records import FloatImage

# All in shares of the longer side of the film, which is looked at with at most LONGEST_SIDE pixels.
LONGEST_SIDE = 1024
LARGEST = 0.10  # of a mark's box; more is a plate, a cassette's edge, bone
_REACH = 0.12  # of the top-hat: what is larger is not lifted off
_EDGE = 0.01  # nearer to the film's edge it may be the cassette's
_AROUND = 0.012  # how far what lies around a mark is looked at, and blanked

# In grey values from 0 to 1.
RISE = 0.45  # above the surroundings
WHITE = 0.85  # reached somewhere in the mark
SHARP = 0.40  # from one pixel at the mark's edge to its neighbours
EVEN = 0.20  # between the tenth and the ninetieth percentile around it

_LEAST_PIXELS = 6
_SQUARE = np.ones((3, 3), np.uint8)

Box = tuple[int, int, int, int]
Mask = NDArray[np.bool_]


def burned_in(pixels: FloatImage) -> Mask:
    """Return which pixels of a film (h, w) in [0, 1] to blank: each mark's box with a little around it.

    The limits were set by eye on FracAtlas's films, without their labels.
    """
    scale = min(1.0, LONGEST_SIDE / max(pixels.shape))
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    small = pixels if scale == 1 else cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    blank = np.zeros(small.shape, np.uint8)
    margin = max(2, round(_AROUND * max(small.shape)))
    for x0, y0, x1, y1 in _marks(small):
        blank[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin] = 1
    if scale < 1:
        whole = pixels.shape[1], pixels.shape[0]
        blank = np.asarray(cv2.resize(blank, whole, interpolation=cv2.INTER_NEAREST), np.uint8)
    return blank > 0


def blanked(pixels: FloatImage, marks: Mask) -> FloatImage:
    """Return a copy of a film (h, w) with its marks filled by the grey that lies around each, the median."""
    film = pixels.copy()
    count, places = cv2.connectedComponents(marks.astype(np.uint8), connectivity=8)
    reach = max(1, round(_AROUND * max(pixels.shape)))
    for number in range(1, count):
        rows, columns = np.nonzero(places == number)
        window = (
            slice(max(0, rows.min() - reach), rows.max() + reach + 1),
            slice(max(0, columns.min() - reach), columns.max() + reach + 1),
        )
        around = pixels[window][~marks[window]]
        film[rows, columns] = np.median(around) if around.size else 0.0
    return film


def _marks(film: FloatImage) -> Iterator[Box]:
    """The boxes x0, y0, x1, y1 of what looks drawn."""
    side = max(film.shape)
    reach = cv2.getStructuringElement(cv2.MORPH_RECT, (round(_REACH * side) | 1,) * 2)
    lifted = (cv2.morphologyEx(film, cv2.MORPH_TOPHAT, reach) >= RISE).astype(np.uint8)
    step = cv2.dilate(film, _SQUARE) - cv2.erode(film, _SQUARE)
    count, places, boxes, _ = cv2.connectedComponentsWithStats(lifted, connectivity=8)
    for number in range(1, count):
        x, y, width, height, area = boxes[number].tolist()
        if area < _LEAST_PIXELS or max(width, height) > LARGEST * side:
            continue
        box = x, y, x + width, y + height
        if _inside(box, film) and _is_drawn(film, step, lifted, places == number, box):
            yield box


def _inside(box: Box, film: FloatImage) -> bool:
    edge = _EDGE * max(film.shape)
    height, width = film.shape
    return bool(min(box[0], box[1], width - box[2], height - box[3]) >= edge)


def _is_drawn(film: FloatImage, step: FloatImage, lifted: NDArray[np.uint8], own: Mask, box: Box) -> bool:
    """Whether a part is white, sharp at its edge, and on even ground."""
    margin = max(3, round(_AROUND * max(film.shape)))
    window = (
        slice(max(0, box[1] - margin), box[3] + margin),
        slice(max(0, box[0] - margin), box[2] + margin),
    )
    grey, part = film[window], own[window].astype(np.uint8)
    if float(grey[part > 0].max()) < WHITE:
        return False
    edge = part - cv2.erode(part, _SQUARE, borderValue=0)
    if float(np.median(step[window][edge > 0])) < SHARP:
        return False
    # Two pixels around a mark are its own blur; other marks beside it are no ground.
    ground = grey[(cv2.dilate(part, np.ones((5, 5), np.uint8)) == 0) & (lifted[window] == 0)]
    if ground.size == 0:
        return False
    low, high = np.quantile(ground, (0.1, 0.9))
    return bool(high - low <= EVEN)
