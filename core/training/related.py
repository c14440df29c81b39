"""Which films belong together: near copies and neighbours, which a split must not pull apart.

FracAtlas names no patients. Two things tell of one: the same picture once more (byte for byte, flipped,
turned, in another size), and neighbouring numbers, which are often views of one examination.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.records import FloatImage
from core.training.fracatlas import Film

THUMBNAIL = 32
# Correlation of 32-pixel thumbnails in the best of the eight orientations. On FracAtlas 107 pairs lie at or
# above 0.995, 117 above 0.985 and only 6 more above 0.98, where different patients begin to look alike.
COPY_CORRELATION = 0.985
# A run of neighbours may end after this many numbers, at the first change of region or view text ...
SHORTEST_RUN = 12
# ... and ends in any case after this many.
LONGEST_RUN = 40


def thumbnail(pixels: FloatImage) -> FloatImage:
    """Shrink a film to (THUMBNAIL, THUMBNAIL), stretched: copies differ in size, rarely in shape."""
    import cv2

    return np.asarray(cv2.resize(pixels, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA), np.float32)


def near_copies(thumbnails: NDArray[np.float32], least: float = COPY_CORRELATION) -> list[tuple[int, int]]:
    """Pairs (i, j), i < j, of thumbnails (n, s, s) that are one picture in any of eight orientations."""
    upright = _standardised(thumbnails)
    best = np.full((len(thumbnails), len(thumbnails)), -1.0, np.float32)
    for turns in range(4):
        turned = np.rot90(thumbnails, turns, axes=(1, 2))
        for view in (turned, turned[:, :, ::-1]):
            np.maximum(best, upright @ _standardised(view).T, out=best)
    first, second = np.nonzero(np.triu(best, 1) >= least)
    return [(int(i), int(j)) for i, j in zip(first, second, strict=True)]


def _standardised(thumbnails: NDArray[np.float32]) -> NDArray[np.float32]:
    flat = thumbnails.reshape(len(thumbnails), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(length, 1e-6), np.float32)


def neighbours(films: Sequence[Film]) -> list[int]:
    """A run number for each film (in any order): films of one run are treated as one patient."""
    # By number: names without leading zeros stand as 1, 10, 100, 101 in order of ids.
    order = sorted(range(len(films)), key=lambda place: (films[place].number, films[place].image_id))
    runs = [0] * len(films)
    for place, run in zip(order, _runs([films[place] for place in order]), strict=True):
        runs[place] = run
    return runs


def _runs(films: Sequence[Film]) -> Iterator[int]:
    """The run number of each film, in order of number."""
    run, began = 0, films[0].number if films else 0
    for before, film in zip([*films[:1], *films], films, strict=False):
        length = film.number - began
        changed = (film.regions, film.multiscan) != (before.regions, before.multiscan)
        if length >= LONGEST_RUN or (length >= SHORTEST_RUN and changed):
            run, began = run + 1, film.number
        yield run


def groups(films: Sequence[Film], copies: Sequence[tuple[int, int]]) -> list[int]:
    """A group number for each film: runs of neighbours, joined wherever a near copy links two of them."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    runs = neighbours(films)
    count = max(runs, default=-1) + 1
    rows, columns = [runs[i] for i, _ in copies], [runs[j] for _, j in copies]
    links = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count))
    _, joined = connected_components(links, directed=False)
    return [int(joined[run]) for run in runs]
