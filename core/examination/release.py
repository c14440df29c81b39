"""From a finished run to a version in the model store: calibrate and set thresholds on validation, then test.

The numbers are those of the network as it is stored, in half precision, so that what is tested is what ships.
Test films are looked at once, at the end, when nothing is left to choose.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.running import evaluate_films, write_metrics
from core.examination.card import card
from core.examination.dossier import Subject, dossier
from core.examination.examiner import Answer
from core.examination.failures import failures
from core.examination.familiar import familiar, looks, reference
from core.examination.flow import flow
from core.examination.resuming import Unfinished
from core.examination.shortcuts import shortcuts
from core.inference.heatmap import film_heatmap
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

Finish = Callable[[ModelStore, ModelVersion], None]


def release(
    run: Run,
    store: ModelStore,
    *,
    version: str = "1.0.0",
    default: bool = False,
    finish: Finish | None = None,
) -> ModelVersion:
    """Put a run's network into the store with calibration, operating points, card, metrics and predictions.

    The store has all of it at once or nothing: until then it is a draft, which nobody is served from. A
    release that was broken off goes on with what it had not asked.
    finish: makes what else belongs to the version, given the store of drafts and the version.
    Raises `ModelError` where the store has that version or the validation part can't carry a calibration, and
    `RadiographError` for a film that can't be read any more.
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
    with store.draft(draft) as drafts:
        unfinished = Unfinished.of(run.material, drafts.save(run.network, draft, heads))
        finished = _examined(run, drafts, draft, unfinished)
        if finish is not None:
            finish(drafts, finished)
        store.take_in(drafts, finished)
    unfinished.clear()
    if not default:
        return finished
    store.make_default(finished)
    return replace(finished, default=True)


def _examined(run: Run, drafts: ModelStore, draft: ModelVersion, unfinished: Unfinished) -> ModelVersion:
    """Tune and test a draft, and write its card."""
    subject = Subject.of(drafts, draft, _films(run, Part.TEST), run.material.split.group_of())
    validation = _films(run, Part.VALIDATION)
    tuned = _tune(draft, unfinished.answers(subject.examiner, draft, validation, "calibrating"), validation)
    metrics = _test(run, replace(subject, version=tuned), drafts, unfinished)
    free = card(run.manifest, metrics, tuned.finding_levels)
    finished = replace(tuned, card=MappingProxyType(free))
    drafts.write_card(finished)
    return finished


def _tune(draft: ModelVersion, answers: Sequence[Answer], films: Sequence[Film]) -> ModelVersion:
    labels = np.array([film.fractured for film in films], np.int64)
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
        finding_levels=_levels(answers, labels, reference),
    )


def _levels(answers: Sequence[Answer], labels: NDArray[np.int64], reference: float) -> FindingLevels:
    """Levels of the map that regions are cut from; half, where no scale or no evidence lies on the films."""
    # Between two cells the map as it is shown swings above either, and of the padding it shows nothing.
    shown = np.array([film_heatmap(a.maps["gradcam"], a.frame, reference).max() for a in answers])
    if reference <= 0 or not shown[labels == 1].any():
        return FindingLevels(0.5, 0.5)
    return choose_finding_levels(shown, labels)


def _films(run: Run, part: Part) -> list[Film]:
    return run.material.split.select(run.material.atlas.films, part)


def _test(run: Run, subject: Subject, drafts: ModelStore, unfinished: Unfinished) -> Mapping[str, Any]:
    """Write predictions.csv and metrics.json and return the figures."""
    material, version, films, groups = run.material, subject.version, subject.films, subject.group_of
    folder, keep = drafts.folder(version), unfinished.parts(version, material)
    plain = unfinished.answers(subject.examiner, version, films, "testing")
    logits = {film.path: answer.logit for film, answer in zip(films, plain, strict=True)}

    def predict(path: Path) -> float:
        return float(calibrated(logits[path], version.calibration))

    data = {**run.manifest["data"], "split": Part.TEST.value, "found": len(material.atlas.films)}
    evaluation = evaluate_films(films, version, predict, folder, data=data, groups=groups)
    learnt = _films(run, Part.TRAIN)
    known = keep("training_look", lambda: reference(looks(learnt, "training films")))
    group_of = np.array([groups[film.image_id] for film in films], np.int64)
    metrics = {
        **evaluation.metrics,
        **dossier(subject, plain, keep),
        "shortcuts": keep("shortcuts", lambda: shortcuts(learnt, films, group_of)),
        "failures": failures(drafts.predictions(version)),
        "flow": flow(material.atlas.films, material.split),
        "training_look": known,
        "familiar": familiar([film.image_id for film in films], looks(films, "test films"), known, groups),
    }
    write_metrics(metrics, folder / "metrics.json")
    (folder / "run.json").unlink()
    return metrics
