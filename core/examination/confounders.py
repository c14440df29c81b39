"""Whether a network lives on shortcuts: its figures without the films, or the parts of them, that offer one.

J. R. Zech et al., Variable generalization performance of a deep learning model to detect pneumonia in chest
radiographs, PLoS Medicine 15 (2018), and M. A. Badgeley et al., Deep learning predicts hip fracture using
confounding patient and healthcare variables, npj Digital Medicine 2 (2019), show networks that did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.figures import Figure, undefined
from core.evaluation.grouped import Groups, auroc, auroc_difference, mean, share
from core.evaluation.intervals import Vector
from core.evaluation.labelled import FEWEST, TOO_FEW, Labels, too_few
from core.records import POINTS, REGIONS, FloatImage, OperatingPoints
from core.training.fracatlas import Film

# FracAtlas as it is trained on has two sizes, as if from two scanners: a long side of 454 pixels at most
# (16 % fractured) or of 640 (29 %), and nothing between, so that any limit in the gap parts them alike.
SMALL_SIDE = 500
# The share of the film's height and width that is blackened at each edge: there stand clinic logos, view text
# and the edges of the cassette. Of 733 marked fractures 4 lie wholly in it and 20 more in part.
BORDER = 0.08

_FEW_MARKED = f"Too few films with burned-in marks: fewer than {FEWEST}."


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Films and what a version said of them, side by side (n).

    long_sides: the longer side of each original picture in pixels. probabilities: calibrated; without_border:
    the same with the border blackened; without_marks: with burned-in marks blanked, on the films that are
    `marked`. groups: equal for related films.
    """

    films: Sequence[Film]
    long_sides: NDArray[np.int64]
    probabilities: Vector
    without_border: Vector
    without_marks: Vector
    marked: NDArray[np.bool_]
    groups: Groups
    points: OperatingPoints

    @property
    def labels(self) -> Labels:
        """1 for fractured, 0 for the others."""
        return np.array([film.fractured for film in self.films], np.int64)


def blackened(pixels: FloatImage, border: float) -> FloatImage:
    """Return a copy of a film (h, w) whose outer `border` of height and width is black at each edge."""
    rows, columns = (round(border * side) for side in pixels.shape)
    inner = slice(rows, pixels.shape[0] - rows), slice(columns, pixels.shape[1] - columns)
    film = np.zeros_like(pixels)
    film[inner] = pixels[inner]
    return film


def confounders(sample: Sample) -> dict[str, Any]:
    """Return metrics.json's "confounders"; see `core.evaluation` for its keys."""
    everyone = np.ones(len(sample.films), np.bool_)
    hardware = np.array([film.hardware for film in sample.films], np.bool_)
    several = np.array([film.multiscan for film in sample.films], np.bool_)
    return {
        "all": _subset(sample, everyone, sample.probabilities),
        "without_hardware": _subset(sample, ~hardware, sample.probabilities),
        "small_scans": {
            **_subset(sample, sample.long_sides <= SMALL_SIDE, sample.probabilities),
            "longest_side": SMALL_SIDE,
        },
        "masked_border": {**_masked(sample, everyone, sample.without_border), "border": BORDER},
        "masked_marks": {
            **_masked(sample, everyone, sample.without_marks),
            "films": int(sample.marked.sum()),
        },
        "with_marks": _subset(sample, sample.marked, sample.probabilities),
        "with_marks_masked": {
            **_masked(sample, sample.marked, sample.without_marks),
            **_moved(sample),
        },
        "single_views": _subset(sample, ~several, sample.probabilities),
    }


def regions(sample: Sample) -> dict[str, Any]:
    """Return metrics.json's "regions": a film that shows several counts for each of them."""
    shown = {name: np.array([name in film.regions for film in sample.films], np.bool_) for name in REGIONS}
    return {name: _subset(sample, films, sample.probabilities) for name, films in shown.items()}


def _masked(sample: Sample, kept: NDArray[np.bool_], probabilities: Vector) -> dict[str, Any]:
    """A subset with something masked, against the same films as they are."""
    own = sample.probabilities[kept]
    difference = auroc_difference(sample.labels[kept], probabilities[kept], own, sample.groups[kept])
    return {**_subset(sample, kept, probabilities), "against_all": difference}


def _moved(sample: Sample) -> dict[str, Any]:
    """What blanking the marks does to the answers, which needs no films of both classes."""
    before, after = sample.probabilities[sample.marked], sample.without_marks[sample.marked]
    n = len(before)
    if n < FEWEST:
        return {"change": undefined(n, _FEW_MARKED), "other_band": undefined(n, _FEW_MARKED)}
    bands = [[sample.points.band(float(p)) for p in side] for side in (before, after)]
    others = [one is not other for one, other in zip(*bands, strict=True)]
    return {
        "change": mean(after - before, sample.groups[sample.marked]),
        "other_band": share(np.array(others), sample.groups[sample.marked]),
    }


def _subset(sample: Sample, kept: NDArray[np.bool_], probabilities: Vector) -> dict[str, Any]:
    labels, scores = sample.labels[kept], probabilities[kept]
    return {
        "n": len(labels),
        "n_fractured": int(labels.sum()),
        "auroc": auroc(labels, scores, sample.groups[kept]),
        "points": {name: _at(sample, kept, scores, name) for name in POINTS},
    }


def _at(sample: Sample, kept: NDArray[np.bool_], scores: Vector, name: str) -> Mapping[str, Figure]:
    return at_threshold(sample.labels[kept], scores, sample.groups[kept], getattr(sample.points, name))


def at_threshold(labels: Labels, scores: Vector, groups: Groups, threshold: float) -> Mapping[str, Figure]:
    """Return sensitivity and specificity of calling scores at or above a threshold 1."""
    right = (scores >= threshold) == labels
    sides = {"sensitivity": labels == 1, "specificity": labels == 0}
    if too_few(labels):
        return {name: undefined(int(side.sum()), TOO_FEW) for name, side in sides.items()}
    return {name: share(right[side], groups[side]) for name, side in sides.items()}
