"""How a network's figures hold when films are turned, lit, blurred, compressed or cut otherwise than usual.

After D. Hendrycks and T. Dietterich, Benchmarking neural network robustness to common corruptions and
perturbations, ICLR 2019: one change at a time, in steps, the same for every film.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from tqdm import tqdm

from core.evaluation.figures import Figure, undefined
from core.evaluation.grouped import Groups, auroc, share
from core.evaluation.intervals import SEED, Vector
from core.evaluation.labelled import TOO_FEW, Labels, too_few
from core.examination.examiner import Examiner, Picture, sampled
from core.models import calibrated
from core.records import FloatImage, ModelVersion
from core.training import Film
from core.training.reading import read_film

MOST = 120


@dataclass(frozen=True, slots=True)
class Change:
    """One way to change a film.

    levels: the first leaves the film as it is. apply: pixels (h, w) float32 in [0, 1] and a level to pixels,
    not always of the same size; called for the levels that change something only.
    """

    name: str
    title: str
    unit: str
    levels: tuple[float, ...]
    apply: Callable[[FloatImage, float], FloatImage]


def rotated(pixels: FloatImage, degrees: float) -> FloatImage:
    """Turn a film anticlockwise on a sheet large enough that no corner is cut off; what is new is black."""
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    # Rounded before it is rounded up: a right angle's cosine is not quite 0.
    across, down = (
        int(np.ceil(round(side, 6)))
        for side in (width * cosine + height * sine, width * sine + height * cosine)
    )
    turn[:, 2] += ((across - width) / 2, (down - height) / 2)
    return np.asarray(cv2.warpAffine(pixels, turn, (across, down), flags=cv2.INTER_LINEAR), np.float32)


def exposed(pixels: FloatImage, gamma: float) -> FloatImage:
    """Raise grey values to a power: below 1 the film is lighter, above 1 darker."""
    return np.asarray(cv2.pow(pixels, gamma), np.float32)


def noisy(pixels: FloatImage, sigma: float) -> FloatImage:
    """Add Gaussian noise of `sigma` of 255 grey values, the same for all films of a size."""
    noise = np.random.default_rng(SEED).standard_normal(pixels.shape, np.float32)
    return np.clip(pixels + noise * np.float32(sigma / 255), 0.0, 1.0)


def blurry(pixels: FloatImage, sigma: float) -> FloatImage:
    """Blur by a Gaussian of `sigma` pixels of the film."""
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.float32)


def compressed(pixels: FloatImage, quality: float) -> FloatImage:
    """Store as a grey JPEG of a quality from 1 to 100 and read it again."""
    grey = np.rint(pixels * 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, round(quality)])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.float32) / np.float32(255)


def cropped(pixels: FloatImage, share: float) -> FloatImage:
    """Cut a share of height and width off at each side."""
    rows, columns = (min(round(share * side), (side - 1) // 2) for side in pixels.shape)
    return pixels[rows : pixels.shape[0] - rows, columns : pixels.shape[1] - columns]


def inverted(pixels: FloatImage, _: float = 1) -> FloatImage:
    """Show air bright and bone dark."""
    return np.float32(1) - pixels


CHANGES = (
    Change("rotation", "Rotation", "degrees", (0, -5, 5, 10, 20, 45, 90), rotated),
    Change("exposure", "Exposure", "gamma", (1.0, 0.5, 0.7, 1.4, 2.0), exposed),
    Change("noise", "Noise", "sigma in grey values of 255", (0, 2, 5, 10, 20, 40), noisy),
    Change("blur", "Blur", "sigma in pixels of the film", (0, 0.5, 1, 2, 4, 8), blurry),
    Change("jpeg", "JPEG compression", "quality, 100 as it is", (100, 95, 75, 50, 30, 10), compressed),
    Change("crop", "Crop", "share of each side", (0, 0.05, 0.1, 0.15, 0.2), cropped),
    Change("inversion", "Inversion", "0 as it is, 1 inverted", (0, 1), inverted),
)
# Of one film: as it is, and each change's every further level.
VARIANTS = 1 + sum(len(change.levels) - 1 for change in CHANGES)


def robustness(
    films: Sequence[Film], examiner: Examiner, version: ModelVersion, group_of: Mapping[str, int]
) -> dict[str, Any]:
    """Return metrics.json's "robustness"; see `core.evaluation` for its keys.

    Up to MOST films are asked, half of them fractured, each in every change's every level; films as they are
    are asked once and stand first in each curve.
    Raises `RadiographError` for a film that can't be read, `ModelError` where the network gives no number.
    """
    asked = sampled(films, MOST)
    labels = np.array([film.fractured for film in asked], np.int64)
    groups = np.array([group_of[film.image_id] for film in asked], np.int64)
    threshold = version.operating_points.high_sensitivity
    bar = tqdm(asked, desc="robustness", unit="film", disable=None)
    logits = examiner.logits(picture for film in bar for picture in _variants(film))
    table = calibrated(logits, version.calibration).reshape(len(asked), VARIANTS)
    figures = [_figures(labels, scores, groups, threshold) for scores in table.T]
    curves, start = [], 1
    for change in CHANGES:
        end = start + len(change.levels) - 1
        curves.append(_curve(change, [figures[0], *figures[start:end]]))
        start = end
    return {"n": len(asked), "n_fractured": int(labels.sum()), "curves": curves}


def _variants(film: Film) -> Iterator[Picture]:
    """The film as it is, then each change's levels but the first."""
    pixels = read_film(film.path).pixels
    yield film.image_id, pixels
    for change in CHANGES:
        for level in change.levels[1:]:
            yield film.image_id, change.apply(pixels, level)


def _curve(change: Change, figures: Sequence[Mapping[str, Figure]]) -> dict[str, Any]:
    return {
        "name": change.name,
        "title": change.title,
        "unit": change.unit,
        "levels": list(change.levels),
        **{key: [level[key] for level in figures] for key in ("sensitivity", "specificity", "auroc")},
    }


def _figures(labels: Labels, scores: Vector, groups: Groups, threshold: float) -> Mapping[str, Figure]:
    called = (scores >= threshold).astype(np.float64)
    fractured = labels == 1
    if too_few(labels):
        counts = {"sensitivity": int(fractured.sum()), "specificity": int((~fractured).sum())}
        shares = {name: undefined(n, TOO_FEW) for name, n in counts.items()}
    else:
        shares = {
            "sensitivity": share(called[fractured], groups[fractured]),
            "specificity": share(1 - called[~fractured], groups[~fractured]),
        }
    return {**shares, "auroc": auroc(labels, scores, groups)}
