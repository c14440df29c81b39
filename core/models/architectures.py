"""The networks: a trunk of Keras Applications and one logit on its last feature map.

One flat functional model a network (nested ones break tf-keras-vis), grey input, the film standardised by the
first layer, and a head of a few small layers in a row, so that the network can be cut at the last feature
map: the trunk runs once and the heatmap differentiates only the head.
Keras is imported when a network is built: the pages that need none must not wait for it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from core.errors import ModelError
from core.records import Pooling

# The layer whose output is the last feature map; named by hand: the automatic choice is wrong for both.
FEATURE_LAYER: Mapping[str, str] = MappingProxyType(
    {"densenet121": "relu", "resnet50": "conv5_block3_out", "tiny": "features"}
)
ARCHITECTURES = tuple(FEATURE_LAYER)

_FIRST_KERNEL = {"densenet121": "conv1_conv", "resnet50": "conv1_conv"}
# ResNet50's ImageNet weights expect 0-255 less the mean (Keras 'caffe' mode): a spread of about 58.
_INPUT_SPREAD = {"densenet121": 1.0, "resnet50": 58.0}


def build_network(architecture: str, side: int, weights: str | None = None, pooling: Pooling = "mean") -> Any:
    """Build a network (side, side, 1) in [0, 1] -> logit (1,), a flat `keras.Model`.

    pooling: how the last feature map becomes one logit, see `core.models.pooling`.
    weights: None for a random start, "imagenet" for Keras's own download (needs a network), summed over the
    three colours so that grey input means what it meant in colour.
    Raises `ModelError` for an unknown architecture or weights that can't be had.
    """
    import keras

    from core.models.pooling import fracture_logit

    if architecture not in FEATURE_LAYER:
        raise ModelError(f"There is no architecture '{architecture}'; known are {', '.join(ARCHITECTURES)}.")
    pixels = keras.Input((side, side, 1), name="film")
    standard = keras.layers.LayerNormalization(
        axis=(1, 2, 3), center=False, scale=False, epsilon=1e-6, dtype="float32", name="standardise"
    )(pixels)
    features = _TRUNKS[architecture](standard)
    network = keras.Model(pixels, fracture_logit(features, pooling), name=architecture)
    if weights == "imagenet":
        _take_imagenet(network, architecture)
    elif weights is not None:
        raise ModelError(f"There are no weights called '{weights}'; known is 'imagenet'.")
    return network


def _densenet121(tensor: Any) -> Any:
    import keras

    return keras.applications.DenseNet121(include_top=False, weights=None, input_tensor=tensor).output


def _resnet50(tensor: Any) -> Any:
    import keras

    return keras.applications.ResNet50(include_top=False, weights=None, input_tensor=tensor).output


def _tiny(tensor: Any) -> Any:
    """Three small convolutions: all that a test needs of a network."""
    import keras

    for number, filters in enumerate((4, 8)):
        convolution = keras.layers.Conv2D(
            filters, 3, strides=2, padding="same", use_bias=False, name=f"conv{number}"
        )
        tensor = convolution(tensor)
        tensor = keras.layers.BatchNormalization(name=f"bn{number}")(tensor)
        tensor = keras.layers.Activation("relu", name=f"relu{number}")(tensor)
    return keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="relu", name="features")(tensor)


_TRUNKS: Mapping[str, Callable[[Any], Any]] = {
    "densenet121": _densenet121,
    "resnet50": _resnet50,
    "tiny": _tiny,
}


def _take_imagenet(network: Any, architecture: str) -> None:
    """Copy the ImageNet trunk layer by layer; the first kernel is summed over its three colours."""
    import keras

    if architecture not in _FIRST_KERNEL:
        raise ModelError(f"There are no ImageNet weights for '{architecture}'.")
    maker = {"densenet121": keras.applications.DenseNet121, "resnet50": keras.applications.ResNet50}[
        architecture
    ]
    try:
        colour = maker(include_top=False, weights="imagenet")
    except OSError as cause:  # urllib's URLError and HTTPError among them
        raise ModelError("The ImageNet weights could not be downloaded; is there a network?") from cause
    for layer in colour.layers:
        if not layer.weights:
            continue
        values = layer.get_weights()
        if layer.name == _FIRST_KERNEL[architecture]:
            values[0] = values[0].sum(axis=2, keepdims=True) * np.float32(_INPUT_SPREAD[architecture])
        network.get_layer(layer.name).set_weights(values)
