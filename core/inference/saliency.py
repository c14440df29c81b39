"""Grad-CAM by tf-keras-vis on the head of a network that is cut at its last feature map.

Grad-CAM weighs each channel of the last feature map by the mean gradient of the score with respect to it,
adds them up and keeps what is positive: R. R. Selvaraju et al., Grad-CAM, ICCV 2017, equations 1 and 2. Those
gradients pass the head only, so the trunk need not be run again: the map is the same to the last digit.
Importing this module imports TensorFlow.
"""

import threading
import warnings
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.records import FloatImage

with warnings.catch_warnings():
    # tf-keras-vis 0.8.7 takes `zoom` from scipy.ndimage.interpolation, a name that SciPy wants to retire.
    warnings.filterwarnings("ignore", message=".*scipy.ndimage", category=DeprecationWarning)
    from tf_keras_vis.gradcam import Gradcam

__all__ = ["Gradcam", "HeadGradcam", "head_of", "logit_score"]


def head_of(network: Any, feature_layer: str) -> Any:
    """Rebuild what follows the feature map as a model (1, h, w, c) -> logit (1, 1) with the same weights."""
    features = keras.Input(network.get_layer(feature_layer).output.shape[1:])
    # Grad-CAM wants a layer whose output is the map; an input is none, so a linear one stands for it.
    tensor = keras.layers.Activation("linear", dtype="float32", name="features")(features)
    after = network.layers[network.layers.index(network.get_layer(feature_layer)) + 1 :]
    for layer in after:
        tensor = type(layer).from_config(layer.get_config())(tensor)
    head = keras.Model(features, tensor)
    for layer in after:
        head.get_layer(layer.name).set_weights(layer.get_weights())
    return head


class _OneStep(keras.layers.Layer):  # type: ignore[misc]
    """A whole model as one layer, run and differentiated as one compiled function instead of op by op."""

    def __init__(self, model: Any) -> None:
        super().__init__(dtype="float32")
        self._run = tf.function(lambda given: model(given, training=False), autograph=False)

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        return self._run(inputs)


class HeadGradcam:
    """Grad-CAM of one head for the logit of 'fracture'; built once, callable from any thread."""

    def __init__(self, head: Any) -> None:
        features = head.get_layer("features")
        after = keras.Model(features.output, head.output)
        self._gradcam = Gradcam(keras.Model(head.input, _OneStep(after)(features.output)))
        self._layer = features
        self._lock = threading.Lock()

    def __call__(self, features: Any) -> FloatImage:
        """Return the raw map (h, w) >= 0 for a feature map (1, h, w, c); it may be all zero."""
        # tf-keras-vis builds a small Keras model at each call, which several threads must not do at once.
        with self._lock:
            maps = self._gradcam(
                logit_score,
                features,
                penultimate_layer=self._layer,
                seek_penultimate_conv_layer=False,
                expand_cam=False,
                normalize_cam=False,
            )
        return np.asarray(maps[0], np.float32)


def logit_score(output: Any) -> Any:
    """The score that Grad-CAM explains: the logit of "fracture", (1, 1) -> (1,)."""
    return output[:, 0]
