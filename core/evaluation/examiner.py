"""A stored network asked film by film, on whichever backend Keras runs; what is needed of each is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from core.errors import ModelError
from core.evaluation.confounders import blackened
from core.evaluation.maps import LogitUnit, gradcam, gradcam_pp
from core.imaging import read_radiograph
from core.imaging.framing import Frame, to_network_input
from core.models import FEATURE_LAYER, Heads
from core.records import FloatImage, ModelVersion
from core.training import Film


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


class Examiner:
    """A network with its heads; the feature map of a film is gone once its answer is made."""

    def __init__(self, network: Any, version: ModelVersion, heads: Heads | None) -> None:
        import keras

        self._version, self._heads = version, heads
        features = network.get_layer(FEATURE_LAYER[version.architecture]).output
        self._network = keras.Model(network.input, [features, network.output])
        self._unit = LogitUnit.of(network, version.pooling)

    def ask(self, path: Path, *, border: float = 0.0) -> Answer:
        """Ask of one film, with a share of it blackened at each edge.

        Raises `RadiographError` for a file that can't be read, `ModelError` where the logit is no number.
        """
        pixels = blackened(read_radiograph(path.read_bytes()).pixels, border)
        square, frame = to_network_input(pixels, self._version.side)
        features, logit = self._network.predict_on_batch(square[np.newaxis])
        value = float(np.ravel(logit)[0])
        if not np.isfinite(value):
            raise ModelError(f"{self._version.label} gave no usable answer for {path.stem}.")
        return self._answer(np.asarray(features[0], np.float32), value, frame)

    def ask_all(self, films: Sequence[Film], title: str, *, border: float = 0.0) -> list[Answer]:
        """Ask film after film, with a progress bar."""
        asked = tqdm(films, desc=title, unit="film", disable=None)
        return [self.ask(film.path, border=border) for film in asked]

    def _answer(self, features: FloatImage, logit: float, frame: Frame) -> Answer:
        maps = {
            "gradcam": gradcam(features, self._unit.weights),
            "gradcam_pp": gradcam_pp(features, self._unit.weights, self._unit.shares(features)),
        }
        if self._heads is None:
            return Answer(logit, frame, maps, {})
        # Without overflow, unlike 1 / (1 + exp(-x)).
        maps["grid"] = np.asarray(0.5 * (1 + np.tanh(0.5 * self._heads.grid(features))), np.float32)
        return Answer(logit, frame, maps, self._heads.traits(features))
