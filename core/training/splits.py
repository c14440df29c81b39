"""The split into train, validation and test: deterministic, free of leaks, written down film by film."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DataSetError
from core.training.fracatlas import Film
from core.training.related import groups

# Twenty folds of groups: three for the test, three for validation, the rest to train on.
_FOLDS, _TEST_FOLDS, _VALIDATION_FOLDS = 20, 3, 3


class Part(StrEnum):
    """What a film is used for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of the split file: a film's part, its group of related films, and why it is left out."""

    image_id: str
    part: Part
    group: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """Every film's assignment, in order of ids."""

    assignments: tuple[Assignment, ...]

    def ids(self, part: Part) -> list[str]:
        """The ids of one part, sorted."""
        return [a.image_id for a in self.assignments if a.part is part]

    def select(self, films: Sequence[Film], part: Part) -> list[Film]:
        """The films of one part, in the order given."""
        wanted = set(self.ids(part))
        return [film for film in films if film.image_id in wanted]

    def group_of(self) -> Mapping[str, int]:
        """Each film's group of related films."""
        return {a.image_id: a.group for a in self.assignments}


def make_split(films: Sequence[Film], copies: Sequence[tuple[int, int]], seed: int = 0) -> Split:
    """Split films (in order of ids) by groups, balanced by label and region.

    copies: pairs of indices of near copies. Copies with different labels are all left out, since nobody can
    say which label is right; of copies with one label the first is kept. The groups still span them all.
    Raises `DataSetError` where a label has fewer than twenty films.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    _refuse_too_few(films)
    reasons = _exclusions(films, copies)
    group_of = groups(films, copies)
    kept = [index for index in range(len(films)) if index not in reasons]
    strata = _strata([films[i] for i in kept])
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed)
    parts: dict[int, Part] = {}
    for number, (_, members) in enumerate(
        folds.split(np.zeros(len(kept)), strata, [group_of[i] for i in kept])
    ):
        for member in members:
            parts[kept[member]] = _part(number)
    return Split(
        tuple(
            Assignment(film.image_id, parts.get(i, Part.EXCLUDED), group_of[i], reasons.get(i, ""))
            for i, film in enumerate(films)
        )
    )


def _refuse_too_few(films: Sequence[Film]) -> None:
    counts = Counter(film.fractured for film in films)
    if min(counts[True], counts[False]) < _FOLDS:
        raise DataSetError(f"A split needs at least {_FOLDS} films of each label.")


def _strata(films: Sequence[Film]) -> NDArray[np.int64]:
    """Label and region of each film as a number; a kind too rare for the folds counts as the commonest."""
    kinds = [(film.fractured, _region(film)) for film in films]
    counts = Counter(kinds)
    commonest = {
        label: max((k for k in counts if k[0] == label), key=lambda k: counts[k]) for label, _ in kinds
    }
    names = [str(kind if counts[kind] >= _FOLDS else commonest[kind[0]]) for kind in kinds]
    return np.asarray(np.unique(names, return_inverse=True)[1], np.int64)


def _region(film: Film) -> str:
    return "mixed" if "mixed" in film.regions else min(film.regions, default="")


def _part(fold: int) -> Part:
    if fold < _TEST_FOLDS:
        return Part.TEST
    return Part.VALIDATION if fold < _TEST_FOLDS + _VALIDATION_FOLDS else Part.TRAIN


def _exclusions(films: Sequence[Film], copies: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Why each excluded film (by index) is left out."""
    reasons: dict[int, str] = {}
    for i, j in copies:
        if films[i].fractured != films[j].fractured:
            reasons[i] = _contradiction(films[j], reasons.get(i))
            reasons[j] = _contradiction(films[i], reasons.get(j))
    for i, j in copies:
        if i not in reasons and j not in reasons:
            reasons[j] = f"copy of {films[i].image_id}"
    return reasons


def _contradiction(other: Film, so_far: str | None) -> str:
    return (
        f"{so_far}, {other.image_id}" if so_far else f"same picture under the other label: {other.image_id}"
    )


def write_split(split: Split, path: Path) -> None:
    """Write `image_id,part,group,reason`, one film a line."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("image_id", "part", "group", "reason"))
        writer.writerows((a.image_id, a.part.value, a.group, a.reason) for a in split.assignments)


def read_split(path: Path) -> Split:
    """Read what `write_split` wrote; raises `DataSetError` where the file is missing or something else."""
    try:
        with path.open(newline="") as file:
            return Split(
                tuple(
                    Assignment(row["image_id"], Part(row["part"]), int(row["group"]), row["reason"])
                    for row in csv.DictReader(file)
                )
            )
    except (OSError, KeyError, ValueError) as cause:
        raise DataSetError("The split file can't be read.") from cause
