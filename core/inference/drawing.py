"""The heatmap laid over the film, for people: a layer for viewers, a finished picture for everything else."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.inference.legend import MINIMUM_HEIGHT, draw_legend
from core.inference.lines import broken_box
from core.records import Analysis, Band, ByteImage, Finding, FloatImage, Radiograph

_BACKGROUND = 0
_BOX_COLOUR = (230, 233, 237)


def heat_layer(heatmap: FloatImage, height: int, width: int) -> ByteImage:
    """Colour a heatmap (h, w) in [0, 1] as a (height, width, 4) RGBA layer for a film of that size.

    Colours are Matplotlib's inferno, which is perceptually even. Alpha rises with the value from exactly 0
    where the map is 0, so that a film is untouched where nothing speaks for a fracture.
    """
    full = np.clip(cv2.resize(heatmap, (width, height), interpolation=cv2.INTER_LINEAR), 0.0, 1.0)
    value = np.rint(full * 255).astype(np.uint8)
    layer = cv2.cvtColor(cv2.applyColorMap(value, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGBA)
    layer[..., 3] = value
    return np.asarray(layer, np.uint8)


def overlay(radiograph: Radiograph, analysis: Analysis, *, opacity: float = 0.6) -> ByteImage:
    """Draw a radiograph with its heatmap, findings and colour bar as one (H, W', 3) RGB picture.

    The film lies at the top left in its own pixels, (height, width); the colour bar and the words stand in a
    column to its right, never on the anatomy. H is the film's height, or as much as the column needs on a
    very small film. Film pixels whose heatmap is zero keep their grey exactly, under a finding's box too.
    opacity: how much the strongest evidence hides the film, 0 to 1.
    """
    height, width = radiograph.height, radiograph.width
    layer = heat_layer(analysis.heatmap, height, width)
    film = cv2.cvtColor(np.rint(radiograph.pixels * 255).astype(np.uint8), cv2.COLOR_GRAY2RGB)
    picture = np.full((max(height, MINIMUM_HEIGHT), width, 3), _BACKGROUND, np.uint8)
    _blend(film, layer, opacity)
    picture[:height] = film
    _mark(picture[:height], analysis.marked, evidence=layer[..., 3] > 0)
    return np.hstack([picture, draw_legend(picture.shape[0], has_evidence=analysis.has_evidence)])


def _blend(film: ByteImage, layer: ByteImage, opacity: float) -> None:
    """Mix (H, W, 3) film and (H, W, 4) layer in place; a pixel of alpha 0 stays as it is to the last bit."""
    # Evidence covers a small part of most films; the rest of a large one need not be computed.
    left, top, width, height = cv2.boundingRect(layer[..., 3])
    place = slice(top, top + height), slice(left, left + width)
    colours, alpha = layer[place][..., :3].astype(np.float32), layer[place][..., 3:].astype(np.float32)
    weight = alpha * np.float32(np.clip(opacity, 0.0, 1.0) / 255)
    film[place] = np.rint(film[place] + weight * (colours - film[place])).astype(np.uint8)


def _mark(film: ByteImage, findings: tuple[Finding, ...], evidence: NDArray[np.bool_]) -> None:
    """Draw thin boxes in place, broken where in doubt, on pixels with evidence only: a corner may lie off."""
    lined = film.copy()
    thickness = max(1, round(max(film.shape[:2]) / 800))
    for finding in findings:
        box = finding.box
        if finding.band is Band.DOUBT:
            broken_box(lined, box, _BOX_COLOUR, thickness, 3 * thickness)
        else:
            cv2.rectangle(lined, (box.x0, box.y0), (box.x1 - 1, box.y1 - 1), _BOX_COLOUR, thickness)
    film[evidence] = lined[evidence]
