"""The stages of a fracture run: the network with its second head, its batches, and how it is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from core.models import FEATURE_LAYER, build_network
from core.records import ByteImage, FloatImage
from core.training.batches import BalancedBatches, as_network_input
from core.training.films import box_mask, load_films
from core.training.fitting import Fit, Judgement, fit_stage
from core.training.fracatlas import FracAtlas
from core.training.recipe import Recipe, Stage
from core.training.splits import Part, Split

Variables = Mapping[str, NDArray[np.float32]]


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


def run_stage(recipe: Recipe, stage: Stage, material: Material, start: Variables | None) -> keras.Model:
    """Train one stage from `start` (None: at random) and return its network."""
    films = load_films(material.atlas.films, stage.side, material.out / "cache")
    learn, judged = material.indices(Part.TRAIN), material.indices(Part.VALIDATION)
    network = stage_network(recipe.architecture, stage, start)
    masks = np.stack([box_mask(material.atlas.films[i].boxes, films.frames[i]) for i in learn])
    fit = Fit(
        network=network,
        batches=BalancedBatches(
            films.at(learn),
            masks,
            material.labels(learn),
            steps=stage.steps,
            grid=int(network.output["grid"].shape[1]),
            mix=recipe.mix,
            seed=recipe.seed,
        ),
        loss={name: keras.losses.BinaryCrossentropy(from_logits=True) for name in network.output},
        loss_weights={"logit": 1.0, "grid": recipe.grid_weight},
        judge=auroc_judge(films.at(judged), material.labels(judged)),
    )
    folder = material.out / stage.name
    fit_stage(fit, stage, folder, weight_decay=recipe.weight_decay, clip_norm=recipe.clip_norm)
    return network


def training_network(architecture: str, side: int) -> keras.Model:
    """The served network with a second output "grid": a linear unit on each cell of the last feature map."""
    network = build_network(architecture, side)
    features = network.get_layer(FEATURE_LAYER[architecture]).output
    grid = keras.layers.Conv2D(1, 1, name="grid", dtype="float32")(features)
    return keras.Model(network.input, {"logit": network.output, "grid": grid}, name=architecture)


def stage_network(architecture: str, stage: Stage, start: Variables | None) -> keras.Model:
    """The training network at the stage's size, with every variable that `start` knows by its path."""
    network = training_network(architecture, stage.side)
    for variable in network.variables:
        if start is not None and variable.path in start:
            variable.assign(start[variable.path])
    if stage.head_only:
        for layer in network.layers:
            layer.trainable = layer.name in ("logit", "grid")
    return network


def auroc_judge(squares: ByteImage, labels: NDArray[np.int64]) -> Judgement:
    """Judge a training network by its AUROC and log loss on validation films (n, s, s)."""
    from sklearn.metrics import log_loss, roc_auc_score

    def judge(network: keras.Model) -> dict[str, float]:
        logits = logits_of(network, squares)
        chances = 1 / (1 + np.exp(-logits.astype(np.float64)))
        return {"score": float(roc_auc_score(labels, logits)), "val_loss": float(log_loss(labels, chances))}

    return judge


def logits_of(network: keras.Model, squares: ByteImage, batch: int = 32) -> FloatImage:
    """Logits (n,) of 8-bit squares (n, s, s), by a training or a served network."""
    found = []
    for first in range(0, len(squares), batch):
        chosen = np.arange(first, min(first + batch, len(squares)))
        answer = network.predict_on_batch(as_network_input(squares, chosen))
        found.append(np.ravel(answer["logit"] if isinstance(answer, dict) else answer))
    return np.concatenate(found).astype(np.float32)
