"""First grade knees, then look for fractures: the trunk learns bone from radiographs that name no fracture.

The knees come as DIR/train|val/<grade>/<name>.png, the layout of the Knee Osteoarthritis Severity Grading
Dataset (P. Chen, Mendeley Data V1, 2018, doi:10.17632/56rmx5bjcr.1); the grade is Kellgren and Lawrence's.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.errors import DataSetError
from core.imaging.framing import to_network_input
from core.models import FEATURE_LAYER, build_network
from core.records import ByteImage
from core.training.batches import GradedBatches
from core.training.digests import files_digest
from core.training.engines import Arrays, Descent, Goal, make_engine
from core.training.fitting import Fit, Predict, fit_stage
from core.training.placing import kept_side
from core.training.reading import read_film
from core.training.recipe import Recipe, Stage
from core.training.stages import answers_of, trainable

GRADES = 5


def pretrain(recipe: Recipe, knees: Path, folder: Path, engine: str) -> Arrays:
    """Train the recipe's trunk on graded knees and return its weights, by path; resumable in `folder`."""
    plan = recipe.pretraining
    squares, grades = load_graded(knees / "train", kept_side(plan.side), folder)
    judged = load_graded(knees / "val", plan.side, folder)
    network = grading_network(recipe.architecture, plan.side)
    steps = max(1, len(squares) // plan.batch)
    descent = Descent(recipe.weight_decay, recipe.clip_norm)
    fit = Fit(
        make_engine(engine, network, {"grade": Goal("categories")}, descent),
        GradedBatches(squares, grades, side=plan.side, steps=steps, batch=plan.batch, seed=recipe.seed),
        lambda predict: {"score": _accuracy(predict, *judged)},
        {"batch": plan.batch, **asdict(descent)},
    )
    return fit_stage(fit, Stage("pretraining", plan.side, plan.epochs, steps, plan.rate), folder)


def grading_network(architecture: str, side: int) -> keras.Model:
    """The architecture's trunk with one output a grade."""
    network = build_network(architecture, side)
    features = network.get_layer(FEATURE_LAYER[architecture]).output
    pooled = keras.layers.GlobalAveragePooling2D(dtype="float32", name="pool")(features)
    grade = keras.layers.Dense(GRADES, name="grade", dtype="float32")(pooled)
    return trainable(keras.Model(network.input, {"grade": grade}))


def load_graded(root: Path, side: int, cache: Path) -> tuple[ByteImage, NDArray[np.int64]]:
    """Radiographs (n, side, side) uint8 and grades (n,) of root/<grade>/; raises `DataSetError` if none."""
    paths = sorted(path for grade in range(GRADES) for path in (root / str(grade)).glob("*.*"))
    if not paths:
        raise DataSetError("The pretraining folder has no radiographs in folders named by grade.")
    return _squares(paths, root, side, cache), np.array([int(path.parent.name) for path in paths], np.int64)


def _squares(paths: Sequence[Path], root: Path, side: int, cache: Path) -> ByteImage:
    """Read radiographs into squares (n, side, side); the second time from `cache`, if none has changed."""
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / f"{root.name}-{side}-{files_digest(paths, root, times=True)[:16]}.npy"
    if kept.is_file():
        return np.asarray(np.load(kept), np.uint8)
    squares = np.stack(
        [_square(path, side) for path in tqdm(paths, desc=f"reading {root.name}", leave=False)]
    )
    # Whole or not at all: a file cut short would be taken for the cache ever after.
    partial = kept.with_suffix(".partial.npy")
    np.save(partial, squares)
    partial.replace(kept)
    return squares


def _square(path: Path, side: int) -> ByteImage:
    square, _ = to_network_input(read_film(path).pixels, side)
    return np.asarray(np.round(square[..., 0] * 255), np.uint8)


def _accuracy(predict: Predict, squares: ByteImage, grades: NDArray[np.int64]) -> float:
    found = answers_of(predict, squares)["grade"].argmax(axis=1)
    return float((found == grades).mean())
