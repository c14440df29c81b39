"""Batch normalisation folded into the convolution before it: the same network, fewer passes over its maps.

When serving, batch normalisation is one linear step a channel, y = (x - mean) * gamma / sqrt(variance +
epsilon) + beta (S. Ioffe and C. Szegedy, 2015), and a convolution before it can do that step with changed
weights. The answers differ in the last digits only; a trunk gains about a tenth.
Importing this module imports Keras.
"""

from typing import Any

import keras
import numpy as np


class _Folded(keras.layers.Layer):  # type: ignore[misc]
    """Stands where a batch normalisation was, and does nothing."""

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        return inputs


def folded(network: Any) -> Any:
    """Return a copy of a flat functional model in which every such pair is one convolution.

    Layers keep their names. The given model is left as it was; the copy can't be trained.
    """
    pairs = {norm.name: conv.name for conv, norm in _pairs(network)}
    convolutions = set(pairs.values())

    def copy_of(layer: Any) -> Any:
        if layer.name in pairs:
            return _Folded(name=layer.name)
        config = layer.get_config()
        if layer.name in convolutions:
            config["use_bias"] = True
        return type(layer).from_config(config)

    copy = keras.models.clone_model(network, clone_function=copy_of)
    for layer in network.layers:
        if layer.weights and layer.name not in convolutions and layer.name not in pairs:
            copy.get_layer(layer.name).set_weights(layer.get_weights())
    for norm, conv in pairs.items():
        weights = _merged(network.get_layer(conv), network.get_layer(norm))
        copy.get_layer(conv).set_weights(weights)
    return copy


def _pairs(network: Any) -> list[tuple[Any, Any]]:
    """Each convolution without activation whose only reader is a batch normalisation, with that one."""
    found = []
    for layer in network.layers:
        if not isinstance(layer, keras.layers.Conv2D) or layer.activation is not keras.activations.linear:
            continue
        readers = [node.operation for node in layer._outbound_nodes if node.operation in network.layers]
        if len(readers) == 1 and isinstance(readers[0], keras.layers.BatchNormalization):
            found.append((layer, readers[0]))
    return found


def _merged(conv: Any, norm: Any) -> list[Any]:
    """Kernel (h, w, in, out) and bias (out,) that do the work of both layers."""
    kernel, bias = np.asarray(conv.kernel), np.asarray(conv.bias) if conv.use_bias else 0.0
    scale = 1 / np.sqrt(np.asarray(norm.moving_variance, np.float64) + norm.epsilon)
    if norm.scale:
        scale = scale * np.asarray(norm.gamma)
    shift = (bias - np.asarray(norm.moving_mean, np.float64)) * scale
    if norm.center:
        shift = shift + np.asarray(norm.beta)
    return [(kernel * scale).astype(np.float32), shift.astype(np.float32)]
