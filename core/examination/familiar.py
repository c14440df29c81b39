"""Whether films look like those that a version was trained on, before anything is said of fractures.

A network answers any picture, and as surely for a chest or a photograph as for a hand (A. Nguyen, J. Yosinski
and J. Clune, Deep neural networks are easily fooled, CVPR 2015). So this asks no network: a dozen plain
measures of light and shade make up a film's look, and what is far from the looks of the training films, as
measured by P. C. Mahalanobis (On the generalized distance in statistics, 1936), is unlike them. It says
nothing of how well a fracture is told there, and a strange film can still look usual.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.evaluation.grouped import share
from core.evaluation.intervals import Vector
from core.records import FloatImage
from core.training import Film
from core.training.reading import read_film

LOOK = (
    "proportions",
    "mean",
    "spread",
    "dark_share",
    "bright_share",
    "border_mean",
    "border_spread",
    "middle_over_border",
    "fine_detail",
    "coarse_detail",
    "entropy",
    "mirror_likeness",
)
# The share of training films that is called unlike them, which is what chance gives.
EXPECTED = 0.01
MOST_NAMED = 20
_SIDE = 96  # pixels of the longer side at which a film is looked at, whatever its own size
_BORDER = 0.08
_GREYS = 16
_LEAST_SPREAD = 1e-6


def look(pixels: FloatImage) -> Vector:
    """Return the measures of a film (h, w) in [0, 1], in the order of LOOK."""
    height, width = pixels.shape
    scale = _SIDE / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    film = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float64)
    smooth = cv2.GaussianBlur(film, (0, 0), 1.0)
    broad = cv2.GaussianBlur(film, (0, 0), 4.0)
    rows, columns = (max(1, round(_BORDER * side)) for side in film.shape)
    inner = np.zeros(film.shape, np.bool_)
    inner[rows:-rows, columns:-columns] = True
    shares = np.histogram(film, _GREYS, (0, 1))[0] / film.size
    known = shares[shares > 0]
    return np.array(
        [
            np.log(width / height),
            film.mean(),
            film.std(),
            np.mean(film < 0.15),
            np.mean(film > 0.85),
            film[~inner].mean(),
            film[~inner].std(),
            film[inner].mean() - film[~inner].mean(),
            np.log(_LEAST_SPREAD + np.abs(film - smooth).mean()),
            np.log(_LEAST_SPREAD + np.abs(smooth - broad).mean()),
            -float(known @ np.log(known)),
            _likeness(film, film[:, ::-1]),
        ]
    )


def reference(looks: Sequence[Vector]) -> dict[str, Any]:
    """Return what later films are held against, JSON-ready, from the looks (k,) of the training films.

    {"n", "look": names, "mean": (k,), "inverse": (k, k) of the covariance, "limit": distance that EXPECTED of
    these films lie beyond}.
    """
    table = np.stack(looks)
    # A little is added on the diagonal, so that a measure that never varies can be held against another film.
    covariance = np.cov(table.T) + _LEAST_SPREAD * np.eye(table.shape[1])
    inverse = np.asarray(np.linalg.inv(covariance), np.float64)
    apart = distances(table, table.mean(axis=0), inverse)
    return {
        "n": len(table),
        "look": list(LOOK),
        "mean": table.mean(axis=0).tolist(),
        "inverse": inverse.tolist(),
        "limit": float(np.quantile(apart, 1 - EXPECTED)),
    }


def distances(
    table: NDArray[np.float64], mean: NDArray[np.float64], inverse: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return Mahalanobis's distance of each look of a table (n, k) from a mean (k,), (n,)."""
    apart = table - mean
    return np.asarray(np.sqrt(np.maximum(0, ((apart @ inverse) * apart).sum(axis=1))))


def looks(films: Sequence[Film], title: str) -> list[Vector]:
    """Return the look of each film, read one by one under a progress bar.

    Raises `RadiographError` or `OSError` for a film that can't be read.
    """
    asked = tqdm(films, desc=f"looks: {title}", unit="film", disable=None)
    return [look(read_film(film.path).pixels) for film in asked]


def familiar(
    ids: Sequence[str],
    seen: Sequence[Vector],
    known: Mapping[str, Any],
    group_of: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return metrics.json's "familiar" of films by id and look; see `core.evaluation` for its keys.

    known: the `reference` of the version's training films.
    group_of: image id -> group of related films, where known.
    """
    table = np.array(seen, np.float64).reshape(len(ids), len(known["mean"]))
    apart = distances(table, np.array(known["mean"]), np.array(known["inverse"]))
    beyond = apart > known["limit"]
    unlike = [ids[place] for place in np.argsort(-apart, kind="stable") if beyond[place]]
    groups = None if group_of is None else np.array([group_of[name] for name in ids], np.int64)
    return {
        "n": len(ids),
        "unlike": share(beyond, groups),
        "expected": EXPECTED,
        "training_films": known["n"],
        "films": unlike[:MOST_NAMED],
    }


def _likeness(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the correlation of two pictures, 0 where one is even."""
    if one.std() < _LEAST_SPREAD:
        return 0.0
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])
