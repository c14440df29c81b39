"""The second half of `python -m core evaluate`: examine the network, compare it, and write the report."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from core.evaluation import Evaluation, compare, write_metrics
from core.examination.dossier import KeptParts, Subject, dossier
from core.examination.failures import failures, gallery
from core.models import ModelStore
from core.records import ModelVersion
from core.reporting import Picture, write_report
from core.training import Film

Rival = tuple[ModelVersion, Evaluation]
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
    """What is evaluated, and where to: films of one labelled folder; groups of related ones, where known."""

    store: ModelStore
    films: Sequence[Film]
    groups: Mapping[str, int] | None
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
    found = dossier(subject, keep=KeptParts(out / "parts.json", run))
    failed = failures(evaluation.predictions)
    metrics = {**evaluation.metrics, **found, "failures": failed}
    write_metrics(metrics, out / "metrics.json")
    compared = None if against is None else _compared(evaluation, version, against, job.groups)
    if compared is not None:
        write_metrics(compared, out / "comparison.json")
    pictures = [
        Picture(f"{_TITLES[failure.kind]}: {failure.image_id}", failure.png, f"{failure.probability:.1%}")
        for failure in gallery(subject.films, failed, subject.examiner, version)
    ]
    write_report(metrics, version.card, out, made_on=date.today(), pictures=pictures, comparison=compared)
    return replace(evaluation, metrics=metrics)


def _compared(
    evaluation: Evaluation, version: ModelVersion, against: Rival, groups: Mapping[str, int] | None
) -> dict[str, Any]:
    other, others = against
    found = compare(
        evaluation.predictions,
        others.predictions,
        version.operating_points,
        other.operating_points,
        groups,
    )
    return {**found, "one": version.label, "other": other.label}
