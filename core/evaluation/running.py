"""A model version over a labelled folder: predictions.csv while it runs, metrics.json when it is through."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from tqdm import tqdm

from core.errors import EvaluationError, RadiographError
from core.evaluation.ledger import Ledger
from core.evaluation.metrics import evaluate_predictions
from core.evaluation.selection import data_digest
from core.models import Prediction
from core.records import ModelVersion
from core.training import Film

LeftOut = dict[str, str]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a run came to.

    metrics: the content of metrics.json. predictions: of the films that got a number. resumed: how many of
    them an interrupted run had left. replaced: whether the folder held those of another run before.
    """

    metrics: Mapping[str, Any]
    predictions: Sequence[Prediction]
    resumed: int
    replaced: bool


def evaluate_films(
    films: Sequence[Film],
    version: ModelVersion,
    predict: Callable[[Path], float],
    out: Path,
    *,
    data: Mapping[str, Any],
    groups: Mapping[str, int] | None = None,
) -> Evaluation:
    """Predict every film, write predictions.csv and metrics.json into `out` and return the figures.

    A run that was interrupted goes on where it stopped when model, version and data are the same. A film that
    can't be read or gets no number is left out, and named with the reason in the metrics.

    predict: file -> calibrated probability; raises RadiographError or OSError for a file that can't be read.
    data: name and split, and whatever else should be in the metrics' "data"; the digest is added here.
    groups: image id -> group of related films, for intervals that allow for them.
    Raises `EvaluationError` where there are no films or `out` can't be written.
    """
    if not films:
        raise EvaluationError("There are no films to evaluate.")
    digest = data_digest(films)
    run = {"model": version.name, "version": version.version, "card": _card_digest(version), "data": digest}
    try:
        ledger = Ledger(out, run)
        done, left_out = _predict_all(films, version, predict, ledger)
        ledger.write(done)
        metrics = evaluate_predictions(
            [p.label for p in done],
            [p.probability for p in done],
            version.operating_points,
            made_by=version.calibration,
            groups=None if groups is None else [groups[p.image_id] for p in done],
            model=version.name,
            version=version.version,
            data={**data, "digest": digest, "evaluated": len(done)},
            left_out=left_out,
        )
        write_metrics(metrics, out / "metrics.json")
    except OSError as cause:
        raise EvaluationError(f"The results can't be written: {cause.strerror or cause}.") from cause
    return Evaluation(metrics, tuple(done), resumed=len(ledger.kept), replaced=ledger.replaced)


def write_metrics(metrics: Mapping[str, Any], path: Path) -> None:
    """Write metrics.json, whole or not at all; raises ValueError for a number that JSON can't hold."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(metrics, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    partial.replace(path)


def _predict_all(
    films: Sequence[Film], version: ModelVersion, predict: Callable[[Path], float], ledger: Ledger
) -> tuple[list[Prediction], list[LeftOut]]:
    done: list[Prediction] = []
    left_out: list[LeftOut] = []
    for film in tqdm(films, desc=version.label, unit="film", disable=None):
        prediction = ledger.kept.get(film.image_id)
        if prediction is None:
            probability, reason = _probability(film, predict)
            if reason:
                left_out.append({"image_id": film.image_id, "reason": reason})
                continue
            band = version.operating_points.band(probability)
            prediction = Prediction(film.image_id, int(film.fractured), probability, band)
            ledger.add(prediction)
        done.append(prediction)
    return done, left_out


def _probability(film: Film, predict: Callable[[Path], float]) -> tuple[float, str]:
    """The probability, or the reason why there is none."""
    try:
        probability = predict(film.path)
    except RadiographError as refusal:
        return 0.0, refusal.sentence
    except OSError as refusal:
        return 0.0, f"The file can't be opened: {refusal.strerror or type(refusal).__name__}."
    return (probability, "") if isfinite(probability) else (0.0, "The model gave no number.")


def _card_digest(version: ModelVersion) -> str:
    """What, besides the name, decides a version's numbers; the record's text holds its whole card."""
    return hashlib.sha256(repr(version).encode()).hexdigest()
