"""A network as it is served: its trunk compiled for one film at a time, Grad-CAM on its head.

Importing this module imports TensorFlow.
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.errors import ModelError
from core.inference.depiction import depicted
from core.inference.folding import folded
from core.inference.saliency import HeadGradcam, head_of
from core.models import Heads
from core.records import Depiction, FloatImage


def compiled(network: Any) -> Any:
    """Compile a Keras model for one (1, side, side, 1) float32 picture at a time.

    The signature is fixed, so that nothing is ever traced twice. Weights stay variables: freezing them into
    constants gains no more than folding does and costs seconds and hundreds of megabytes at each start.
    """
    signature = [tf.TensorSpec((1, *network.input_shape[1:]), tf.float32)]
    return tf.function(lambda picture: network(picture, training=False), input_signature=signature)


class ServedNetwork:
    """Features and logit in one pass of the trunk, then heatmap and depiction from the features.

    heads: what it says besides the logit, where it says more.
    Raises `ModelError` under a Keras backend other than TensorFlow, which tf-keras-vis needs.
    """

    def __init__(self, network: Any, feature_layer: str, heads: Heads | None = None) -> None:
        if keras.backend.backend() != "tensorflow":
            raise ModelError("Analysing needs Keras on TensorFlow; another backend is set (KERAS_BACKEND).")
        lean = folded(network)
        features = lean.get_layer(feature_layer).output
        self._trunk = compiled(keras.Model(lean.input, [features, lean.output]))
        self._gradcam = HeadGradcam(head_of(network, feature_layer))
        self._heads = heads
        self._warm_up(network.input_shape[1:])

    def forward(self, square: FloatImage) -> tuple[Any, float]:
        """Run the trunk on a (side, side, 1) picture: the feature map (1, h, w, c) and the logit.

        Raises `ModelError` where the logit is not a number.
        """
        features, logit = self._trunk(tf.constant(square[np.newaxis]))
        value = float(logit.numpy()[0, 0])
        if not np.isfinite(value):
            raise ModelError("The model gave no usable answer for this radiograph.")
        return features, value

    def raw_map(self, features: Any) -> FloatImage:
        """Return the Grad-CAM map (h, w) >= 0 as tf-keras-vis gives it, neither scaled nor enlarged."""
        return self._gradcam(features)

    def pooled(self, features: Any) -> FloatImage | None:
        """Return the mean of a feature map over the film, (c,) of length 1; None where all of it is zero."""
        mean: FloatImage = features.numpy()[0].mean(axis=(0, 1), dtype=np.float32)
        length = float(np.linalg.norm(mean))
        return mean / np.float32(length) if length > 0 else None

    def depiction(self, features: Any) -> Depiction | None:
        """Return what the film shows, from its feature map; None for a network without further heads."""
        return depicted(self._heads.traits(features.numpy()[0])) if self._heads else None

    def _warm_up(self, shape: tuple[int, ...]) -> None:
        features, _ = self._trunk(tf.zeros((1, *shape)))
        self.raw_map(features)
