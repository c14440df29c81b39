"""`python -m core predict`: what a model says of each file, one line a file, whatever happens to it."""

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from core.commands.inputs import files_in, read_file
from core.commands.quiet import native_silence, quiet_tensorflow
from core.errors import CallusError
from core.records import Analysis, Depiction, Radiograph
from core.settings import Settings, load_settings

_DONE, _WRONG_USAGE, _REJECTED = 0, 2, 3
_UNEXPECTED = "The file can't be analysed: something unforeseen went wrong."
_NO_MEMORY = "There is not enough memory to analyse this file."
_SIGNS = {"positive": "▲", "doubt": "◆", "negative": "●"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="radiographs, or folders of them")
    parser.add_argument("--model", default="", help="model name; the default version where left out")
    parser.add_argument("--heatmaps", type=Path, metavar="DIR", help="folder for a picture of each heatmap")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")


def run(arguments: argparse.Namespace) -> int:
    """Analyse every file; return 0, 3 where one was rejected, 2 where nothing could be done as asked.

    A reader that closes its end of the pipe stops the run without a word; the status is then 3, since not
    every file was analysed.
    """
    quiet_tensorflow()
    examiner = _Examiner(load_settings(), arguments.model)
    if arguments.heatmaps and not _ready(arguments.heatmaps):
        sys.stderr.write(f"The folder '{arguments.heatmaps}' can't be written to.\n")
        return _WRONG_USAGE
    try:
        status = _run(examiner, arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at its end and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _REJECTED
    return status


def _run(examiner: "_Examiner", arguments: argparse.Namespace) -> int:
    files = list(files_in(arguments.files))
    status = _DONE
    for path in tqdm(files, unit="film", leave=False, disable=len(files) < 2 or not sys.stderr.isatty()):
        with native_silence():
            outcome = examiner.examine(path)
            kept = not arguments.heatmaps or _keep_heatmap(outcome, arguments.heatmaps)
        with tqdm.external_write_mode():
            sys.stdout.write((outcome.as_json() if arguments.json else outcome.as_text()) + "\n")
            sys.stdout.flush()
            if not kept:
                sys.stderr.write("The heatmap of this film could not be written.\n")
        if outcome.reason or not kept:
            status = _REJECTED
    return status


def _ready(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of one file: an analysis, or the reason why there is none."""

    path: Path
    reason: str | None = None
    radiograph: Radiograph | None = None
    analysis: Analysis | None = None
    reading_ms: float = 0.0

    def as_json(self) -> str:
        """One line of JSON with every key; the unknown is null, or empty where it is a list or a table.

        Only "depiction" is left out where the model says nothing but the fracture.
        """
        return json.dumps({"file": str(self.path), **_facts(self.analysis, self.reason, self.reading_ms)})

    def as_text(self) -> str:
        """One line for a person."""
        name = "".join(c if c.isprintable() else "?" for c in str(self.path))
        if not self.analysis:
            return f"{name:<40}  - rejected  {self.reason}"
        band, found = self.analysis.band, len(self.analysis.findings)
        regions = f"{found} region{'' if found == 1 else 's'} marked"
        remarks = " ".join(self.radiograph.remarks) if self.radiograph else ""
        says = f"{_SIGNS[band]} {band:<8}  {self.analysis.probability:6.1%}  {regions:<17}"
        return f"{name:<40}  {says}  {self.analysis.model} {self.analysis.version}  {remarks}".rstrip()


def _facts(analysis: Analysis | None, reason: str | None, reading_ms: float) -> Mapping[str, Any]:
    timings = {"read": reading_ms, **analysis.timings_ms} if analysis else {}
    return {
        "status": "analysed" if analysis else "rejected",
        "reason": reason,
        "probability": analysis.probability if analysis else None,
        "band": analysis.band if analysis else None,
        "model": analysis.model if analysis else None,
        "version": analysis.version if analysis else None,
        "findings": [
            {"box": f.box.as_list(), "score": round(f.score, 4), "band": f.band.value}
            for f in analysis.findings
        ]
        if analysis
        else [],
        "timings_ms": {stage: round(spent, 2) for stage, spent in timings.items()},
        **({"depiction": _shown(analysis.depiction)} if analysis and analysis.depiction else {}),
    }


def _shown(depiction: Depiction) -> Mapping[str, Any]:
    return {
        "regions": depiction.regions,
        "views": depiction.views,
        "hardware": depiction.hardware,
        "probabilities": {name: round(chance, 4) for name, chance in depiction.probabilities.items()},
    }


class _Examiner:
    """A file in, an outcome out, never an exception; making one raises `UnknownModelError`."""

    def __init__(self, settings: Settings, model: str) -> None:
        from core.inference import Engine
        from core.models import ModelStore

        self._settings = settings
        store = ModelStore(settings.models)
        version = store.find(model or settings.default_model)
        self._model = f"{version.name}-{version.version}"
        self._engine = Engine(store)

    def examine(self, path: Path) -> Outcome:
        try:
            return self._examine(path)
        except CallusError as error:
            return Outcome(path, reason=error.sentence)
        except MemoryError:
            return Outcome(path, reason=_NO_MEMORY)
        except Exception as error:  # noqa: BLE001  one file's surprise must not stop the others
            return Outcome(path, reason=f"{_UNEXPECTED} ({type(error).__name__})")

    def _examine(self, path: Path) -> Outcome:
        from core.imaging import read_radiograph

        start = time.perf_counter()
        limit = self._settings.max_file_bytes
        data = read_file(path, limit)
        radiograph = read_radiograph(data, max_bytes=limit, max_pixels=self._settings.max_pixels)
        reading_ms = (time.perf_counter() - start) * 1000
        analysis = self._engine.analyse(radiograph, self._model)
        return Outcome(path, radiograph=radiograph, analysis=analysis, reading_ms=reading_ms)


def _keep_heatmap(outcome: Outcome, folder: Path) -> bool:
    """Write the overlay as PNG; its name begins with the film's digest, so equal file names don't clash."""
    if not outcome.radiograph or not outcome.analysis:
        return True
    import cv2

    from core.inference import overlay

    stem = re.sub(r"[^\w.-]+", "_", outcome.path.stem, flags=re.ASCII)[:60]
    model = f"{outcome.analysis.model}-{outcome.analysis.version}"
    picture = overlay(outcome.radiograph, outcome.analysis)
    png = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1]
    try:
        (folder / f"{outcome.radiograph.digest[:16]}-{stem}-{model}.png").write_bytes(png.tobytes())
    except OSError:
        return False
    return True
