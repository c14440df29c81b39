"""One run, from the data folder to a trained network: split, pretraining, stages, manifest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np

from core.errors import TrainingError
from core.models import Heads, build_network, get_weights, set_weights
from core.training.engines import Arrays, engine_name
from core.training.films import load_films
from core.training.fitting import read_events, save_arrays
from core.training.fracatlas import TRAITS, read_fracatlas
from core.training.learning_curves import write_curves
from core.training.pretraining import pretrain
from core.training.recipe import Recipe
from core.training.related import near_copies
from core.training.splits import Part, make_split, write_split
from core.training.stages import Material, run_stage


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A finished run: the network at the recipe's side, what it learnt from, manifest, and extra heads."""

    network: keras.Model
    material: Material
    recipe: Recipe
    manifest: Mapping[str, Any]
    heads: Heads | None = None


def train(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    knees: Path | None = None,
    weights: str | None = None,
    engine: str = "auto",
) -> Run:
    """Train by `recipe` on the folder `data`; what was finished in `out` before is not done again.

    knees: graded knees to pretrain on; weights: "imagenet" or the weights.npz of an earlier run.
    engine: what takes the steps, see `engines`.
    With a start, the head is trained alone first (two phases); without, all is trained at once.
    Raises `DataSetError`, `ModelError` and `TrainingError`.
    """
    out.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(recipe.seed)
    atlas = read_fracatlas(data)
    films = load_films(atlas.films, recipe.side, out / "cache")
    split = make_split(atlas.films, near_copies(films.thumbnails), recipe.seed)
    write_split(split, out / "split.csv")
    material = Material(atlas, split, out)
    start = _start(recipe, knees, weights, out, engine)
    stages = [stage for stage in recipe.stages if start is not None or not stage.head_only]
    for stage in stages:
        start = run_stage(recipe, stage, material, start, engine)
    save_arrays(dict(start or {}), out / "weights.npz")
    network = build_network(recipe.architecture, recipe.side, pooling=recipe.pooling)
    set_weights(network, dict(start or {}))
    names = [*(["pretraining"] if knees else []), *(stage.name for stage in stages)]
    curve = [event for name in names for event in read_events(out / name / "events.jsonl")]
    named = _named(weights) if weights else ("graded knees" if knees else "random")
    learnt_from = {
        "name": atlas.root.name,
        "digest": films.digest,
        "films": {part.value: len(split.ids(part)) for part in Part},
    }
    manifest = _manifest(recipe, named, learnt_from, engine, curve)
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    write_curves(curve, out / "curves.html")
    return Run(network, material, recipe, manifest, Heads.from_weights(start or {}, TRAITS))


def _manifest(
    recipe: Recipe, start: str, data: Mapping[str, Any], engine: str, curve: list[dict[str, Any]]
) -> dict[str, Any]:
    """All that made a run, as plain values."""
    return {
        "recipe": recipe.as_dict(),
        "start": start,
        "data": data,
        "versions": {name: version(name) for name in ("keras", "numpy", "scikit-learn")},
        "backend": keras.backend.backend(),
        "engine": engine_name(engine),
        "precision": keras.mixed_precision.dtype_policy().name,
        "seconds": round(sum(event["seconds"] for event in curve)),
        "curve": curve,
    }


def _named(weights: str) -> str:
    """What the start is called in public: a path says nothing to a reader, and may say too much."""
    card = Path(weights).parent / "card.json"
    if weights == "imagenet":
        return weights
    if not card.is_file():
        return "weights of an earlier run"
    version_of = json.loads(card.read_text())
    return f"weights of {version_of['name']} {version_of['version']}"


def _start(recipe: Recipe, knees: Path | None, weights: str | None, out: Path, engine: str) -> Arrays | None:
    """The variables to start from, by path; None for a random start."""
    if weights == "imagenet":
        return get_weights(build_network(recipe.architecture, recipe.side, weights="imagenet"))
    if weights is not None:
        try:
            with np.load(weights) as arrays:
                return {key: arrays[key].astype(np.float32) for key in arrays.files}
        except (OSError, ValueError) as cause:
            raise TrainingError("The weights to start from can't be read.") from cause
    return None if knees is None else pretrain(recipe, knees, out / "pretraining", engine)
