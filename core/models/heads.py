"""What a network says besides the logit: linear heads on its last feature map, in NumPy.

The served Keras network keeps its one output; the feature map is at hand after its pass, and a product with a
few kernels costs microseconds. Nothing here imports Keras.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.records import FloatImage

_TRAIT_KERNEL, _TRAIT_BIAS = "traits/kernel", "traits/bias"
_GRID_KERNEL, _GRID_BIAS = "grid/kernel", "grid/bias"
_KEYS = (_TRAIT_KERNEL, _TRAIT_BIAS, _GRID_KERNEL, _GRID_BIAS)


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Linear heads on a last feature map of c channels.

    trait_kernel: (c, t) float32 and trait_bias: (t,) float32, on the map's mean; a sigmoid follows.
    grid_kernel: (c,) float32 and grid_bias, on each cell of the map.
    Raises `ValueError` where names, kernels and biases don't fit each other, or hold what is no number.
    """

    trait_names: tuple[str, ...]
    trait_kernel: NDArray[np.float32]
    trait_bias: NDArray[np.float32]
    grid_kernel: NDArray[np.float32]
    grid_bias: float

    def __post_init__(self) -> None:
        channels, traits = self.grid_kernel.size, len(self.trait_names)
        shapes = (self.trait_kernel.shape, self.trait_bias.shape, self.grid_kernel.shape)
        if shapes != ((channels, traits), (traits,), (channels,)):
            raise ValueError(f"heads of shapes {shapes} don't fit {traits} traits")
        if not all(np.isfinite(values).all() for values in self.as_weights().values()):
            raise ValueError("heads hold values that are no numbers")

    def traits(self, features: FloatImage) -> dict[str, float]:
        """Probability of each trait by name, from a feature map (h, w, c)."""
        logits = features.mean(axis=(0, 1)) @ self.trait_kernel + self.trait_bias
        # Equal to 1 / (1 + exp(-x)), and free of overflow at either end.
        chances = 0.5 * (1 + np.tanh(0.5 * logits))
        return dict(zip(self.trait_names, map(float, chances), strict=True))

    def grid(self, features: FloatImage) -> FloatImage:
        """Logits of the cells, (h, w, c) -> (h, w): where on the film a fracture is seen."""
        return (features @ self.grid_kernel + self.grid_bias).astype(np.float32)

    @classmethod
    def from_weights(cls, weights: Mapping[str, NDArray[Any]], trait_names: Sequence[str]) -> Self | None:
        """Take the heads out of a network's variables by Keras path; None where they have no such heads.

        Raises `ValueError` where there are heads, but not of these traits.
        """
        if any(key not in weights for key in _KEYS):
            return None
        arrays = {key: np.asarray(weights[key], np.float32) for key in _KEYS}
        return cls(
            trait_names=tuple(trait_names),
            trait_kernel=arrays[_TRAIT_KERNEL],
            trait_bias=arrays[_TRAIT_BIAS],
            grid_kernel=arrays[_GRID_KERNEL].reshape(-1),
            grid_bias=float(arrays[_GRID_BIAS].reshape(())),
        )

    def as_weights(self) -> dict[str, NDArray[np.float32]]:
        """The heads' variables by Keras path, shaped as training has them: the way back of `from_weights`."""
        return {
            _TRAIT_KERNEL: self.trait_kernel,
            _TRAIT_BIAS: self.trait_bias,
            _GRID_KERNEL: self.grid_kernel.reshape(1, 1, -1, 1),
            _GRID_BIAS: np.array([self.grid_bias], np.float32),
        }
