"""Grad-CAM by tf-keras-vis on the head of a network that is cut at its last feature map.

Grad-CAM weighs each channel of the last feature map by the mean gradient of the score with respect to it,
adds them up and keeps what is positive: R. R. Selvaraju et al., Grad-CAM, ICCV 2017, equations 1 and 2. Those
gradients pass the head only, so the trunk need not be run again: the map is the same to the last digit.
Importing this module imports TensorFlow.
"""

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
    features = tensor = keras.Input(network.get_layer(feature_layer).output.shape[1:])
    after = network.layers[network.layers.index(network.get_layer(feature_layer)) + 1 :]
    for layer in after:
        tensor = type(layer).from_config(layer.get_config())(tensor)
    head = keras.Model(features, tensor)
    for layer in after:
        head.get_layer(layer.name).set_weights(layer.get_weights())
    return head


class HeadGradcam(Gradcam):  # type: ignore[misc]
    """Grad-CAM of one head for the logit of 'fracture'; built once, callable from any thread.

    How gradients become a map is tf-keras-vis's. How they are come by is not: at each call it would build a
    Keras model that also gives the feature map, and run and differentiate that op by op. Here the feature map
    is what comes in, and one compiled function gives the gradients.
    """

    def __init__(self, head: Any) -> None:
        super().__init__(head)
        self._gradients = tf.function(self._by_tape, autograph=False)

    def __call__(self, features: Any) -> FloatImage:
        """Return the raw map (h, w) >= 0 for a feature map (1, h, w, c); it may be all zero."""
        features = tf.convert_to_tensor(features)
        maps = self._calculate_cam(self._gradients(features), features, None, tf.nn.relu)
        return np.asarray(maps[0], np.float32)

    def _by_tape(self, features: Any) -> Any:
        """Gradients (1, h, w, c) of the logit."""
        with tf.GradientTape() as tape:
            tape.watch(features)
            score = logit_score(self.model(features, training=False))
        return tape.gradient(score, features)


def logit_score(output: Any) -> Any:
    """The score that Grad-CAM explains: the logit of "fracture", (1, 1) -> (1,)."""
    return output[:, 0]
