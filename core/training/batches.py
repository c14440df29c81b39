"""Balanced, augmented batches; every step's films follow from seed, epoch and step alone."""

import keras
import numpy as np
from numpy.typing import NDArray

from core.records import ByteImage, FloatImage
from core.training.mix import Mix


class Augmentation:
    """Flips, turns, shifts, zoom and exposure by Keras layers, on the film and its box mask together."""

    def __init__(self, seed: int) -> None:
        layers = keras.layers
        self._place = keras.Sequential(
            [
                layers.RandomFlip("horizontal_and_vertical", seed=seed),
                layers.RandomRotation(0.08, fill_mode="constant", seed=seed + 1),
                layers.RandomZoom((-0.15, 0.1), fill_mode="constant", seed=seed + 2),
                layers.RandomTranslation(0.06, 0.06, fill_mode="constant", seed=seed + 3),
            ]
        )
        self._expose = keras.Sequential(
            [
                layers.RandomBrightness(0.15, value_range=(0.0, 1.0), seed=seed + 4),
                layers.RandomContrast(0.3, value_range=(0.0, 1.0), seed=seed + 5),
            ]
        )

    def __call__(self, films: FloatImage, masks: FloatImage) -> tuple[FloatImage, FloatImage]:
        """Vary films (n, s, s, 1) and masks (n, s, s, 1), both in [0, 1]; masks only in place."""
        both = keras.ops.convert_to_numpy(self._place(np.concatenate([films, masks], axis=-1), training=True))
        exposed = keras.ops.convert_to_numpy(self._expose(both[..., :1], training=True))
        return np.asarray(exposed, np.float32), np.asarray(both[..., 1:], np.float32)


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """`steps` augmented batches an epoch; which films each holds follows from epoch and step."""

    def __init__(self, squares: ByteImage, *, steps: int, seed: int) -> None:
        super().__init__()
        self._squares, self._steps, self._seed = squares, steps, seed
        self._epoch = 0
        self._augment = Augmentation(seed * 1000)

    def __len__(self) -> int:
        return self._steps

    def go_to(self, epoch: int) -> None:
        """Give the batches of this epoch from now on."""
        self._epoch = epoch

    def _number(self, step: int) -> int:
        return self._epoch * self._steps + step


class BalancedBatches(Batches):
    """Batches of films (n, s, s, 1) in [0, 1] with targets "logit" (n, 1) and "grid" (n, g, g, 1).

    squares, masks: (N, s, s) uint8, films and their box masks; labels: (N,) of 0 and 1.
    """

    def __init__(
        self,
        squares: ByteImage,
        masks: ByteImage,
        labels: NDArray[np.int64],
        *,
        steps: int,
        grid: int,
        mix: Mix,
        seed: int,
    ) -> None:
        super().__init__(squares, steps=steps, seed=seed)
        self._masks, self._labels, self._grid, self._mix = masks, labels, grid, mix
        self._fractured, self._others = np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)

    def __getitem__(self, step: int) -> tuple[FloatImage, dict[str, NDArray[np.float32]]]:
        chosen = self.chosen(step)
        films, masks = self._augment(
            as_network_input(self._squares, chosen), as_network_input(self._masks, chosen)
        )
        labels = self._labels[chosen].astype(np.float32)[:, None]
        return films, {"logit": labels, "grid": grid_target(masks, self._grid)}

    def chosen(self, step: int) -> NDArray[np.int64]:
        """Indices of the films of a step: whole passes over each class, reshuffled each time round."""
        number = self._number(step)
        return np.concatenate(
            [
                walk(self._fractured, self._mix.fractured, number, self._seed),
                walk(self._others, self._mix.others, number, self._seed + 1),
            ]
        )


class GradedBatches(Batches):
    """Batches of radiographs (n, s, s, 1) in [0, 1] with their grade (n,)."""

    def __init__(
        self, squares: ByteImage, grades: NDArray[np.int64], *, steps: int, batch: int, seed: int
    ) -> None:
        super().__init__(squares, steps=steps, seed=seed)
        self._grades, self._batch, self._everyone = grades, batch, np.arange(len(squares))

    def __getitem__(self, step: int) -> tuple[FloatImage, NDArray[np.int64]]:
        chosen = walk(self._everyone, self._batch, self._number(step), self._seed)
        films = as_network_input(self._squares, chosen)
        return self._augment(films, np.zeros_like(films))[0], self._grades[chosen]


def walk(members: NDArray[np.int64], count: int, number: int, seed: int) -> NDArray[np.int64]:
    """The films `number * count` and following of an endless walk through shuffled passes."""
    places = np.arange(number * count, (number + 1) * count)
    passes = places // members.size
    orders = {p: np.random.default_rng([seed, int(p)]).permutation(members) for p in np.unique(passes)}
    return np.array([orders[p][place % members.size] for p, place in zip(passes, places, strict=True)])


def grid_target(masks: FloatImage, grid: int) -> NDArray[np.float32]:
    """Bring masks (n, s, s, 1) to (n, grid, grid, 1): 1 where a cell holds a pixel at least half box."""
    edges = np.linspace(0, masks.shape[1], grid + 1).round().astype(int)[:-1]
    cells = np.maximum.reduceat(np.maximum.reduceat(masks, edges, axis=1), edges, axis=2)
    return (cells >= 0.5).astype(np.float32)


def as_network_input(squares: ByteImage, indices: NDArray[np.int64]) -> FloatImage:
    """8-bit squares at `indices` as the network wants them: (n, s, s, 1) float32 in [0, 1]."""
    return np.asarray(squares[indices][..., None] / np.float32(255), np.float32)
