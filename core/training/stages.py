"""The stages of a fracture run: the network with its extra heads, its batches, and how it is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.models import FEATURE_LAYER, build_network
from core.records import ByteImage, FloatImage, Pooling
from core.training.batches import BalancedBatches, Labelled, as_network_input
from core.training.engines import Arrays, Descent, Goal, make_engine
from core.training.films import LoadedFilms, load_films
from core.training.fitting import Fit, Judgement, Predict, fit_stage
from core.training.fracatlas import TRAITS, FracAtlas
from core.training.placing import Place, kept_side
from core.training.recipe import Recipe, Stage
from core.training.splits import Part, Split

# Keras's 0.99 averages over a hundred batches and lags behind a trunk that changes with every step.
_NORM_MOMENTUM = 0.9
_NOTHING = np.empty(0, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What a run learns from: the data set, its split, and the folder of the run."""

    atlas: FracAtlas
    split: Split
    out: Path

    def indices(self, part: Part) -> list[int]:
        """Where the films of a part stand in the data set."""
        wanted = set(self.split.ids(part))
        return [index for index, film in enumerate(self.atlas.films) if film.image_id in wanted]

    def labels(self, indices: list[int]) -> NDArray[np.int64]:
        """Labels (n,) of 0 and 1."""
        return np.array([self.atlas.films[i].fractured for i in indices], np.int64)

    def places(self, indices: list[int], films: LoadedFilms) -> list[list[Place]]:
        """Boxes of each film in fractions of its square."""
        return [[_in_square(films, i, box) for box in self.atlas.films[i].boxes] for i in indices]

    def traits(self, indices: list[int]) -> NDArray[np.float32]:
        """Traits (n, t) of 0 and 1, in the order of TRAITS."""
        return np.array([self.atlas.films[i].traits for i in indices], np.float32)

    @property
    def knows_traits(self) -> bool:
        """Whether the data set says of any film what it shows."""
        return any(film.regions for film in self.atlas.films)


def _in_square(films: LoadedFilms, index: int, box: Place) -> Place:
    frame = films.frames[index]
    x0, y0, x1, y1 = (edge / frame.side for edge in frame.to_square(box))
    return x0, y0, x1, y1


def run_stage(
    recipe: Recipe,
    stage: Stage,
    material: Material,
    start: Mapping[str, NDArray[np.float32]] | None,
    engine: str,
) -> Arrays:
    """Train one stage from `start` (None: at random) and return the weights that it kept, by path."""
    films = load_films(material.atlas.films, kept_side(stage.side), material.out / "cache")
    learn = material.indices(Part.TRAIN)
    network = stage_network(recipe, stage, start)
    labelled = Labelled(
        films.at(learn), material.places(learn, films), material.labels(learn), material.traits(learn)
    )
    fit = Fit(
        make_engine(
            engine, network, _goals(recipe, material), Descent(recipe.weight_decay, recipe.clip_norm)
        ),
        BalancedBatches(
            labelled,
            side=stage.side,
            steps=stage.steps,
            grid=int(network.output["grid"].shape[1]),
            mix=recipe.mix,
            seed=recipe.seed,
            share=stage.spliced,
        ),
        _judge(stage, material),
        _under(recipe, stage),
    )
    return fit_stage(fit, stage, material.out / stage.name)


def _under(recipe: Recipe, stage: Stage) -> dict[str, Any]:
    """What decides a stage's weights besides its own numbers and what the run is begun with."""
    of_run = {"architecture", "seed", "stages", "pretraining"}
    names = [each.name for each in recipe.stages]
    shared = {key: value for key, value in recipe.as_dict().items() if key not in of_run}
    return {**shared, "stages before it": names[: names.index(stage.name)]}


def _goals(recipe: Recipe, material: Material) -> dict[str, Goal]:
    traits = recipe.traits_weight if material.knows_traits else 0.0
    return {
        "logit": Goal(),
        "grid": Goal(weight=recipe.grid_weight),
        "traits": Goal(weight=traits),
    }


def training_network(architecture: str, side: int, pooling: Pooling) -> keras.Model:
    """The served network with two more outputs, all by name.

    "grid": a linear unit on each cell of the last feature map, the logit's own where it has one; "traits":
    one a trait on the map's mean.
    """
    network = build_network(architecture, side, pooling=pooling)
    features = network.get_layer(FEATURE_LAYER[architecture]).output
    if pooling == "odds":
        grid = network.get_layer("grid").output
    else:
        grid = keras.layers.Conv2D(1, 1, name="grid", dtype="float32")(features)
    mean = keras.layers.GlobalAveragePooling2D(name="mean", dtype="float32")(features)
    traits = keras.layers.Dense(len(TRAITS), name="traits", dtype="float32")(mean)
    outputs = {"logit": network.output, "grid": grid, "traits": traits}
    return trainable(keras.Model(network.input, outputs, name=architecture))


def trainable(network: keras.Model) -> keras.Model:
    """Make batch normalisation's averages quick enough for short runs; returns the network."""
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = _NORM_MOMENTUM
    return network


def stage_network(
    recipe: Recipe, stage: Stage, start: Mapping[str, NDArray[np.float32]] | None
) -> keras.Model:
    """The training network at the stage's size, with every variable that `start` knows by its path.

    Where `start` had a head of another pooling, logit and grid start anew.
    """
    network = training_network(recipe.architecture, stage.side, recipe.pooling)
    known = dict(start or {})
    if known.get("logit/kernel", _NOTHING).shape != network.get_layer("logit").kernel.shape:
        known = {path: value for path, value in known.items() if not path.startswith(("logit/", "grid/"))}
    for variable in network.variables:
        if variable.path in known:
            variable.assign(known[variable.path])
    for layer in network.layers:
        if stage.head_only:
            layer.trainable = layer.name in ("logit", "grid", "traits")
        elif stage.norms_held and isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    return network


def _judge(stage: Stage, material: Material) -> Judgement:
    judged = material.indices(Part.VALIDATION)
    films = load_films(material.atlas.films, stage.side, material.out / "cache")
    return auroc_judge(films.at(judged), material.labels(judged))


def auroc_judge(squares: ByteImage, labels: NDArray[np.int64]) -> Judgement:
    """Judge by AUROC and log loss on films (n, s, s); "peak" is the AUROC of the grid's highest cell."""
    from sklearn.metrics import log_loss, roc_auc_score

    def judge(predict: Predict) -> dict[str, float]:
        answers = answers_of(predict, squares)
        logits, peaks = answers["logit"][:, 0], answers["grid"].max(axis=(1, 2, 3))
        chances = 1 / (1 + np.exp(-logits.astype(np.float64)))
        return {
            "score": float(roc_auc_score(labels, logits)),
            "val_loss": float(log_loss(labels, chances)),
            "peak": float(roc_auc_score(labels, peaks)),
        }

    return judge


def answers_of(predict: Predict, squares: ByteImage, batch: int = 32) -> dict[str, FloatImage]:
    """Outputs by name for 8-bit squares (n, s, s), batch by batch."""
    found = []
    for first in range(0, len(squares), batch):
        found.append(predict(as_network_input(squares[first : first + batch])))
    return {name: np.concatenate([part[name] for part in found]) for name in found[0]}
