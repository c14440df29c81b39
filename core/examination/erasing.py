"""Whether the network lives on what its heatmap shows: the most important pixels are erased, or given first.

V. Petsiuk et al., RISE: Randomized input sampling for explanation of black-box models, BMVC 2018, section
4.2. As there, a pixel is erased by one even grey, here the film's mean, which is 0 to a network that
standardises its films; insertion begins with the film blurred, so that no edge comes up that it never had.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.evaluation.intervals import SEED
from core.evaluation.labelled import FEWEST
from core.examination.boxes import mean_figure
from core.examination.examiner import Examiner, Picture, evenly, shrunk
from core.examination.maps import over_film
from core.imaging.framing import Frame
from core.models import calibrated
from core.records import FloatImage, ModelVersion
from core.training import Film

MOST = 24
FRACTIONS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
_BLUR = 0.05  # standard deviation in shares of the film's longer side: no line is left

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Subject:
    """A film as large as the network sees it, with its pixels (n,) in order of importance and at random."""

    name: str
    pixels: FloatImage
    by_map: Places
    by_chance: Places
    group: int


def erasing(
    films: Sequence[Film], examiner: Examiner, version: ModelVersion, group_of: Mapping[str, int]
) -> dict[str, Any]:
    """Return metrics.json's "erasing"; see `core.evaluation` for its keys.

    Up to MOST fractured films are asked; one whose Grad-CAM map is zero everywhere has no order of pixels and
    is left out. The random order goes by a map of as many cells, drawn evenly, so that it takes away patches
    as large: single pixels strewn over the film would spoil all of it at once. Probabilities are calibrated;
    an area is that under a film's curve over FRACTIONS, by trapezoids.
    Raises `RadiographError` for a film that can't be read, `ModelError` where the network gives no number.
    """
    asked = evenly([film for film in films if film.fractured], MOST)
    subjects = _subjects(asked, examiner, version, group_of)
    groups = np.array([subject.group for subject in subjects], np.int64)
    curves = np.zeros((3, len(subjects), len(FRACTIONS)))
    if len(subjects) >= FEWEST:
        curves = calibrated(_asked(subjects, examiner), version.calibration)
    deletion, insertion, by_chance = curves
    return {
        "n": len(subjects),
        "fractions": list(FRACTIONS),
        "deletion": _means(deletion),
        "insertion": _means(insertion),
        "deletion_area": mean_figure(area(deletion), groups),
        "insertion_area": mean_figure(area(insertion), groups),
        "random_deletion_area": mean_figure(area(by_chance), groups),
    }


def area(curves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the area under each of curves (n, fractions) by trapezoids, (n,)."""
    return np.asarray((curves[:, 1:] + curves[:, :-1]) / 2 @ np.diff(FRACTIONS))


def order(heat: FloatImage, random: np.random.Generator) -> Places:
    """Return the places of a map's pixels in the flattened map, the highest first, ties at random."""
    return np.lexsort((random.random(heat.size), -heat.ravel()))


def blurred(pixels: FloatImage) -> FloatImage:
    """Return a film (h, w) of which only broad light and shade is left."""
    spread = _BLUR * max(pixels.shape)
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), spread, borderType=cv2.BORDER_REPLICATE), np.float32)


def exchanged(pixels: FloatImage, other: FloatImage, places: Places, fraction: float) -> FloatImage:
    """Return a copy of a film whose first `fraction` of places is taken from another of the same shape."""
    changed, first = pixels.copy(), places[: round(fraction * places.size)]
    changed.ravel()[first] = other.ravel()[first]
    return changed


def _subjects(
    films: Sequence[Film], examiner: Examiner, version: ModelVersion, group_of: Mapping[str, int]
) -> list[_Subject]:
    pictures = [(film.image_id, shrunk(film, version.side)) for film in films]
    subjects = []
    for number, (film, answer) in enumerate(zip(films, examiner.answers(pictures), strict=True)):
        cells = answer.maps["gradcam"]
        if not cells.any():
            continue
        pixels, random = pictures[number][1], np.random.default_rng([SEED, number])
        # The frame of the film as it is now, with the map of the film as it was: they share the square.
        frame = Frame.around(pixels.shape[0], pixels.shape[1], version.side)
        chance = random.random(cells.shape).astype(np.float32)
        by_map, by_chance = (order(over_film(each, frame), random) for each in (cells, chance))
        subjects.append(_Subject(film.image_id, pixels, by_map, by_chance, group_of[film.image_id]))
    return subjects


def _asked(subjects: Sequence[_Subject], examiner: Examiner) -> NDArray[np.float64]:
    """Return logits of deletion, insertion and deletion at random, (3, films, fractions)."""
    bar = tqdm(subjects, desc="erasing", unit="film", disable=None)
    logits = examiner.logits(picture for subject in bar for picture in _variants(subject))
    between = len(FRACTIONS) - 2
    table = logits.reshape(len(subjects), 3 + 3 * between)
    whole, even, blur = np.split(table[:, :3], 3, axis=1)
    curves = np.split(table[:, 3:], 3, axis=1)
    ends = ((whole, even), (blur, whole), (whole, even))
    return np.stack([np.hstack([a, curve, b]) for (a, b), curve in zip(ends, curves, strict=True)])


def _variants(subject: _Subject) -> Iterator[Picture]:
    """The film, its mean, the film blurred; then what lies between: deleted, inserted, deleted at random."""
    film, blur = subject.pixels, blurred(subject.pixels)
    even = np.full_like(film, film.mean())
    yield from ((subject.name, pixels) for pixels in (film, even, blur))
    ways = ((film, even, subject.by_map), (blur, film, subject.by_map), (film, even, subject.by_chance))
    for start, end, places in ways:
        for fraction in FRACTIONS[1:-1]:
            yield subject.name, exchanged(start, end, places, fraction)


def _means(curve: NDArray[np.float64]) -> list[float]:
    """The mean curve of (films, fractions); empty where there are too few films for a figure."""
    return [float(value) for value in curve.mean(axis=0)] if len(curve) >= FEWEST else []
