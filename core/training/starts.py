"""Where a run starts from: at random, from graded knees, or from weights whose training films are checked.

Weights that were trained on another split have seen what is a test film now. What they learnt from is read
off the files beside them: the split of a run or of a store, and a version's card.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import TrainingError
from core.models import build_network, get_weights
from core.training.begun import Begun, split_of_run
from core.training.digests import file_digest, files_digest, split_digest
from core.training.engines import Arrays
from core.training.pretraining import pretrain
from core.training.recipe import Recipe
from core.training.splits import Part, Split, read_split

_UNKNOWN = (
    "Nothing says which films the weights to start from were trained on; if test films are among them, the "
    "figures are too good."
)
_UNREADABLE = "The weights to start from can't be read."


def named(knees: Path | None, weights: str | None) -> str:
    """What the start is called in public: a path says nothing to a reader, and may say too much."""
    if weights is None:
        return "random" if knees is None else "graded knees"
    if weights == "imagenet":
        return weights
    card = _card(Path(weights))
    return f"weights of {card['name']} {card['version']}" if card else "weights of an earlier run"


def told_apart(knees: Path | None, weights: str | None) -> str:
    """What tells the start from any other: a digest of the files that it comes from, wherever they lie.

    Raises `TrainingError` for weights that can't be read.
    """
    if weights is None:
        return "random" if knees is None else f"knees {files_digest(knees.glob('*/*/*.*'), knees)}"
    if weights == "imagenet":
        return weights
    try:
        return f"weights {file_digest(Path(weights))}"
    except OSError as cause:
        raise TrainingError(_UNREADABLE) from cause


def load_start(
    recipe: Recipe, knees: Path | None, weights: str | None, out: Path, engine: str
) -> Arrays | None:
    """The variables to start from, by path; None for a random start.

    Raises `TrainingError` for weights that can't be read, `DataSetError` for a folder without knees.
    """
    if weights == "imagenet":
        return get_weights(build_network(recipe.architecture, recipe.side, weights="imagenet"))
    if weights is not None:
        try:
            with np.load(weights) as arrays:
                return {key: arrays[key].astype(np.float32) for key in arrays.files}
        except (OSError, ValueError) as cause:
            raise TrainingError(_UNREADABLE) from cause
    return None if knees is None else pretrain(recipe, knees, out / "pretraining", engine)


def doubt_of(weights: str | None, begun: Begun, split: Split) -> str:
    """Return what is not known of the films behind `weights`, as a sentence; "" where they are no trouble.

    Raises `TrainingError` where a test film was trained or tuned on, or a validation film trained on.
    """
    if weights is None or weights == "imagenet":
        return ""
    card = _card(Path(weights))
    own = card.get("split_digest")
    if own == begun.split:
        return ""
    # A store may hold splits of several data sets; a card can say which is its version's.
    beside = _splits_beside(Path(weights))
    theirs = [each for each in beside if own is None or split_digest(each) == own]
    if theirs:
        _refuse_seen(theirs, split)
        return ""
    if card.get("data", {}).get("digest") != begun.data:
        return _UNKNOWN
    if own is not None or card.get("recipe", {}).get("seed") != begun.seed:
        raise TrainingError(
            "The weights to start from were trained on the same films under another split, so that test "
            "films are among those that they learnt. Take the seed of that run, or other weights."
        )
    return ""


def _refuse_seen(theirs: Iterable[Split], split: Split) -> None:
    """Refuse films of a known id: better a chance likeness of names refused than a leak let through."""
    learnt = {name for each in theirs for name in each.ids(Part.TRAIN)}
    tuned = {name for each in theirs for name in each.ids(Part.VALIDATION)}
    test, validation = set(split.ids(Part.TEST)), set(split.ids(Part.VALIDATION))
    if seen := len(test & (learnt | tuned)) + len(validation & learnt):
        raise TrainingError(
            f"{seen} of the validation and test films are among those that the weights to start from learnt "
            "from. Take the data and the seed of that run, or other weights."
        )


def _splits_beside(weights: Path) -> list[Split]:
    """The splits of the run that left the weights, or of the store that they lie in."""
    folder = weights.resolve().parent
    own = [split_of_run(folder)]
    if (folder / "card.json").is_file():
        own.append(split_of_run(folder.parent.parent))
        own += [read_split(path) for path in sorted(folder.parent.glob("*_split.csv"))]
    return [split for split in own if split is not None]


def _card(weights: Path) -> Mapping[str, Any]:
    """The card beside weights; empty where they lie in no store."""
    path = weights.resolve().parent / "card.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
