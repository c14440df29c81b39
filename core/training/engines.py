"""What takes the training steps: Keras on whichever backend it runs, or plain PyTorch on the same network.

Both engines take the same network, losses and optimiser (AdamW: I. Loshchilov and F. Hutter, 2019; gradients
clipped by their common norm), and give the weights back under the same names. PyTorch is 1.7 times as quick
on a processor with bfloat16, Keras trains wherever it runs, JAX on a GPU included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Literal, Protocol

import keras
import numpy as np
from numpy.typing import NDArray

from core.errors import TrainingError
from core.models import get_weights, set_weights
from core.records import FloatImage

Arrays = dict[str, NDArray[np.float32]]
ENGINES = ("auto", "keras", "torch")


@dataclass(frozen=True, slots=True)
class Goal:
    """What one output learns: "binary" logits each on its own, or one of several "categories"."""

    kind: Literal["binary", "categories"] = "binary"
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Descent:
    """How the optimiser goes down: weight decay a step (times the rate) and the norm gradients are cut to."""

    weight_decay: float = 1e-4
    clip_norm: float = 1.0


class Engine(Protocol):
    """Takes steps on a network whose outputs are a dict; holds weights and the optimiser's state."""

    def step(self, films: FloatImage, targets: Mapping[str, NDArray[Any]], rate: float) -> float:
        """One step on films (n, s, s, 1) at a learning rate; returns the loss before it."""

    def predict(self, films: FloatImage) -> Arrays:
        """Outputs by name for films (n, s, s, 1), with the averages of batch normalisation."""

    def weights(self) -> Arrays:
        """Every variable by its Keras path."""

    def load(self, weights: Arrays) -> None:
        """Take over every variable."""

    def optimiser_state(self) -> Arrays:
        """The optimiser's state by name, for `restore`; empty before the first step."""

    def restore(self, state: Arrays) -> None:
        """Take over the optimiser's state."""


def engine_name(asked: str) -> str:
    """What takes the steps if `asked` for, with its library's version, as the manifest says it.

    Raises `TrainingError` as `make_engine` does.
    """
    if chosen(asked) == "torch":
        return f"torch {version('torch')}"
    return f"keras on {keras.backend.backend()}"


def chosen(asked: str) -> str:
    """Resolve "auto" and refuse what is unknown or missing, by `TrainingError`."""
    if asked not in ENGINES:
        raise TrainingError(f"There is no engine '{asked}'; known are {', '.join(ENGINES)}.")
    installed = find_spec("torch") is not None
    if asked == "torch" and not installed:
        raise TrainingError("The engine 'torch' needs PyTorch, which is not installed.")
    return "torch" if installed and asked != "keras" else "keras"


def make_engine(name: str, network: keras.Model, goals: Mapping[str, Goal], descent: Descent) -> Engine:
    """Make the engine called `name`; "auto" is PyTorch where it is installed, and Keras otherwise.

    Raises `TrainingError` for an unknown name, or for "torch" where PyTorch is missing.
    """
    if chosen(name) == "keras":
        return KerasEngine(network, goals, descent)
    from core.training.torch_engine import TorchEngine

    return TorchEngine(network, goals, descent)


class KerasEngine:
    """Steps by `keras.Model.train_on_batch`, on the backend that KERAS_BACKEND chose."""

    def __init__(self, network: keras.Model, goals: Mapping[str, Goal], descent: Descent) -> None:
        self._network, self._goals = network, goals
        losses = {
            "binary": keras.losses.BinaryCrossentropy(from_logits=True),
            "categories": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        }
        network.compile(
            keras.optimizers.AdamW(
                weight_decay=descent.weight_decay, global_clipnorm=descent.clip_norm, epsilon=1e-7
            ),
            loss={name: losses[goal.kind] for name, goal in goals.items()},
            loss_weights={name: goal.weight for name, goal in goals.items()},
            # XLA makes these networks slower on TensorFlow's CPU; JAX runs nothing quickly without it.
            jit_compile="auto" if keras.backend.backend() == "jax" else False,
        )

    def step(self, films: FloatImage, targets: Mapping[str, NDArray[Any]], rate: float) -> float:
        """One step on films (n, s, s, 1) at a learning rate; returns the loss before it."""
        # Set by hand, because TensorFlow would trace a Keras schedule once a variable.
        self._network.optimizer.learning_rate = rate
        # Keras averages over the batches since the last reset; here each step stands alone.
        self._network.reset_metrics()
        return float(self._network.train_on_batch(films, dict(targets), return_dict=True)["loss"])

    def predict(self, films: FloatImage) -> Arrays:
        """Outputs by name for films (n, s, s, 1), with the averages of batch normalisation."""
        answers = self._network.predict_on_batch(films)
        return {name: np.asarray(answers[name], np.float32) for name in self._goals}

    def weights(self) -> Arrays:
        """Every variable by its Keras path."""
        return get_weights(self._network)

    def load(self, weights: Arrays) -> None:
        """Take over every variable."""
        set_weights(self._network, weights)

    def optimiser_state(self) -> Arrays:
        """The optimiser's variables, numbered."""
        return {str(i): np.array(v) for i, v in enumerate(self._network.optimizer.variables)}

    def restore(self, state: Arrays) -> None:
        """Take over the optimiser's variables."""
        self._network.optimizer.build(self._network.trainable_variables)
        for number, variable in enumerate(self._network.optimizer.variables):
            variable.assign(state[str(number)])
