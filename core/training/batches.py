"""Balanced, augmented batches; every step's films follow from seed, epoch and step alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.records import ByteImage, FloatImage
from core.training.mix import Mix
from core.training.placing import Place, box_mask, seen, varied
from core.training.splicing import Spliced, spliced

Batch = tuple[FloatImage, dict[str, NDArray[Any]]]


class Exposure:
    """Brightness and contrast varied by Keras layers, film by film."""

    def __init__(self, seeds: Sequence[int]) -> None:
        layers = keras.layers
        seed = int(np.random.default_rng(seeds).integers(2**31 - 10))
        self._expose = keras.Sequential(
            [
                layers.RandomBrightness(0.15, value_range=(0.0, 1.0), seed=seed),
                layers.RandomContrast(0.3, value_range=(0.0, 1.0), seed=seed + 1),
            ]
        )

    def __call__(self, films: FloatImage) -> FloatImage:
        """Vary films (n, s, s, 1) in [0, 1] and keep them there."""
        return np.asarray(keras.ops.convert_to_numpy(self._expose(films, training=True)), np.float32)


class Batches:
    """`steps` varied batches of squares of `side` an epoch; all follows from seed, epoch and step.

    squares: (n, s, s) uint8, somewhat larger than `side` (see `placing.kept_side`).
    """

    def __init__(self, squares: ByteImage, *, side: int, steps: int, seed: int) -> None:
        self._squares, self._side, self._steps, self._seed = squares, side, steps, seed
        self.go_to(0)

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, step: int) -> Batch:
        raise NotImplementedError

    def go_to(self, epoch: int) -> None:
        """Give the batches of this epoch from now on, in the order of their steps."""
        self._epoch = epoch
        self._expose = Exposure([self._seed, epoch])

    def _number(self, step: int) -> int:
        return self._epoch * self._steps + step

    def _placed(self, step: int, count: int) -> list[NDArray[np.float64]]:
        """How each film of a step lies."""
        rng = np.random.default_rng([self._seed, self._number(step), 1])
        return [varied(rng) for _ in range(count)]

    def _seen(self, chosen: NDArray[np.int64], placed: Sequence[NDArray[np.float64]]) -> ByteImage:
        """Films (n, side, side) as they lie."""
        return np.stack(
            [seen(self._squares[i], how, self._side) for i, how in zip(chosen, placed, strict=True)]
        )

    def _exposed(self, squares: ByteImage) -> FloatImage:
        """Films (n, side, side) with varied exposure, as the network wants them."""
        return self._expose(as_network_input(squares))


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
    """Films (n, side, side, 1) in [0, 1] with "logit" (n, 1), "grid" (n, g, g, 1) and "traits" (n, t).

    share: of the films that get a piece of another one, see `splicing`.
    """

    def __init__(
        self, films: Labelled, *, side: int, steps: int, grid: int, mix: Mix, seed: int, share: float = 0.0
    ) -> None:
        super().__init__(films.squares, side=side, steps=steps, seed=seed)
        self._labelled, self._grid, self._mix, self._share = films, grid, mix, share
        self._fractured, self._others = np.flatnonzero(films.labels == 1), np.flatnonzero(films.labels == 0)

    def __getitem__(self, step: int) -> Batch:
        chosen = self.chosen(step)
        placed = self._placed(step, len(chosen))
        made = spliced(
            np.random.default_rng([self._seed, self._number(step), 2]),
            self._seen(chosen, placed),
            self._marked(chosen, placed),
            self._labelled.labels[chosen],
            self._share,
        )
        targets = {
            "logit": made.labels.astype(np.float32)[:, None],
            "grid": grid_target(as_network_input(made.masks), self._grid),
            "traits": _by_area(self._labelled.traits[chosen], made),
        }
        return self._exposed(made.squares), targets

    def _marked(self, chosen: NDArray[np.int64], placed: Sequence[NDArray[np.float64]]) -> ByteImage:
        """Masks (n, side, side) of the boxes, lying as their films do."""
        kept = self._squares.shape[1]
        masks = [box_mask(self._labelled.places[i], kept) for i in chosen]
        return np.stack([seen(mask, how, self._side) for mask, how in zip(masks, placed, strict=True)])

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
    """Radiographs (n, side, side, 1) in [0, 1] with their "grade" (n,)."""

    def __init__(
        self, squares: ByteImage, grades: NDArray[np.int64], *, side: int, steps: int, batch: int, seed: int
    ) -> None:
        super().__init__(squares, side=side, steps=steps, seed=seed)
        self._grades, self._batch, self._everyone = grades, batch, np.arange(len(squares))

    def __getitem__(self, step: int) -> Batch:
        chosen = walk(self._everyone, self._batch, self._number(step), self._seed)
        films = self._seen(chosen, self._placed(step, len(chosen)))
        return self._exposed(films), {"grade": self._grades[chosen]}


def _by_area(traits: NDArray[np.float32], made: Spliced) -> NDArray[np.float32]:
    """Traits (n, t): of a spliced film those of both its parts, each as far as it fills the square."""
    shares = made.shares[:, None]
    return (1 - shares) * traits + shares * traits[made.partners]


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
