"""A flat functional Keras model as a PyTorch module: the same layers, the same weights, read off its graph.

Keras's layers on PyTorch normalise a batch in several passes and in single precision; PyTorch's own
operators, with channels last and bfloat16, train these networks 1.7 times as fast on a processor. Only the
layers that the networks here are made of are known. Importing this module imports PyTorch.
"""

import math
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import torch
from torch.nn import functional

from core.errors import TrainingError
from core.training.engines import Arrays

# A torch.Tensor; its types are not at hand where PyTorch is not installed.
Tensor = Any


class TorchGraph(torch.nn.Module):  # type: ignore[misc]
    """Runs a Keras model's graph on films (n, s, s, 1); outputs by name, maps with channels last."""

    def __init__(self, network: keras.Model) -> None:
        super().__init__()
        self._layers = [(layer, _sources(layer)) for layer in network.layers]
        self._outputs = {name: tensor._keras_history[0].name for name, tensor in network.output.items()}
        self._names = {variable.path: _legal(variable.path) for variable in network.variables}
        trainable = {variable.path for variable in network.trainable_variables}
        for variable in network.variables:
            value = torch.from_numpy(_to_torch(np.array(variable.numpy(), np.float32)))
            if value.ndim == 4:
                value = value.contiguous(memory_format=torch.channels_last)
            held = torch.nn.Parameter(value, requires_grad=variable.path in trainable)
            self.register_parameter(self._names[variable.path], held)

    def forward(self, films: Tensor) -> dict[str, Tensor]:
        """Films (n, s, s, 1) in [0, 1] to outputs by name, as the Keras model gives them."""
        values: dict[str, Tensor] = {}
        for layer, sources in self._layers:
            run = _RUN.get(type(layer).__name__)
            if run is None:
                raise TrainingError(f"The torch engine doesn't know the layer {type(layer).__name__}.")
            inputs = [values[source] for source in sources] or [films.permute(0, 3, 1, 2)]
            low = layer.compute_dtype == "bfloat16"
            with torch.autocast(films.device.type, torch.bfloat16, enabled=low):
                values[layer.name] = run(self, layer, inputs if low else [t.float() for t in inputs])
        found = {name: values[layer] for name, layer in self._outputs.items()}
        return {name: v.permute(0, 2, 3, 1) if v.ndim == 4 else v for name, v in found.items()}

    def of(self, layer: Any, name: str) -> Tensor | None:
        """A layer's variable, None where it has none of that name."""
        key = _legal(f"{layer.path}/{name}")
        return getattr(self, key) if key in self._parameters else None

    def weights(self) -> Arrays:
        """Every variable by its Keras path, in Keras's order of axes."""
        found = {path: getattr(self, name).detach().float().cpu() for path, name in self._names.items()}
        return {path: _to_keras(np.array(value.numpy())) for path, value in found.items()}

    def load(self, weights: Arrays) -> None:
        """Take over every variable."""
        with torch.no_grad():
            for path, name in self._names.items():
                getattr(self, name).copy_(torch.from_numpy(_to_torch(weights[path])))


def _legal(path: str) -> str:
    return path.replace("/", "__").replace(".", "_")


def _to_torch(value: Any) -> Any:
    """A kernel (h, w, in, out) to (out, in, h, w); all else as it is."""
    return np.ascontiguousarray(value.transpose(3, 2, 0, 1)) if value.ndim == 4 else value


def _to_keras(value: Any) -> Any:
    return np.ascontiguousarray(value.transpose(2, 3, 1, 0)) if value.ndim == 4 else value


def _sources(layer: Any) -> list[str]:
    """Names of the layers that feed a layer of a flat model; none for its input."""
    tensors = layer._inbound_nodes[0].arguments.keras_tensors if layer._inbound_nodes else []
    return [tensor._keras_history[0].name for tensor in tensors]


def _standardised(graph: TorchGraph, layer: Any, inputs: list[Tensor]) -> Tensor:
    return functional.layer_norm(inputs[0], inputs[0].shape[1:], eps=layer.epsilon)


def _padded(graph: TorchGraph, layer: Any, inputs: list[Tensor]) -> Tensor:
    (top, bottom), (left, right) = layer.padding
    return functional.pad(inputs[0], (left, right, top, bottom))


def _convolved(graph: TorchGraph, layer: Any, inputs: list[Tensor]) -> Tensor:
    tensor, around = inputs[0], (0, 0)
    if layer.padding == "same":
        (top, bottom), (left, right) = _same_padding(tensor, layer)
        if top == bottom and left == right:
            # A padded copy would cost time, and its gradient lies badly in memory for the layers before.
            around = (top, left)
        else:
            tensor = functional.pad(tensor, (left, right, top, bottom))
    kernel, bias = graph.of(layer, "kernel"), graph.of(layer, "bias")
    maps = functional.conv2d(tensor, kernel, bias, layer.strides, around)
    # A film of one channel doesn't say how it is laid out, so the first maps may come channels first.
    return _activated(layer, maps.contiguous(memory_format=torch.channels_last))


def _same_padding(tensor: Tensor, layer: Any) -> list[tuple[int, int]]:
    """Rows and columns before and after by TensorFlow's "same": the odd one is added after."""
    sizes = zip(tensor.shape[2:], layer.kernel_size, layer.strides, strict=True)
    totals = [max(0, (-(-size // stride) - 1) * stride + kernel - size) for size, kernel, stride in sizes]
    return [(total // 2, total - total // 2) for total in totals]


def _normalised(graph: TorchGraph, layer: Any, inputs: list[Tensor]) -> Tensor:
    return functional.batch_norm(
        inputs[0],
        graph.of(layer, "moving_mean"),
        graph.of(layer, "moving_variance"),
        graph.of(layer, "gamma"),
        graph.of(layer, "beta"),
        training=graph.training and layer.trainable,
        momentum=1 - layer.momentum,
        eps=layer.epsilon,
    )


def _activated(layer: Any, tensor: Tensor) -> Tensor:
    if layer.activation is keras.activations.relu:
        return functional.relu(tensor)
    if layer.activation is keras.activations.linear:
        return tensor
    raise TrainingError(f"The torch engine doesn't know the activation of {layer.name}.")


def _dense(graph: TorchGraph, layer: Any, inputs: list[Tensor]) -> Tensor:
    answer = inputs[0] @ graph.of(layer, "kernel")
    bias = graph.of(layer, "bias")
    return _activated(layer, answer if bias is None else answer + bias)


_RUN: dict[str, Callable[[TorchGraph, Any, list[Tensor]], Tensor]] = {
    "InputLayer": lambda graph, layer, inputs: inputs[0],
    "LayerNormalization": _standardised,
    "ZeroPadding2D": _padded,
    "Conv2D": _convolved,
    "BatchNormalization": _normalised,
    "Activation": lambda graph, layer, inputs: _activated(layer, inputs[0]),
    "ReLU": lambda graph, layer, inputs: functional.relu(inputs[0]),
    "MaxPooling2D": lambda graph, layer, inputs: functional.max_pool2d(
        inputs[0], layer.pool_size, layer.strides
    ),
    "AveragePooling2D": lambda graph, layer, inputs: functional.avg_pool2d(
        inputs[0], layer.pool_size, layer.strides
    ),
    "Concatenate": lambda graph, layer, inputs: torch.cat(inputs, dim=1),
    "Add": lambda graph, layer, inputs: inputs[0] + inputs[1],
    "GlobalAveragePooling2D": lambda graph, layer, inputs: inputs[0].mean(dim=(2, 3)),
    "MeanOdds": lambda graph, layer, inputs: (
        inputs[0].flatten(1).logsumexp(1, keepdim=True) - math.log(inputs[0][0].numel())
    ),
    "Dense": _dense,
}
