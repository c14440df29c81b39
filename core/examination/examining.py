"""What is asked of a version at its release besides how often it is right: where it looks, what moves it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

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
    masked: Sequence[Answer],
    version: ModelVersion,
    group_of: Mapping[str, int],
) -> dict[str, Any]:
    """Return "confounders", "regions", "subgroups" and, where there is something to judge, "pointing",
    "boxes" and "traits".

    plain and masked: the answers for each film as it is and with its border blackened.
    group_of: image id -> group of related films.
    """
    groups = np.array([group_of[film.image_id] for film in films], np.int64)
    sample = Sample(
        films=films,
        long_sides=np.array([max(a.frame.height, a.frame.width) for a in plain], np.int64),
        probabilities=calibrated([a.logit for a in plain], version.calibration),
        masked=calibrated([a.logit for a in masked], version.calibration),
        groups=groups,
        points=version.operating_points,
    )
    found: dict[str, Any] = {
        "confounders": confounders(sample),
        "regions": regions(sample),
        "subgroups": subgroups(sample),
    }
    marked = [
        Marked(film.boxes, answer.frame, answer.maps, group_of[film.image_id])
        for film, answer in zip(films, plain, strict=True)
        if film.fractured and film.boxes
    ]
    if marked:
        found["pointing"] = pointing(marked)
        found["boxes"] = boxes(films, plain, version, group_of)
    if version.traits:
        found["traits"] = traits(films, [answer.traits for answer in plain], groups)
    return found
