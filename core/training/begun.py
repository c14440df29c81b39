"""What a run and its stages were begun with, kept beside them: nothing goes on under anything else.

A run taken up again with another split would be judged on films that it was trained on, and look the better
for it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import TrainingError
from core.training.digests import split_digest
from core.training.splits import Split, read_split

_RUN, _STAGE, _SPLIT = "training.json", "stage.json", "split.csv"
_WORDS = {
    "architecture": "another architecture",
    "seed": "another seed",
    "data": "other films or labels",
    "told": "other boxes, regions, views or hardware",
    "split": "another split",
    "start": "another start",
}


@dataclass(frozen=True, slots=True)
class Begun:
    """What all stages of a run share.

    data, told, split: digests of films with labels, of what else is said of them, and of parts and groups.
    start: its name, with a digest where it comes from files.
    """

    architecture: str
    seed: int
    data: str
    told: str
    split: str
    start: str


def hold_run(folder: Path, begun: Begun) -> None:
    """Write down what a run is begun with; raises `TrainingError` where it was begun with something else.

    A folder from before such a file was written is taken for what its split file says.
    """
    path = folder / _RUN
    differs = _differing(path, asdict(begun))
    if not path.is_file() and _has_other_split(folder, begun):
        differs = ["split"]
    if differs:
        raise TrainingError(
            f"The run in this folder was begun with {' and '.join(_WORDS[name] for name in differs)}, so it "
            "can't go on: test films could be among those that it was trained on. Call it as it was begun, "
            "or choose another folder."
        )
    _keep(path, asdict(begun))


def hold_stage(folder: Path, settings: Mapping[str, Any]) -> None:
    """Write down a stage's settings; raises `TrainingError` where it was begun under others.

    A setting that the file doesn't name yet is one that came later, and is taken as agreed.
    """
    if differs := _differing(folder / _STAGE, settings):
        raise TrainingError(
            f"The stage '{folder.name}' in this folder was begun under other settings "
            f"({', '.join(differs)}). Give the new stage another name, or choose another folder."
        )
    _keep(folder / _STAGE, settings)


def split_of_run(folder: Path) -> Split | None:
    """The split that a run left in its folder; None where there is none."""
    return read_split(folder / _SPLIT) if (folder / _SPLIT).is_file() else None


def _has_other_split(folder: Path, begun: Begun) -> bool:
    trained = any(folder.glob("*/kept.npz")) or any(folder.glob("*/state.npz"))
    kept = split_of_run(folder)
    return trained and kept is not None and split_digest(kept) != begun.split


def _differing(path: Path, values: Mapping[str, Any]) -> list[str]:
    """The names of those values that a file says otherwise; none where there is no file."""
    if not path.is_file():
        return []
    try:
        kept = dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as cause:
        raise TrainingError("The file that says how this run was begun is damaged.") from cause
    plain = json.loads(json.dumps(values))
    return [name for name, value in kept.items() if value != plain.get(name)]


def _keep(path: Path, values: Mapping[str, Any]) -> None:
    """Write values into a file that isn't there yet, whole or not at all."""
    if not path.is_file():
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
        partial.replace(path)
