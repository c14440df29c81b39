"""Which films make up which subgroup, and which they are compared with."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.examination.confounders import SMALL_SIDE, Sample
from core.records import REGIONS, VIEWS
from core.training.fracatlas import Film

Mask = NDArray[np.bool_]
_TERCILES = (1 / 3, 2 / 3)


@dataclass(frozen=True, slots=True, eq=False)
class Subgroup:
    """One group of films of a family, and the rest of that family.

    kept, rest: (n,) which films each AUROC is computed on. They are disjoint, but for the families of
    fractured films, where both hold all films without a fracture.
    """

    family: str
    name: str
    title: str
    kept: Mask
    rest: Mask


def families(sample: Sample) -> list[Subgroup]:
    """Return the subgroups of a sample, empty ones too; one that holds all films is no group and left out.

    Families: region, view, hardware, views_in_picture, resolution, fractures, fracture_size.
    """
    return [*_by_film(sample), *_by_fracture(sample)]


def _by_film(sample: Sample) -> Iterator[Subgroup]:
    films = sample.films
    hardware = _mask([film.hardware for film in films])
    several = _mask([film.multiscan for film in films])
    small = sample.long_sides <= SMALL_SIDE
    groups = [
        *(("region", name, name.capitalize(), _mask([name in f.regions for f in films])) for name in REGIONS),
        *(("view", name, name.capitalize(), _mask([name in f.views for f in films])) for name in VIEWS),
        ("hardware", "with", "With hardware", hardware),
        ("hardware", "without", "Without hardware", ~hardware),
        ("views_in_picture", "one", "One view in the picture", ~several),
        ("views_in_picture", "several", "Several views in the picture", several),
        ("resolution", "small", f"Long side up to {SMALL_SIDE} pixels", small),
        ("resolution", "large", f"Long side over {SMALL_SIDE} pixels", ~small),
    ]
    for family, name, title, kept in groups:
        if not kept.all() or not len(films):
            yield Subgroup(family, name, title, kept, ~kept)


def _by_fracture(sample: Sample) -> Iterator[Subgroup]:
    """Groups of fractured films with boxes; a fractured film without a box belongs to none of them."""
    negative = sample.labels == 0
    count = np.array([len(film.boxes) for film in sample.films], np.int64)
    marked = ~negative & (count > 0)
    groups = [
        ("fractures", "one", "One marked fracture", marked & (count == 1)),
        ("fractures", "several", "Two or more marked fractures", marked & (count > 1)),
        *_by_size(sample, marked),
    ]
    for family, name, title, members in groups:
        others = marked & ~members
        if others.any() or not members.any():
            yield Subgroup(family, name, title, members | negative, others | negative)


def _by_size(sample: Sample, marked: Mask) -> list[tuple[str, str, str, Mask]]:
    """Thirds of the films by their largest box; none without boxes, which give no bounds to name."""
    if not marked.any():
        return []
    share = np.array([largest_box(film) for film in sample.films], np.float64)
    low, high = (float(bound) for bound in np.quantile(share[marked], _TERCILES))
    lower, upper = f"{100 * low:.3g}", f"{100 * high:.3g}"
    titles = (f"up to {lower} %", f"over {lower} to {upper} %", f"over {upper} %")
    thirds = (share <= low, (share > low) & (share <= high), share > high)
    return [
        ("fracture_size", name, f"Largest marked fracture {title} of the film", marked & third)
        for name, title, third in zip(("small", "medium", "large"), titles, thirds, strict=True)
    ]


def largest_box(film: Film) -> float:
    """Return the share of the film's area that its largest box covers, 0 without a box."""
    sides = [np.clip(box, 0, 1) for box in film.boxes]
    return max((float((x1 - x0) * (y1 - y0)) for x0, y0, x1, y1 in sides), default=0.0)


def _mask(values: list[bool]) -> Mask:
    return np.array(values, np.bool_)
