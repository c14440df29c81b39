"""`python -m core train`: from a data folder to a version in a model store, resumable throughout."""

import argparse
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from core.models import ARCHITECTURES, ModelStore
from core.training.recipe import recipe_for


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--arch", choices=ARCHITECTURES, required=True, help="architecture, and its recipe")
    parser.add_argument("--data", type=Path, required=True, help="folder in FracAtlas's layout")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run; the same one resumes it")
    parser.add_argument("--pretrain", type=Path, help="folder of graded knees to train the trunk on first")
    parser.add_argument("--weights", help="'imagenet', or the weights.npz of an earlier run, to start from")
    parser.add_argument("--store", type=Path, help="model store to put the version in (default: OUT/models)")
    parser.add_argument("--version", default="1.0.0", help="number of the version")
    parser.add_argument("--default", action="store_true", help="make it the store's default")
    parser.add_argument("--seed", type=int, default=0, help="seed of split, start and batches")
    parser.add_argument(
        "--engine",
        choices=("auto", "keras", "torch"),
        default="auto",
        help="what takes the steps: Keras, or PyTorch where it is installed; auto prefers PyTorch",
    )
    parser.add_argument("--precision", choices=("float32", "mixed_bfloat16"), default="float32")


def run(arguments: argparse.Namespace) -> int:
    """Train, calibrate, test and store; raises `CallusError` where something is missing."""
    store = ModelStore(arguments.store or arguments.out / "models")
    store.refuse_taken(arguments.arch, arguments.version)  # at once, not after Keras has come
    # The backend is KERAS_BACKEND's choice; Keras reads it when it is first imported.
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import keras

    from core.commands.examine import report_stored
    from core.examination.release import release
    from core.training.running import train

    recipe = replace(recipe_for(arguments.arch), seed=arguments.seed)
    keras.mixed_precision.set_dtype_policy(arguments.precision)
    try:
        finished = train(
            recipe,
            arguments.data,
            arguments.out,
            knees=arguments.pretrain,
            weights=arguments.weights,
            engine=arguments.engine,
        )
    finally:
        keras.mixed_precision.set_dtype_policy("float32")
    version = release(
        finished,
        store,
        version=arguments.version,
        default=arguments.default,
        finish=partial(report_stored, store=store, groups=finished.material.split.group_of()),
    )
    sys.stdout.write(f"{version.label} is in {store.root}.\n")
    return 0
