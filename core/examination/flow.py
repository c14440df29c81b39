"""Where the films of a data set went: found, in which part, left out for which reason.

The flow of participants that STARD 2015 asks for: P. M. Bossuyt et al., BMJ 351 (2015), item 19.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.records import REGIONS, VIEWS
from core.training import Film, Part, Split

_COPY = "copy of "
_UNNAMED = "not named by the split"


def flow(atlas_films: Sequence[Film], split: Split) -> dict[str, Any]:
    """Return metrics.json's "flow"; see `core.evaluation` for its keys.

    The parts add up to the films found: one that the split doesn't name is excluded for that reason, one that
    it names and that isn't there is not counted. A film that shows several regions or views counts for each.
    """
    assigned = {a.image_id: (a.part, a.reason) for a in split.assignments}
    placed = [(film, *assigned.get(film.image_id, (Part.EXCLUDED, _UNNAMED))) for film in atlas_films]
    reasons = Counter(_kind(reason) for _, part, reason in placed if part is Part.EXCLUDED)
    return {
        "found": len(atlas_films),
        "parts": {part.value: _make_up([film for film, its, _ in placed if its is part]) for part in Part},
        "excluded": [{"reason": reason, "n": n} for reason, n in reasons.most_common()],
    }


def _make_up(films: Sequence[Film]) -> dict[str, Any]:
    return {
        "n": len(films),
        "n_fractured": sum(film.fractured for film in films),
        "by_region": {name: sum(name in film.regions for film in films) for name in REGIONS},
        "by_view": {name: sum(name in film.views for film in films) for name in VIEWS},
        "hardware": sum(film.hardware for film in films),
    }


def _kind(reason: str) -> str:
    """A split's reason without the films that it names."""
    if reason.startswith(_COPY):
        return "copy of another film"
    return reason.partition(":")[0] or "no reason given"
