"""The second half of `python -m core evaluate`: examine the network, compare it, and write the report."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from core.evaluation import Evaluation, compare, write_metrics
from core.examination.dossier import KeptParts, Subject, dossier
from core.examination.failures import failures, gallery
from core.examination.flow import flow
from core.examination.shortcuts import shortcuts
from core.models import ModelStore, Prediction
from core.records import ModelVersion
from core.reporting import Picture, write_report
from core.training import Film, Part, Split

Rival = tuple[ModelVersion, Evaluation]
Predicted = tuple[ModelVersion, Sequence[Prediction]]
_TITLES = {"missed": "Missed", "false_alarms": "False alarm"}


def rival(store: ModelStore, version: ModelVersion, asked: str) -> ModelVersion | None:
    """The version to compare with: the one asked for, else the store's first of another name, else none.

    Raises `UnknownModelError` where the one asked for is not there.
    """
    if asked:
        return store.find(asked)
    return next((other for other in store.versions() if other.name != version.name), None)


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What is evaluated, and where to.

    films: the evaluated ones out of found, all of a labelled folder. groups: of related films, where known.
    split: what parts the folder was divided into, where it is said.
    """

    store: ModelStore
    films: Sequence[Film]
    found: Sequence[Film]
    groups: Mapping[str, int] | None
    split: Split | None
    out: Path


def report(job: Job, evaluation: Evaluation, against: Rival | None) -> Evaluation:
    """Examine the version on the films that it gave a number for; write metrics.json and the report anew.

    Raises `CallusError` for a film that can't be read any more or a folder that can't be written.
    """
    out = job.out
    version = job.store.find(f"{evaluation.metrics['model']}-{evaluation.metrics['version']}")
    answered = {prediction.image_id for prediction in evaluation.predictions}
    films = [film for film in job.films if film.image_id in answered]
    subject = Subject.of(job.store, version, films, job.groups)
    run = json.loads((out / "run.json").read_text())
    keep = KeptParts(out / "parts.json", run)
    failed = failures(evaluation.predictions)
    metrics = {
        **evaluation.metrics,
        **dossier(subject, keep=keep),
        **keep("split", lambda: _of_split(job, subject)),
        "failures": failed,
    }
    write_metrics(metrics, out / "metrics.json")
    compared = None
    if against is not None:
        rivals = against[0], against[1].predictions
        compared = _compared((version, evaluation.predictions), rivals, job.groups)
        write_metrics(compared, out / "comparison.json")
    pictures = [
        Picture(f"{_TITLES[failure.kind]}: {failure.image_id}", failure.png, f"{failure.probability:.1%}")
        for failure in gallery(subject.films, failed, subject.examiner, version)
    ]
    write_report(metrics, version.card, out, made_on=date.today(), pictures=pictures, comparison=compared)
    return replace(evaluation, metrics=metrics)


def _of_split(job: Job, subject: Subject) -> dict[str, Any]:
    """What only a split tells: where the films went, and what its training films give away."""
    if job.split is None:
        return {}
    groups = np.array([subject.group_of[film.image_id] for film in subject.films], np.int64)
    learnt = job.split.select(job.found, Part.TRAIN)
    return {"flow": flow(job.found, job.split), "shortcuts": shortcuts(learnt, subject.films, groups)}


def report_stored(store: ModelStore, version: ModelVersion, groups: Mapping[str, int]) -> None:
    """Write a version's report beside it, from what the store has of it and of the version to compare with.

    Pictures of films stay out of the store. Raises `EvaluationError` where it can't be written.
    """
    other, compared = rival(store, version, ""), None
    if other is not None and (theirs := store.predictions(other)):
        compared = _compared((version, store.predictions(version)), (other, theirs), groups)
    card, folder = store.find(f"{version.name}-{version.version}").card, store.folder(version)
    write_report(store.metrics(version), card, folder, made_on=date.today(), comparison=compared)


def _compared(one: Predicted, other: Predicted, groups: Mapping[str, int] | None) -> dict[str, Any]:
    (version, ours), (rival_version, theirs) = one, other
    points = version.operating_points, rival_version.operating_points
    found = compare(ours, theirs, *points, groups)
    return {**found, "one": version.label, "other": rival_version.label}
