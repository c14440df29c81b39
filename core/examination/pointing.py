"""The pointing game: whether the highest point of a network's map lies on a marked fracture.

J. Zhang et al., Top-down Neural Attention by Excitation Backprop, IJCV 126 (2018), section 4: a hit is a peak
in a marked box, or nearer to one than a tolerance. The share of a map's energy inside the boxes is the
energy-based game of H. Wang et al., Score-CAM, CVPR Workshops 2020.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.grouped import mean, share
from core.evaluation.intervals import Vector
from core.examination.maps import over_film
from core.imaging.framing import Frame
from core.records import FloatImage
from core.training.fracatlas import Fractions

TOLERANCE = 0.05  # of the film's longer side
REFERENCE = "gradcam"
CENTRE = "centre"
_MIDDLE = (0.5, 0.5)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """A film with marked fractures and the maps that a network made of it.

    boxes: at least one. maps: (h, w) >= 0 over the network's square, by name, alike for all films. group:
    equal for related films.
    """

    image_id: str
    boxes: Sequence[Fractions]
    frame: Frame
    maps: Mapping[str, FloatImage]
    group: int


def pointing(films: Sequence[Marked]) -> dict[str, Any]:
    """Return metrics.json's "pointing" for at least one film; see `core.evaluation` for its keys.

    A map that is zero everywhere points nowhere: a miss, and none of its energy is inside a box.
    """
    groups = np.array([film.group for film in films], np.int64)
    judged = {name: np.array([_judged(film, name) for film in films]) for name in films[0].maps}
    hits = {name: pairs[:, 0] for name, pairs in judged.items()}
    hits[CENTRE] = np.array([is_hit(_MIDDLE, film.boxes, film.frame) for film in films], np.float64)
    energy = {name: pairs[:, 1] for name, pairs in judged.items()}
    cover = np.array([box_pixels(film.boxes, film.frame).mean() for film in films])
    return {
        "n": len(films),
        "tolerance": TOLERANCE,
        "maps": {name: _map(hits[name], energy.get(name), groups) for name in hits},
        "against_gradcam": {
            name: _against(hits[name] - hits[REFERENCE], energy.get(name), energy[REFERENCE], groups)
            for name in hits
            if name != REFERENCE
        },
        "boxes_cover": mean(cover, groups),
        "films": [
            {"image_id": film.image_id, "hit": bool(hit), "energy": float(inside)}
            for film, (hit, inside) in zip(films, judged[REFERENCE], strict=True)
        ],
    }


def peak(heat: FloatImage) -> Point | None:
    """Return x, y of the highest point of a map (h, w) in fractions of it; None for a map of zeros.

    Beyond the centres of the outer cells an enlarged map is flat, so a peak there is a patch: its middle.
    """
    highest = heat.max(initial=0.0)
    if highest <= 0.0:
        return None
    rows, columns = np.nonzero(heat == highest)
    return float(columns.mean() + 0.5) / heat.shape[1], float(rows.mean() + 0.5) / heat.shape[0]


def is_hit(point: Point, boxes: Sequence[Fractions], frame: Frame) -> bool:
    """Whether a point (fractions of the film) lies in a box or within TOLERANCE of one."""
    reach = TOLERANCE * max(frame.width, frame.height)
    return any(_distance(point, box, frame) <= reach for box in boxes)


def box_pixels(boxes: Sequence[Fractions], frame: Frame) -> NDArray[np.bool_]:
    """Return which pixels of the film in the square, (inner_height, inner_width), a box touches."""
    inside = np.zeros((frame.inner_height, frame.inner_width), np.bool_)
    for x0, y0, x1, y1 in boxes:
        rows = slice(max(0, floor(y0 * frame.inner_height)), ceil(y1 * frame.inner_height))
        columns = slice(max(0, floor(x0 * frame.inner_width)), ceil(x1 * frame.inner_width))
        inside[rows, columns] = True
    return inside


def _distance(point: Point, box: Fractions, frame: Frame) -> float:
    """Pixels of the original film between a point and a box, 0 inside."""
    (x, y), (x0, y0, x1, y1) = point, box
    across, down = max(x0 - x, 0.0, x - x1), max(y0 - y, 0.0, y - y1)
    return hypot(across * frame.width, down * frame.height)


def _judged(film: Marked, name: str) -> tuple[float, float]:
    """Whether a map hits, as 0 or 1, and the share of its energy inside the boxes."""
    heat = over_film(film.maps[name], film.frame)
    point = peak(heat)
    if point is None:
        return 0.0, 0.0
    inside = heat.sum(where=box_pixels(film.boxes, film.frame), dtype=np.float64)
    return float(is_hit(point, film.boxes, film.frame)), float(inside / heat.sum(dtype=np.float64))


def _map(hits: Vector, energy: Vector | None, groups: NDArray[np.int64]) -> dict[str, Any]:
    figures = {"hits": int(hits.sum()), "share": share(hits, groups)}
    return figures if energy is None else {**figures, "energy": mean(energy, groups)}


def _against(
    difference: Vector, energy: Vector | None, reference: Vector, groups: NDArray[np.int64]
) -> dict[str, Any]:
    figures = {"share": mean(difference, groups)}
    return figures if energy is None else {**figures, "energy": mean(energy - reference, groups)}
