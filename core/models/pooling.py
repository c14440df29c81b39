"""From the last feature map to one logit, in one of two ways. Importing this module imports Keras.

"mean": the map's mean and a linear unit on it (B. Zhou et al., CVPR 2016).
"odds": a linear unit on each cell gives the log odds of a fracture there; the odds of the film grow with the
mean odds of its cells, as those of rare events that exclude each other add up. Whoever teaches the cells
where fractures are teaches the film's logit too, and Grad-CAM shows just that: the gradient of the logit with
respect to a channel, averaged over the cells, is a multiple of the channel's weight in the linear unit.
"""

import math
from typing import Any

import keras

from core.errors import ModelError
from core.records import Pooling

# A cell starts as a rare place for a fracture, about 2 in 100; a film starts near the odds of a batch. To
# learn both from zero would take hundreds of steps, as a bias moves by no more than the learning rate a step.
_CELL_START, _FILM_START = -4.0, 3.5


class MeanOdds(keras.layers.Layer):  # type: ignore[misc]
    """Log of the mean odds: log odds of cells (n, h, w, 1) to (n, 1)."""

    def call(self, inputs: Any) -> Any:
        """Log odds of cells to the film's."""
        height, width = inputs.shape[1:3]
        total = keras.ops.logsumexp(inputs, axis=(1, 2))
        return total - math.log(height * width)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """One value a film."""
        return (input_shape[0], 1)


def fracture_logit(features: Any, pooling: Pooling) -> Any:
    """Add the head to a feature map (n, h, w, c) and return its logit (n, 1).

    Its layers stand in a row: "pool" and "logit", or "grid", "odds" and "logit".
    Raises `ModelError` for an unknown pooling.
    """
    layers = keras.layers
    if pooling == "mean":
        pooled = layers.GlobalAveragePooling2D(name="pool", dtype="float32")(features)
        return layers.Dense(1, name="logit", dtype="float32")(pooled)
    if pooling != "odds":
        raise ModelError(f"There is no pooling '{pooling}'; known are mean, odds.")
    start = keras.initializers.Constant
    cells = layers.Conv2D(1, 1, bias_initializer=start(_CELL_START), name="grid", dtype="float32")(features)
    odds = MeanOdds(name="odds", dtype="float32")(cells)
    film = layers.Dense(
        1, kernel_initializer="ones", bias_initializer=start(_FILM_START), name="logit", dtype="float32"
    )
    return film(odds)
