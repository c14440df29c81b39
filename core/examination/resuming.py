"""What a release has found so far, in the folder of its run, so that one that was broken off goes on.

Kept by what it rests on: the weights as stored, the films, and for finished parts the calibration too.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from core.evaluation.selection import data_digest
from core.examination.asking import KeptAnswers, ask_the_rest
from core.examination.dossier import KeptParts
from core.examination.examiner import Answer, Examiner
from core.records import ModelVersion
from core.training import Film
from core.training.digests import digest_of, file_digest, split_digest, told_digest
from core.training.stages import Material


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The answers and parts of one release. weights: digest of the file that is released."""

    folder: Path
    weights: str

    @classmethod
    def of(cls, material: Material, stored: Path) -> Self:
        """What the run's folder holds for the weights in a version's folder."""
        return cls(material.out / "release", file_digest(stored / "weights.npz"))

    def answers(
        self, examiner: Examiner, version: ModelVersion, films: Sequence[Film], title: str
    ) -> list[Answer]:
        """Ask of each film that was not asked before; title: of the bar and of the file.

        Raises `RadiographError` for a file that can't be read, `ModelError` where there is no number.
        """
        network = f"{version.architecture} {version.side} {version.pooling} {' '.join(version.traits)}"
        run = {"weights": self.weights, "network": network, "films": data_digest(films)}
        return ask_the_rest(examiner, films, KeptAnswers(self.folder / f"{title}.jsonl", run), title)

    def parts(self, version: ModelVersion, material: Material) -> KeptParts:
        """The parts that were finished for a version as it is calibrated now."""
        films = material.atlas.films
        run = {
            "weights": self.weights,
            "card": digest_of(repr(version)),
            "films": data_digest(films),
            "told": told_digest(films),
            "split": split_digest(material.split),
        }
        return KeptParts(self.folder / "parts.json", run)

    def clear(self) -> None:
        """Forget all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)
