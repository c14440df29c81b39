"""The boxes that the engine cuts out of its heatmap, at both levels, against those that radiologists marked.

Intersection over union as in M. Everingham et al., The Pascal Visual Object Classes (VOC) Challenge, IJCV 88
(2010), section 4.2. The limit is lower than the 0.5 there: a heatmap of a dozen cells a side says where a
fracture is, and not where it ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tqdm import tqdm

from core.evaluation.figures import NO_FILMS, Figure, undefined
from core.evaluation.grouped import Groups, mean
from core.evaluation.intervals import Vector
from core.evaluation.labelled import FEWEST
from core.examination.examiner import Answer
from core.imaging.framing import Frame
from core.inference.findings import find_regions
from core.inference.heatmap import film_heatmap
from core.records import Band, Finding, FloatImage, ModelVersion
from core.training import Film
from core.training.fracatlas import Fractions

LEAST_IOU = 0.3
_TOO_FEW = f"Too few: fewer than {FEWEST} to take a mean of."

# x0, y0, x1, y1 in pixels of the original film.
Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Judged:
    """One film at one level: the best IoU of each marked box, and how many found boxes touch none."""

    best: tuple[float, ...]
    false: int
    group: int


def boxes(
    films: Sequence[Film],
    answers: Sequence[Answer],
    version: ModelVersion,
    group_of: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return metrics.json's "boxes"; see `core.evaluation` for its keys.

    On a film without a fracture every found box is a false one. A fractured film whose fractures nobody
    marked can't be judged and is left out.
    answers: of each film as it is. group_of: image id -> group of related films; without it every film is
    one of its own, for two boxes of one film are related in any case.
    """
    pairs = list(enumerate(zip(films, answers, strict=True)))
    drawn = [
        (
            film,
            answer,
            number if group_of is None else group_of[film.image_id],
            findings_of(answer, version)[1],
        )
        for number, (film, answer) in tqdm(pairs, desc="boxes", unit="film", disable=None)
        if film.boxes or not film.fractured
    ]
    sure = [
        _judged(f, a, g, [each for each in found if each.band is Band.POSITIVE]) for f, a, g, found in drawn
    ]
    levels = version.finding_levels
    return {
        "n": len(drawn),
        "high_sensitivity": _figures([_judged(*each) for each in drawn], levels.high_sensitivity),
        "high_specificity": _figures(sure, levels.high_specificity),
    }


def _figures(judged: Sequence[_Judged], level: float) -> dict[str, Any]:
    best = np.array([iou for film in judged for iou in film.best], np.float64)
    of_box = np.array([film.group for film in judged for _ in film.best], np.int64)
    false = np.array([film.false for film in judged], np.float64)
    return {
        "level": level,
        "iou": mean_figure(best, of_box),
        "found": mean_figure((best >= LEAST_IOU).astype(np.float64), of_box),
        "touched": mean_figure((best > 0).astype(np.float64), of_box),
        "false_per_film": mean_figure(false, np.array([film.group for film in judged], np.int64)),
    }


def findings_of(answer: Answer, version: ModelVersion) -> tuple[FloatImage, tuple[Finding, ...]]:
    """Return the heatmap over the film and the findings that the engine makes of an answer."""
    heat = film_heatmap(answer.maps["gradcam"], answer.frame, version.heatmap_reference)
    return heat, find_regions(heat, version.finding_levels, answer.frame)


def corners(fractions: Fractions, frame: Frame) -> Corners:
    """Take a box in fractions of the film to pixels of the original."""
    x0, y0, x1, y1 = fractions
    return x0 * frame.width, y0 * frame.height, x1 * frame.width, y1 * frame.height


def overlap(one: Corners, other: Corners) -> float:
    """Return the intersection over union of two boxes; 0 where they touch at most at an edge."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / (_area(one) + _area(other) - shared)


def mean_figure(values: Vector, groups: Groups) -> Figure:
    """Return the mean of values (n,) with its interval over groups; undefined where there are too few."""
    if len(values) == 0:
        return undefined(0, NO_FILMS)
    return undefined(len(values), _TOO_FEW) if len(values) < FEWEST else mean(values, groups)


def _judged(film: Film, answer: Answer, group: int, findings: Sequence[Finding]) -> _Judged:
    found = [finding.box for finding in findings]
    marked = [corners(box, answer.frame) for box in film.boxes]
    table = [[overlap((box.x0, box.y0, box.x1, box.y1), mark) for box in found] for mark in marked]
    touched = sum(any(row[number] > 0 for row in table) for number in range(len(found)))
    return _Judged(tuple(max(row, default=0.0) for row in table), len(found) - touched, group)


def _area(box: Corners) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
