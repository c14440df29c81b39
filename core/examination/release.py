"""From a finished run to a version in the model store: calibrate and set thresholds on validation, then test.

The numbers are those of the network as it is stored, in half precision, so that what is tested is what ships.
Test films are looked at once, at the end, when nothing is left to choose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.running import evaluate_films, write_metrics
from core.examination.card import card
from core.examination.dossier import Subject, dossier
from core.examination.examiner import Examiner
from core.examination.failures import failures
from core.examination.familiar import familiar, looks, reference
from core.examination.flow import flow
from core.examination.shortcuts import shortcuts
from core.models import (
    ModelStore,
    calibrated,
    choose_finding_levels,
    choose_operating_points,
    fit_calibration,
)
from core.records import Calibration, FindingLevels, ModelVersion, OperatingPoints
from core.training import Film, Part
from core.training.running import Run


def release(run: Run, store: ModelStore, *, version: str = "1.0.0", default: bool = False) -> ModelVersion:
    """Put a run's network into the store with calibration, operating points, card, metrics and predictions.

    Raises `ModelError` where the validation part can't carry a calibration, and `RadiographError` for a film
    that can't be read any more.
    """
    # Heads that learnt no traits, from a data set that names none, would say something at random.
    heads = run.heads if run.material.knows_traits else None
    draft = ModelVersion(
        name=run.recipe.architecture,
        version=version,
        architecture=run.recipe.architecture,
        side=run.recipe.side,
        calibration=Calibration(),
        operating_points=OperatingPoints(0.5, 0.5),
        traits=() if heads is None else heads.trait_names,
        pooling=run.recipe.pooling,
    )
    store.save(run.network, draft, heads)
    subject = Subject.of(store, draft, _films(run, Part.TEST), run.material.split.group_of())
    tuned = _tune(draft, subject.examiner, _films(run, Part.VALIDATION))
    metrics = _test(run, replace(subject, version=tuned), store)
    # Only now: whoever serves from this store must not decide by a version without thresholds.
    finished = replace(tuned, default=default, card=MappingProxyType(card(run.manifest, metrics)))
    store.write_card(finished)
    if default:
        store.make_default(finished)
    return finished


def _tune(draft: ModelVersion, examiner: Examiner, films: Sequence[Film]) -> ModelVersion:
    labels = np.array([film.fractured for film in films], np.int64)
    answers = examiner.ask_all(films, "calibrating")
    logits, peaks = np.array([a.logit for a in answers]), np.array([a.peak for a in answers])
    calibration = fit_calibration(logits, labels)
    points = choose_operating_points(calibrated(logits, calibration), labels)
    # Full strength is what half of the fractured films reach, so that a weak map stays pale.
    reference = float(np.median(peaks[labels == 1]))
    return replace(
        draft,
        calibration=calibration,
        operating_points=points,
        heatmap_reference=reference,
        finding_levels=_levels(peaks, labels, reference),
    )


def _levels(peaks: NDArray[np.float64], labels: NDArray[np.int64], reference: float) -> FindingLevels:
    """Levels of the map as it is shown; with no scale, where most fractured films have no evidence, half."""
    if reference <= 0:
        return FindingLevels(0.5, 0.5)
    return choose_finding_levels(np.clip(peaks / reference, 0, 1), labels)


def _films(run: Run, part: Part) -> list[Film]:
    return run.material.split.select(run.material.atlas.films, part)


def _test(run: Run, subject: Subject, store: ModelStore) -> Mapping[str, Any]:
    """Write predictions.csv and metrics.json and return the figures."""
    material, version, films, groups = run.material, subject.version, subject.films, subject.group_of
    folder = store.folder(version)
    plain = subject.examiner.ask_all(films, "testing")
    logits = {film.path: answer.logit for film, answer in zip(films, plain, strict=True)}

    def predict(path: Path) -> float:
        return float(calibrated(logits[path], version.calibration))

    data = {**run.manifest["data"], "split": Part.TEST.value, "found": len(material.atlas.films)}
    evaluation = evaluate_films(films, version, predict, folder, data=data, groups=groups)
    known = reference(looks(_films(run, Part.TRAIN), "training films"))
    group_of = np.array([groups[film.image_id] for film in films], np.int64)
    metrics = {
        **evaluation.metrics,
        **dossier(subject, plain),
        "shortcuts": shortcuts(_films(run, Part.TRAIN), films, group_of),
        "failures": failures(store.predictions(version)),
        "flow": flow(material.atlas.films, material.split),
        "training_look": known,
        "familiar": familiar([film.image_id for film in films], looks(films, "test films"), known),
    }
    write_metrics(metrics, folder / "metrics.json")
    (folder / "run.json").unlink()
    return metrics
