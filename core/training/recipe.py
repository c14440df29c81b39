"""How a network is trained, by name: all numbers in one place, and in the manifest of every run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any

from core.errors import TrainingError
from core.records import Pooling
from core.training.mix import Mix


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of training at one input size.

    steps: batches an epoch; after each the validation part is judged and the state saved.
    rate: the highest learning rate; it rises over the first tenth and falls along a cosine to nothing.
    head_only: the trunk stays as it is (first phase after a pretrained trunk was given).
    spliced: share of the films of a batch that get a piece of another one, see `splicing`.
    norms_held: batch normalisation keeps its averages, scales and shifts, so that no film's answer hangs on
    the others of its batch, and a processor may take the batch in pieces.
    patience: epochs without a better validation AUROC before the stage ends.
    """

    name: str
    side: int
    epochs: int
    steps: int
    rate: float
    head_only: bool = False
    norms_held: bool = False
    patience: int = 4
    spliced: float = 0.0


@dataclass(frozen=True, slots=True)
class Pretraining:
    """Grading knees (Kellgren-Lawrence 0-4) before any fracture is seen: so the trunk learns bone."""

    side: int = 160
    epochs: int = 3
    batch: int = 32
    rate: float = 1.2e-3


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that, with the data, makes a run.

    grid_weight: weight of the second loss, by which the last feature map must light up where boxes are.
    traits_weight: weight of the third, by which the trunk also tells region, view and hardware.
    pooling: how the last feature map becomes one logit; by "odds" the grid is what the logit is made of.
    """

    architecture: str
    stages: tuple[Stage, ...]
    pretraining: Pretraining = field(default_factory=Pretraining)
    mix: Mix = field(default_factory=Mix)
    grid_weight: float = 2.0
    traits_weight: float = 0.3
    weight_decay: float = 1e-2
    clip_norm: float = 1.0
    pooling: Pooling = "odds"
    seed: int = 0

    @property
    def side(self) -> int:
        """The input side of the finished network: that of the last stage."""
        return self.stages[-1].side

    def as_dict(self) -> dict[str, Any]:
        """The recipe as plain values, for manifest and card."""
        return asdict(self)


_HEAD = Stage("head", side=192, epochs=1, steps=30, rate=2e-3, head_only=True)
_FILM = Stage("film", side=192, epochs=12, steps=100, rate=1.2e-3, patience=12)
_FINE = Stage("fine", side=288, epochs=8, steps=100, rate=6e-4, patience=8)
_LAST = replace(_FINE, name="last", epochs=12, patience=12, spliced=0.5)
# A step of the residual network costs more, a fifth at 192 px and half at 288. Splicing: docs/experiments.md.
_SHORTER_FILM, _SHORTER_FINE = replace(_FILM, epochs=9), replace(_FINE, epochs=4, spliced=0.5)
_WHOLE = replace(_FINE, name="last")

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "densenet121": Recipe("densenet121", (_HEAD, _FILM, _FINE, _LAST)),
        "resnet50": Recipe("resnet50", (_HEAD, _SHORTER_FILM, _SHORTER_FINE, _WHOLE)),
        "tiny": Recipe(
            "tiny",
            (
                Stage("head", side=32, epochs=1, steps=2, rate=1e-2, head_only=True),
                Stage("whole", side=32, epochs=2, steps=25, rate=1e-2),
            ),
            pretraining=Pretraining(side=32, epochs=1, batch=8),
            mix=Mix(fractured=3, others=5),
        ),
    }
)


def recipe_for(architecture: str) -> Recipe:
    """The recipe of an architecture; raises `TrainingError` where there is none."""
    if architecture not in RECIPES:
        raise TrainingError(f"There is no recipe for '{architecture}'; known are {', '.join(RECIPES)}.")
    return RECIPES[architecture]
