"""Each film asked once: what a network says of it is kept for the probability and for all that comes after.

A run that was broken off goes on with the films that it had not asked.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from core.examination.examiner import Answer, Examiner
from core.imaging.framing import Frame
from core.models import calibrated
from core.records import FloatImage, ModelVersion
from core.training import Film


class KeptAnswers:
    """Answers by image id in one file of lines; those of another run are not taken up."""

    def __init__(self, path: Path, run: Mapping[str, str]) -> None:
        self._path, self._head = path, json.dumps({"run": dict(run)})
        lines = self._sound()
        self._answers = {line["image_id"]: _answer(line) for line in map(json.loads, lines)}
        path.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: a process killed in it would otherwise lose every answer.
        partial = path.with_suffix(".partial")
        partial.write_text("\n".join((self._head, *lines)) + "\n", encoding="utf-8")
        partial.replace(path)

    def get(self, image_id: str) -> Answer | None:
        """Return the answer for a film, None where it was not asked."""
        return self._answers.get(image_id)

    def add(self, image_id: str, answer: Answer) -> None:
        """Keep an answer and hand its line to the operating system at once."""
        self._answers[image_id] = answer
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"image_id": image_id, **_line(answer)}) + "\n")

    def _sound(self) -> list[str]:
        """The lines that an earlier run of the same left, without one that its end cut short."""
        try:
            head, *lines = self._path.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return []
        return lines[:-1] if head == self._head else []


def ask_the_rest(examiner: Examiner, films: Sequence[Film], kept: KeptAnswers, title: str) -> list[Answer]:
    """Return the answer for each film, with a progress bar, and ask of those only that `kept` lacks.

    Raises `RadiographError` for a file that can't be read, `ModelError` where there is no number.
    """
    found = []
    for film in tqdm(films, desc=title, unit="film", disable=None):
        answer = kept.get(film.image_id)
        if answer is None:
            answer = examiner.ask(film.path)
            kept.add(film.image_id, answer)
        found.append(answer)
    return found


class AskedOnce:
    """A version asked film by film into a folder in which `evaluate_films` has noted its run."""

    def __init__(self, examiner: Examiner, version: ModelVersion, folder: Path) -> None:
        self._examiner, self._version, self._folder = examiner, version, folder
        self._kept: KeptAnswers | None = None

    def probability(self, image_id: str, pixels: FloatImage) -> float:
        """Return the calibrated probability for the pixels (h, w) of a film.

        Raises `ModelError` where the network gives no number.
        """
        return float(calibrated(self._asked(image_id, pixels).logit, self._version.calibration))

    def answers(self, films: Sequence[Film]) -> list[Answer]:
        """Return the answer for each film, with a progress bar over those that were not asked yet.

        Raises `RadiographError` for a file that can't be read, `ModelError` where there is no number.
        """
        return ask_the_rest(self._examiner, films, self._open(), "examining")

    def _asked(self, image_id: str, pixels: FloatImage) -> Answer:
        kept = self._open()
        answer = kept.get(image_id)
        if answer is None:
            answer = self._examiner.ask_pixels(image_id, pixels)
            kept.add(image_id, answer)
        return answer

    def _open(self) -> KeptAnswers:
        if self._kept is None:
            run = json.loads((self._folder / "run.json").read_text(encoding="utf-8"))
            self._kept = KeptAnswers(self._folder / "answers.jsonl", run)
        return self._kept


def _line(answer: Answer) -> dict[str, Any]:
    maps = {
        name: {"shape": cells.shape, "cells": base64.b64encode(cells.astype("<f4").tobytes()).decode("ascii")}
        for name, cells in answer.maps.items()
    }
    return {
        "logit": answer.logit,
        "frame": asdict(answer.frame),
        "maps": maps,
        "traits": dict(answer.traits),
    }


def _answer(line: Mapping[str, Any]) -> Answer:
    maps = {
        name: np.frombuffer(base64.b64decode(kept["cells"]), "<f4").reshape(kept["shape"]).astype(np.float32)
        for name, kept in line["maps"].items()
    }
    return Answer(line["logit"], Frame(**line["frame"]), maps, line["traits"])
