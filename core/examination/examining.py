"""What is asked of a version at its release besides how often it is right: where it looks, what moves it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.examination.boxes import boxes
from core.examination.confounders import Sample, confounders, regions
from core.examination.examiner import Answer
from core.examination.pointing import Marked, pointing
from core.examination.subgroups import subgroups
from core.examination.traits import traits
from core.models import calibrated
from core.records import ModelVersion
from core.training import Film


def examination(
    films: Sequence[Film],
    plain: Sequence[Answer],
    masked: Mapping[str, Sequence[Answer | None]],
    version: ModelVersion,
    group_of: Mapping[str, int],
) -> dict[str, Any]:
    """Return "confounders", "regions", "subgroups" and, where there is something to judge, "pointing",
    "boxes" and "traits".

    plain: the answer for each film as it is. masked: the same with the "border" blackened and burned-in
    "marks" blanked, None for a film that has none.
    group_of: image id -> group of related films.
    """
    groups = np.array([group_of[film.image_id] for film in films], np.int64)
    sample = Sample(
        films=films,
        long_sides=np.array([max(a.frame.height, a.frame.width) for a in plain], np.int64),
        probabilities=calibrated([a.logit for a in plain], version.calibration),
        without_border=_probabilities(plain, masked["border"], version),
        without_marks=_probabilities(plain, masked["marks"], version),
        marked=np.array([answer is not None for answer in masked["marks"]], np.bool_),
        groups=groups,
        points=version.operating_points,
    )
    found: dict[str, Any] = {
        "confounders": confounders(sample),
        "regions": regions(sample),
        "subgroups": subgroups(sample),
    }
    if game := pointed(films, plain, group_of):
        found["pointing"] = game
        found["boxes"] = boxes(films, plain, version, group_of)
    if version.traits:
        found["traits"] = traits(films, [answer.traits for answer in plain], groups)
    return found


def pointed(
    films: Sequence[Film], answers: Sequence[Answer], group_of: Mapping[str, int]
) -> dict[str, Any] | None:
    """Return "pointing" on the films with marked fractures; None where there are none."""
    marked = [
        Marked(film.image_id, film.boxes, answer.frame, answer.maps, group_of[film.image_id])
        for film, answer in zip(films, answers, strict=True)
        if film.fractured and film.boxes
    ]
    return pointing(marked) if marked else None


def _probabilities(
    plain: Sequence[Answer], changed: Sequence[Answer | None], version: ModelVersion
) -> NDArray[np.float64]:
    """Calibrated probabilities (n,) of the changed films; a film without a change keeps its own."""
    logits = [(own if other is None else other).logit for own, other in zip(plain, changed, strict=True)]
    return calibrated(logits, version.calibration)
