"""How well a network says what a film shows besides the fracture: region, view, hardware, several views."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.evaluation.grouped import Groups, auroc
from core.examination.confounders import at_threshold
from core.training.fracatlas import TRAITS, Film

THRESHOLD = 0.5


def traits(films: Sequence[Film], said: Sequence[Mapping[str, float]], groups: Groups) -> dict[str, Any]:
    """Return metrics.json's "traits"; see `core.evaluation` for its keys.

    said: each film's probability of each trait by name. groups: (n,) equal for related films.
    Raises `KeyError` for a trait that the data set doesn't know.
    """
    names = list(said[0]) if said else []
    return {name: _trait(films, [answer[name] for answer in said], groups, name) for name in names}


def _trait(films: Sequence[Film], said: Sequence[float], groups: Groups, name: str) -> dict[str, Any]:
    held = np.array([dict(zip(TRAITS, film.traits, strict=True))[name] for film in films], np.int64)
    scores = np.array(said, np.float64)
    return {
        "n": len(held),
        "n_positive": int(held.sum()),
        "auroc": auroc(held, scores, groups),
        **at_threshold(held, scores, groups, THRESHOLD),
    }
