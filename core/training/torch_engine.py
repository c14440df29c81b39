"""Training steps in plain PyTorch on a network that Keras built.

Importing this module imports PyTorch, which only training wants and which is not among the requirements.
"""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import torch
from numpy.typing import NDArray

from core.records import FloatImage
from core.training.engines import Arrays, Descent, Goal
from core.training.torch_graph import TorchGraph

# Films at a time on a processor: what they leave for the way back stays near the cache.
_PIECE = 8


class TorchEngine:
    """The Keras network's graph run by PyTorch, on a GPU where there is one.

    On a processor a batch is taken in pieces, its gradients summed, where no batch normalisation learns: the
    step is the same, but for rounding.
    """

    def __init__(self, network: keras.Model, goals: Mapping[str, Goal], descent: Descent) -> None:
        self._goals, self._clip_norm = goals, descent.clip_norm
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._graph = TorchGraph(network).to(self._device)
        whole = self._device == "cuda" or any(map(_mixes_films, network.layers))
        self._piece = None if whole else _PIECE
        self._learning = [p for p in self._graph.parameters() if p.requires_grad]
        # Keras's epsilon, so that both engines go the same way.
        self._optimiser = torch.optim.AdamW(self._learning, weight_decay=descent.weight_decay, eps=1e-7)

    def step(self, films: FloatImage, targets: Mapping[str, NDArray[Any]], rate: float) -> float:
        """One step on films (n, s, s, 1) at a learning rate; returns the loss before it."""
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._graph.train()
        self._optimiser.zero_grad(set_to_none=True)
        loss, at_once = 0.0, self._piece or len(films)
        for first in range(0, len(films), at_once):
            piece = slice(first, first + at_once)
            loss += self._learn(films[piece], {n: t[piece] for n, t in targets.items()}, len(films))
        torch.nn.utils.clip_grad_norm_(self._learning, self._clip_norm)
        self._optimiser.step()
        return loss

    def _learn(self, films: FloatImage, targets: Mapping[str, NDArray[Any]], of: int) -> float:
        """Add the gradients of a piece of a batch of `of` films; returns its part of the loss."""
        outputs = self._graph(torch.from_numpy(films).to(self._device))
        parts = [goal.weight * _loss(goal, outputs[n], targets[n]) for n, goal in self._goals.items()]
        loss = torch.stack(parts).sum() * (len(films) / of)
        loss.backward()
        return float(loss.detach())

    def predict(self, films: FloatImage) -> Arrays:
        """Outputs by name for films (n, s, s, 1), with the averages of batch normalisation."""
        self._graph.eval()
        with torch.inference_mode():
            outputs = self._graph(torch.from_numpy(films).to(self._device))
        return {name: outputs[name].float().cpu().numpy() for name in self._goals}

    def weights(self) -> Arrays:
        """Every variable by its Keras path."""
        weights: Arrays = self._graph.weights()
        return weights

    def load(self, weights: Arrays) -> None:
        """Take over every variable."""
        self._graph.load(weights)

    def optimiser_state(self) -> Arrays:
        """Both moments and the count of steps of each parameter, numbered."""
        state = self._optimiser.state_dict()["state"]
        return {
            f"{number}/{name}": np.asarray(value.cpu().numpy(), np.float32)
            for number, moments in state.items()
            for name, value in moments.items()
        }

    def restore(self, state: Arrays) -> None:
        """Take over what `optimiser_state` gave."""
        fresh = self._optimiser.state_dict()
        moments: dict[int, dict[str, torch.Tensor]] = {}
        for key, value in state.items():
            number, name = key.split("/")
            moments.setdefault(int(number), {})[name] = torch.from_numpy(np.array(value))
        self._optimiser.load_state_dict({**fresh, "state": moments})


def _mixes_films(layer: keras.Layer) -> bool:
    return isinstance(layer, keras.layers.BatchNormalization) and layer.trainable


def _loss(goal: Goal, output: torch.Tensor, target: NDArray[Any]) -> torch.Tensor:
    wanted = torch.from_numpy(target).to(output.device)
    if goal.kind == "categories":
        return torch.nn.functional.cross_entropy(output, wanted)
    return torch.nn.functional.binary_cross_entropy_with_logits(output, wanted)
