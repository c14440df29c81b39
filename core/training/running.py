"""One run, from the data folder to a trained network: split, pretraining, stages, manifest."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
from tqdm import tqdm

from core.models import Heads, build_network, set_weights
from core.training.begun import Begun, hold_run
from core.training.digests import split_digest, told_digest
from core.training.engines import engine_name
from core.training.films import load_films
from core.training.fitting import read_events, save_arrays
from core.training.fracatlas import TRAITS, read_fracatlas
from core.training.learning_curves import write_curves
from core.training.recipe import Recipe
from core.training.related import near_copies
from core.training.splits import Part, make_split, write_split
from core.training.stages import Material, run_stage
from core.training.starts import doubt_of, load_start, named, told_apart


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
    Raises `DataSetError`, `ModelError` and `TrainingError`, the last also where `out` holds a run that was
    begun with something else, or where the weights to start from have seen this split's test films.
    """
    out.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(recipe.seed)
    material, begun = _prepared(recipe, data, out, told_apart(knees, weights))
    doubt = doubt_of(weights, begun, material.split)
    hold_run(out, begun)
    write_split(material.split, out / "split.csv")
    if doubt:
        tqdm.write(doubt, file=sys.stderr)
    start = load_start(recipe, knees, weights, out, engine)
    stages = [stage for stage in recipe.stages if start is not None or not stage.head_only]
    for stage in stages:
        start = run_stage(recipe, stage, material, start, engine)
    save_arrays(dict(start or {}), out / "weights.npz")
    network = build_network(recipe.architecture, recipe.side, pooling=recipe.pooling)
    set_weights(network, dict(start or {}))
    names = [*(["pretraining"] if knees else []), *(stage.name for stage in stages)]
    curve = [event for name in names for event in read_events(out / name / "events.jsonl")]
    said = {"start": named(knees, weights), "doubt": doubt, "split_digest": begun.split}
    manifest = _manifest(recipe, said, _learnt_from(material, begun), engine, curve)
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    write_curves(curve, out / "curves.html")
    return Run(network, material, recipe, manifest, Heads.from_weights(start or {}, TRAITS))


def _prepared(recipe: Recipe, data: Path, out: Path, start: str) -> tuple[Material, Begun]:
    """Read and split the films, and say what a run on them is begun with."""
    atlas = read_fracatlas(data)
    films = load_films(atlas.films, recipe.side, out / "cache")
    split = make_split(atlas.films, near_copies(films.thumbnails), recipe.seed)
    begun = Begun(
        architecture=recipe.architecture,
        seed=recipe.seed,
        data=films.digest,
        told=told_digest(atlas.films),
        split=split_digest(split),
        start=start,
    )
    return Material(atlas, split, out), begun


def _learnt_from(material: Material, begun: Begun) -> dict[str, Any]:
    return {
        "name": material.atlas.root.name,
        "digest": begun.data,
        "films": {part.value: len(material.split.ids(part)) for part in Part},
    }


def _manifest(
    recipe: Recipe, said: Mapping[str, Any], data: Mapping[str, Any], engine: str, curve: list[dict[str, Any]]
) -> dict[str, Any]:
    """All that made a run, as plain values."""
    return {
        "recipe": recipe.as_dict(),
        **said,
        "data": data,
        "versions": {name: version(name) for name in ("keras", "numpy", "scikit-learn")},
        "backend": keras.backend.backend(),
        "engine": engine_name(engine),
        "precision": keras.mixed_precision.dtype_policy().name,
        "seconds": round(sum(event["seconds"] for event in curve)),
        "curve": curve,
    }
