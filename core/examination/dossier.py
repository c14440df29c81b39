"""What a version is examined for besides how often it is right, part by part.

A part that was finished is kept, so that a run which was broken off goes on with the part that it was at.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from core.examination.burned_in import blanked, burned_in
from core.examination.confounders import BORDER, blackened
from core.examination.erasing import erasing
from core.examination.examiner import Answer, Examiner
from core.examination.examining import examination
from core.examination.randomising import randomised
from core.examination.robustness import robustness
from core.models import ModelStore
from core.records import FloatImage, ModelVersion
from core.training import Film

Part = Mapping[str, Any]
Keep = Callable[[str, Callable[[], Part]], Part]


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A version as it is stored, and the films that it is examined on.

    group_of: image id -> group of related films.
    """

    version: ModelVersion
    network: Any
    examiner: Examiner
    films: Sequence[Film]
    group_of: Mapping[str, int]

    @classmethod
    def of(
        cls,
        store: ModelStore,
        version: ModelVersion,
        films: Sequence[Film],
        group_of: Mapping[str, int] | None = None,
    ) -> Self:
        """Load a version; without groups every film is one of its own. Raises `ModelError`."""
        network = store.network(version)
        alone = {film.image_id: number for number, film in enumerate(films)}
        examiner = Examiner(network, version, store.heads(version))
        return cls(version, network, examiner, films, alone if group_of is None else group_of)


def dossier(subject: Subject, plain: Sequence[Answer] | None = None, keep: Keep | None = None) -> Part:
    """Return everything that `examination` finds, "randomised", "erasing" and "robustness".

    plain: the answers for the films as they are, where they were asked before. keep: what keeps finished
    parts.
    Raises `RadiographError` for a film that can't be read, `ModelError` where the network gives no number.
    """
    films, groups, version = subject.films, subject.group_of, subject.version
    kept = keep or (lambda _, make: make())
    parts: dict[str, Callable[[], Part]] = {
        "examination": lambda: _examination(subject, plain),
        "randomised": lambda: randomised(films, subject.network, version, groups),
        "erasing": lambda: erasing(films, subject.examiner, version, groups),
        "robustness": lambda: robustness(films, subject.examiner, version, groups),
    }
    found = {name: kept(name, make) for name, make in parts.items()}
    return {**found.pop("examination"), **found}


def _examination(subject: Subject, plain: Sequence[Answer] | None) -> Part:
    films, examiner = subject.films, subject.examiner
    answers = examiner.ask_all(films, "examining") if plain is None else plain
    masked = {
        "border": examiner.ask_changed(films, "without the border", lambda p: blackened(p, BORDER)),
        "marks": examiner.ask_changed(films, "without burned-in marks", _without_marks),
    }
    return examination(films, answers, masked, subject.version, subject.group_of)


def _without_marks(pixels: FloatImage) -> FloatImage | None:
    marks = burned_in(pixels)
    return blanked(pixels, marks) if marks.any() else None


class KeptParts:
    """Finished parts in one file; those of another run (other films, another version) are not taken up."""

    def __init__(self, path: Path, run: Mapping[str, str]) -> None:
        self._path, self._run = path, dict(run)
        self._parts = self._read()

    def __call__(self, name: str, make: Callable[[], Part]) -> Part:
        """Return the part as it was kept, or make and keep it."""
        if name not in self._parts:
            self._parts[name] = make()
            partial = self._path.with_suffix(".partial")
            partial.write_text(json.dumps({"run": self._run, "parts": self._parts}, allow_nan=False))
            partial.replace(self._path)
        return self._parts[name]

    def _read(self) -> dict[str, Part]:
        try:
            kept = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return kept["parts"] if kept["run"] == self._run else {}
