"""A stored network asked of films, on whichever backend Keras runs; what is needed of each is kept."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.errors import ModelError
from core.examination.maps import LogitUnit, gradcam, gradcam_pp
from core.imaging.framing import Frame, to_network_input
from core.models import FEATURE_LAYER, Heads
from core.records import FloatImage, ModelVersion
from core.training import Film
from core.training.reading import read_film

# Pictures a pass where many are asked: about as quick as any more, and every pass has the same shape.
BATCH = 16

Picture = tuple[str, FloatImage]
# A film's pixels changed, or None where there is nothing to change.
Change = Callable[[FloatImage], FloatImage | None]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a network says of one film.

    maps: (h, w) >= 0 by name, one value a cell of the last feature map: "gradcam", "gradcam_pp" and, where
    the network has such a head, "grid" (a probability). traits: probability by name; empty without a head.
    """

    logit: float
    frame: Frame
    maps: Mapping[str, FloatImage]
    traits: Mapping[str, float]

    @property
    def peak(self) -> float:
        """The highest raw Grad-CAM value."""
        return float(self.maps["gradcam"].max())


@dataclass(frozen=True, slots=True, eq=False)
class _Pass:
    """One picture through the network: features (h, w, c) and a finite logit."""

    features: FloatImage
    logit: float
    frame: Frame


class Examiner:
    """A network with its heads; the feature map of a film is gone once its answer is made.

    The network's weights may change between two questions: each is answered as the network is then.
    """

    def __init__(self, network: Any, version: ModelVersion, heads: Heads | None) -> None:
        import keras

        self._version, self._heads, self._whole = version, heads, network
        features = network.get_layer(FEATURE_LAYER[version.architecture]).output
        self._network = keras.Model(network.input, [features, network.output])

    def ask(self, path: Path) -> Answer:
        """Ask of one film.

        Raises `RadiographError` for a file that can't be read, `ModelError` where the logit is no number.
        """
        return self.ask_pixels(path.stem, read_film(path).pixels)

    def ask_pixels(self, name: str, pixels: FloatImage) -> Answer:
        """Ask of one film's pixels (h, w) in [0, 1]; raises `ModelError` where the logit is no number."""
        (found,) = self._batch([(name, pixels)], 1)
        return self._answer(found, self._unit())

    def ask_all(self, films: Sequence[Film], title: str) -> list[Answer]:
        """Ask film after film, with a progress bar."""
        return [self.ask(film.path) for film in tqdm(films, desc=title, unit="film", disable=None)]

    def ask_changed(self, films: Sequence[Film], title: str, change: Change) -> list[Answer | None]:
        """Ask of each film changed, with a progress bar; None for a film in which nothing is to change."""
        found: list[Answer | None] = []
        for film in tqdm(films, desc=title, unit="film", disable=None):
            pixels = change(read_film(film.path).pixels)
            found.append(None if pixels is None else self.ask_pixels(film.path.stem, pixels))
        return found

    def answers(self, pictures: Iterable[Picture]) -> Iterator[Answer]:
        """Ask of prepared pictures, (name, (height, width) in [0, 1]) each, many in one pass.

        Raises `ModelError` where a logit is no number.
        """
        unit = self._unit()
        for found in self._passes(pictures):
            yield self._answer(found, unit)

    def logits(self, pictures: Iterable[Picture]) -> NDArray[np.float64]:
        """Return only the logits of prepared pictures, (n,), as `answers` would give them."""
        return np.array([found.logit for found in self._passes(pictures)], np.float64)

    def _passes(self, pictures: Iterable[Picture]) -> Iterator[_Pass]:
        remaining = iter(pictures)
        while batch := list(islice(remaining, BATCH)):
            yield from self._batch(batch, BATCH)

    def _batch(self, pictures: Sequence[Picture], size: int) -> Iterator[_Pass]:
        """One pass of `size` squares; those that no picture fills stay black, as a new shape costs more."""
        side = self._version.side
        squares, frames = np.zeros((size, side, side, 1), np.float32), []
        for number, (_, pixels) in enumerate(pictures):
            squares[number], frame = to_network_input(pixels, side)
            frames.append(frame)
        features, logits = self._network.predict_on_batch(squares)
        for number, ((name, _), frame) in enumerate(zip(pictures, frames, strict=True)):
            logit = float(logits[number, 0])
            if not np.isfinite(logit):
                raise ModelError(f"{self._version.label} gave no usable answer for {name}.")
            yield _Pass(np.asarray(features[number], np.float32), logit, frame)

    def _unit(self) -> LogitUnit:
        return LogitUnit.of(self._whole, self._version.pooling)

    def _answer(self, found: _Pass, unit: LogitUnit) -> Answer:
        features = found.features
        maps = {
            "gradcam": gradcam(features, unit.weights),
            "gradcam_pp": gradcam_pp(features, unit.weights, unit.shares(features)),
        }
        if self._heads is None:
            return Answer(found.logit, found.frame, maps, {})
        # Without overflow, unlike 1 / (1 + exp(-x)).
        maps["grid"] = np.asarray(0.5 * (1 + np.tanh(0.5 * self._heads.grid(features))), np.float32)
        return Answer(found.logit, found.frame, maps, self._heads.traits(features))


def sampled(films: Sequence[Film], most: int) -> list[Film]:
    """Pick up to `most` films, half of them fractured; the same ones whatever the order of `films`."""
    fractured = [film for film in films if film.fractured]
    others = [film for film in films if not film.fractured]
    return evenly(fractured, most // 2) + evenly(others, most // 2)


def evenly(films: Sequence[Film], most: int) -> list[Film]:
    """Pick up to `most` films, evenly spaced in order of the SHA-256 of their ids."""
    ordered = sorted(films, key=lambda film: hashlib.sha256(film.image_id.encode()).hexdigest())
    count = min(most, len(ordered))
    return [ordered[number * len(ordered) // count] for number in range(count)]


def shrunk(film: Film, side: int) -> FloatImage:
    """Read a film as large as it lies in the network's square, where asking resamples it no more.

    Raises `RadiographError` for a file that can't be read.
    """
    square, frame = to_network_input(read_film(film.path).pixels, side)
    return frame.crop(square)[..., 0]
