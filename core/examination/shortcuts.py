"""How much of the label can be told from what shows no bone: the border alone, or a thumbnail.

A logistic regression that does well on either has found a shortcut in the data set, which a network trained
on it can take too. R. Geirhos et al., Shortcut learning in deep neural networks, Nature Machine Intelligence
2 (2020); for radiographs see the papers in `core.examination.confounders`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.evaluation.figures import Figure, undefined
from core.evaluation.grouped import Groups, auroc
from core.evaluation.labelled import Labels, too_few
from core.examination.confounders import BORDER, blackened
from core.imaging.framing import to_network_input
from core.records import FloatImage
from core.training import Film
from core.training.reading import read_film

# At this side the border is four whole pixels wide.
BORDER_SIDE = 50
THUMBNAIL_SIDE = 16
# Strong, since neighbouring pixels say nearly the same; set beforehand and not tuned on any film.
PENALTY = 0.01

Features = NDArray[np.float32]

_MOST_STEPS = 2000
_TOO_FEW_TO_TRAIN = "Too few films to train on: fewer than ten of a class."


def shortcuts(train_films: Sequence[Film], test_films: Sequence[Film], groups: Groups) -> dict[str, Any]:
    """Return metrics.json's "shortcuts"; see `core.evaluation` for its keys.

    groups: (n,) of the test films, equal for related ones. Raises `RadiographError` or `OSError` for a film
    that can't be read.
    """
    train, test = _features(train_films, "training films"), _features(test_films, "test films")
    labels, truth = _labels(train_films), _labels(test_films)
    seen = {
        "border_only": f"the outer {100 * BORDER:g} % at each edge of the film, shrunk to {BORDER_SIDE} x "
        f"{BORDER_SIDE} pixels",
        "thumbnail": f"a thumbnail of {THUMBNAIL_SIDE} x {THUMBNAIL_SIDE} pixels",
    }
    return {
        name: {
            "auroc": _judged(train[name], labels, test[name], truth, groups),
            "n": len(truth),
            "how": f"Logistic regression (standardised, classes balanced, C = {PENALTY:g}) that sees only "
            f"{what}; trained on {len(labels)} training films.",
        }
        for name, what in seen.items()
    }


def border_of(pixels: FloatImage) -> Features:
    """Return the pixels of a film (h, w) that blackening its border takes away, shrunk, as one row (k,)."""
    import cv2

    size = (BORDER_SIDE, BORDER_SIDE)
    outside = blackened(np.ones(size, np.float32), BORDER) == 0
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)[outside], np.float32)


def thumbnail_of(pixels: FloatImage) -> Features:
    """Return a film (h, w) framed as for a network, in THUMBNAIL_SIDE squared values."""
    return to_network_input(pixels, THUMBNAIL_SIDE)[0].ravel()


def _features(films: Sequence[Film], title: str) -> dict[str, Features]:
    """Read each film once; rows of both kinds by name, (n, k)."""
    borders, thumbnails = [], []
    for film in tqdm(films, desc=f"shortcuts: {title}", unit="film", disable=None):
        pixels = read_film(film.path).pixels
        borders.append(border_of(pixels))
        thumbnails.append(thumbnail_of(pixels))
    return {"border_only": np.array(borders, np.float32), "thumbnail": np.array(thumbnails, np.float32)}


def _labels(films: Sequence[Film]) -> Labels:
    return np.array([film.fractured for film in films], np.int64)


def _judged(train: Features, labels: Labels, test: Features, truth: Labels, groups: Groups) -> Figure:
    if too_few(labels):
        return undefined(len(truth), _TOO_FEW_TO_TRAIN)
    if not len(test):
        return auroc(truth, np.empty(0), groups)
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=_MOST_STEPS)
    )
    model.fit(train, labels)
    return auroc(truth, np.asarray(model.decision_function(test), np.float64), groups)
