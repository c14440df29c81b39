"""predictions.csv as it grows: one line a film, kept across interruptions.

Beside it lies run.json, which says what the lines were made with. Lines made with the same model version on
the same data are taken up again; anything else begins anew.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from math import isfinite
from pathlib import Path

from core.models import Prediction
from core.records import Band

HEADER = ("image_id", "label", "probability", "band")


class Ledger:
    """The predictions of one run in one folder.

    kept: the lines that an earlier, interrupted run left, by image id.
    replaced: whether the folder held the predictions of another run, which are gone now.
    """

    def __init__(self, folder: Path, run: Mapping[str, str]) -> None:
        """Open the folder (made where missing) for `run`, what the predictions depend on."""
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "predictions.csv"
        note = folder / "run.json"
        same = _read_note(note) == dict(run)
        self.replaced = self.path.exists() and not same
        self.kept = {p.image_id: p for p in _read_lines(self.path)} if same else {}
        self.write(self.kept.values())
        _replace(note, json.dumps(dict(run), indent=2) + "\n")

    def add(self, prediction: Prediction) -> None:
        """Append one line and hand it to the operating system at once."""
        with self.path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerow(_row(prediction))

    def write(self, predictions: Iterable[Prediction]) -> None:
        """Write the whole file anew, or not at all."""
        partial = self.path.with_suffix(".partial")
        with partial.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            writer.writerows(_row(prediction) for prediction in predictions)
        partial.replace(self.path)


def _row(prediction: Prediction) -> tuple[str, int, str, str]:
    # repr is the shortest text that reads back as the very same number.
    probability = repr(float(prediction.probability))
    return prediction.image_id, prediction.label, probability, prediction.band.value


def _read_lines(path: Path) -> list[Prediction]:
    """The sound lines; one that an interruption cut short is left out and made again."""
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    rows = csv.reader(whole.splitlines())
    return [found for row in rows if (found := _parsed(row)) is not None]


def _parsed(row: list[str]) -> Prediction | None:
    try:
        image_id, label, text, band = row
        probability = float(text)
        found = Prediction(image_id, int(label), probability, Band(band))
    except ValueError:
        return None
    return found if isfinite(probability) else None


def _read_note(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _replace(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
