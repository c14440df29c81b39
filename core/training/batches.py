"""Balanced, augmented batches; every step's films follow from seed, epoch and step alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.records import ByteImage, FloatImage
from core.training.crops import Place, cut, places_for, window_around
from core.training.mix import Mix
from core.training.recipe import Stage

Batch = tuple[FloatImage, dict[str, NDArray[Any]]]


class Augmentation:
    """Flips, turns, shifts, zoom and exposure by Keras layers, on the film and its box mask together."""

    def __init__(self, seeds: Sequence[int]) -> None:
        layers = keras.layers
        seed = int(np.random.default_rng(seeds).integers(2**31 - 10))
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


class Batches:
    """`steps` augmented batches an epoch; which films each holds follows from epoch and step."""

    def __init__(self, squares: ByteImage, *, steps: int, seed: int) -> None:
        self._squares, self._steps, self._seed = squares, steps, seed
        self.go_to(0)

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, step: int) -> Batch:
        raise NotImplementedError

    def go_to(self, epoch: int) -> None:
        """Give the batches of this epoch from now on, in the order of their steps."""
        self._epoch = epoch
        self._augment = Augmentation([self._seed, epoch])

    def _number(self, step: int) -> int:
        return self._epoch * self._steps + step


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Films to learn fractures from.

    squares: (n, s, s) uint8; places: marked boxes of each film in fractions of the square; labels: (n,) of
    0 and 1; traits: (n, t) of 0 and 1.
    """

    squares: ByteImage
    places: Sequence[Sequence[Place]]
    labels: NDArray[np.int64]
    traits: NDArray[np.float32]


class BalancedBatches(Batches):
    """Films (n, side, side, 1) in [0, 1] with "logit" (n, 1), "grid" (n, g, g, 1) and "traits" (n, t)."""

    def __init__(self, films: Labelled, stage: Stage, *, grid: int, mix: Mix, seed: int) -> None:
        super().__init__(films.squares, steps=stage.steps, seed=seed)
        self._films, self._stage, self._grid, self._mix = films, stage, grid, mix
        self._around = places_for(films.places)
        self._fractured, self._others = np.flatnonzero(films.labels == 1), np.flatnonzero(films.labels == 0)

    def __getitem__(self, step: int) -> Batch:
        chosen = self.chosen(step)
        rng = np.random.default_rng([self._seed, self._number(step), 1])
        cuts = [self._cut(int(index), rng) for index in chosen]
        squares, marked = (np.stack(each) for each in zip(*cuts, strict=True))
        films, masks = self._augment(as_network_input(squares), as_network_input(marked))
        labels = self._films.labels[chosen].astype(np.float32)[:, None]
        targets = {
            "logit": labels,
            "grid": grid_target(masks, self._grid),
            "traits": self._films.traits[chosen],
        }
        return films, targets

    def _cut(self, index: int, rng: np.random.Generator) -> tuple[ByteImage, ByteImage]:
        """A window of a film and of its boxes, both (side, side)."""
        around = self._around[index]
        window = window_around(around[rng.integers(len(around))], self._stage.zoom, rng)
        square = self._squares[index]
        mask = box_mask(self._films.places[index], square.shape[0])
        return cut(square, window, self._stage.side), cut(mask, window, self._stage.side)

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
    """Batches of radiographs (n, s, s, 1) in [0, 1] with their "grade" (n,)."""

    def __init__(
        self, squares: ByteImage, grades: NDArray[np.int64], *, steps: int, batch: int, seed: int
    ) -> None:
        super().__init__(squares, steps=steps, seed=seed)
        self._grades, self._batch, self._everyone = grades, batch, np.arange(len(squares))

    def __getitem__(self, step: int) -> Batch:
        chosen = walk(self._everyone, self._batch, self._number(step), self._seed)
        films = as_network_input(self._squares[chosen])
        return self._augment(films, np.zeros_like(films))[0], {"grade": self._grades[chosen]}


def box_mask(places: Sequence[Place], side: int) -> ByteImage:
    """Paint boxes (fractions of the square) as (side, side) uint8 of 0 and 255."""
    mask = np.zeros((side, side), np.uint8)
    for place in places:
        x0, y0, x1, y1 = (edge * side for edge in place)
        mask[int(y0) : int(np.ceil(y1)), int(x0) : int(np.ceil(x1))] = 255
    return mask


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


def as_network_input(squares: ByteImage) -> FloatImage:
    """8-bit squares (n, s, s) as the network wants them: (n, s, s, 1) float32 in [0, 1]."""
    return np.asarray(squares[..., None] / np.float32(255), np.float32)
