"""The second half of `python -m core evaluate`: examine the network, compare it, and write the report."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from core.evaluation import Evaluation, compare, compare_pointing, write_metrics
from core.evaluation.selection import data_digest
from core.examination.asking import AskedOnce
from core.examination.dossier import KeptParts, Subject, dossier
from core.examination.examining import pointed
from core.examination.failures import failures, gallery
from core.examination.familiar import familiar, looks
from core.examination.flow import flow
from core.examination.shortcuts import shortcuts
from core.models import ModelStore, Prediction
from core.records import ModelVersion
from core.reporting import Picture, write_report
from core.training import Film, Part, Split
from core.training.digests import digest_of, split_digest, told_digest

Predicted = tuple[ModelVersion, Sequence[Prediction], Mapping[str, Any]]
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


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """A version with the films that it was asked of, what it said of each, and the figures."""

    subject: Subject
    asked: AskedOnce
    evaluation: Evaluation

    @property
    def answered(self) -> Subject:
        """The version with the films that it gave a number for."""
        known = {prediction.image_id for prediction in self.evaluation.predictions}
        return replace(self.subject, films=[f for f in self.subject.films if f.image_id in known])

    def predicted(self, pointing: Mapping[str, Any]) -> Predicted:
        """What a comparison needs of it."""
        return self.subject.version, self.evaluation.predictions, pointing


def report(job: Job, own: Examined, against: Examined | None) -> Evaluation:
    """Examine the version on the films that it gave a number for; write metrics.json and the report anew.

    Raises `CallusError` for a film that can't be read any more or a folder that can't be written.
    """
    out, evaluation, subject = job.out, own.evaluation, own.answered
    answers = own.asked.answers(subject.films)
    keep = KeptParts(out / "parts.json", _rests_on(job, subject))
    failed = failures(evaluation.predictions)
    metrics = {
        **evaluation.metrics,
        **dossier(subject, answers, keep),
        **keep("split", lambda: _of_split(job, subject)),
        **keep("familiar", lambda: _familiar(job.store, subject)),
        "failures": failed,
    }
    write_metrics(metrics, out / "metrics.json")
    compared = None if against is None else _against(job, own.predicted(metrics), against)
    said = {film.image_id: answer for film, answer in zip(subject.films, answers, strict=True)}
    pictures = [
        Picture(
            f"{_TITLES[failure.kind]}: {failure.image_id}",
            failure.png,
            f"{failure.probability:.1%}".replace("%", " %"),
        )
        for failure in gallery(subject.films, failed, said, subject.version)
    ]
    card = subject.version.card
    write_report(metrics, card, out, made_on=date.today(), pictures=pictures, comparison=compared)
    return replace(evaluation, metrics=metrics)


def _rests_on(job: Job, subject: Subject) -> dict[str, str]:
    """All that finished parts rest on: the run itself, what is told of the films, groups, and the split."""
    run: dict[str, str] = json.loads((job.out / "run.json").read_text())
    rest = {
        "told": told_digest(job.films),
        "groups": digest_of({film.image_id: subject.group_of[film.image_id] for film in job.films}),
        "split": "",
    }
    if job.split is not None:
        learnt = job.split.select(job.found, Part.TRAIN)
        found = [film.image_id for film in job.found]
        rest["split"] = digest_of([split_digest(job.split), data_digest(learnt), found])
    return {**run, **rest}


def _against(job: Job, ours: Predicted, against: Examined) -> dict[str, Any]:
    """Compare with another version, by its answers and by where its heatmap points; keep it in a file."""
    subject = against.answered
    marked = [film for film in subject.films if film.fractured and film.boxes]
    game = pointed(marked, against.asked.answers(marked), subject.group_of)
    compared = _compared(ours, against.predicted({"pointing": game}), job.groups)
    write_metrics(compared, job.out / "comparison.json")
    return compared


def _of_split(job: Job, subject: Subject) -> dict[str, Any]:
    """What only a split tells: where the films went, and what its training films give away."""
    if job.split is None:
        return {}
    groups = np.array([subject.group_of[film.image_id] for film in subject.films], np.int64)
    learnt = job.split.select(job.found, Part.TRAIN)
    return {"flow": flow(job.found, job.split), "shortcuts": shortcuts(learnt, subject.films, groups)}


def _familiar(store: ModelStore, subject: Subject) -> dict[str, Any]:
    """Whether the films look like those that the version was trained on, where the store knows these."""
    known = store.metrics(subject.version).get("training_look")
    if known is None:
        return {}
    ids = [film.image_id for film in subject.films]
    return {"familiar": familiar(ids, looks(subject.films, "evaluated films"), known, subject.group_of)}


def report_stored(
    drafts: ModelStore, version: ModelVersion, store: ModelStore, groups: Mapping[str, int]
) -> None:
    """Write a version's report beside it in `drafts`, compared with one of `store`.

    Pictures of films stay out of either. Raises `EvaluationError` where it can't be written.
    """
    other, compared = rival(store, version, ""), None
    if other is not None and (theirs := store.predictions(other)):
        ours = version, drafts.predictions(version), drafts.metrics(version)
        compared = _compared(ours, (other, theirs, store.metrics(other)), groups)
    card, folder = drafts.find(f"{version.name}-{version.version}").card, drafts.folder(version)
    write_report(drafts.metrics(version), card, folder, made_on=date.today(), comparison=compared)


def _compared(one: Predicted, other: Predicted, groups: Mapping[str, int] | None) -> dict[str, Any]:
    (version, ours, own), (rival_version, theirs, others) = one, other
    points = version.operating_points, rival_version.operating_points
    found = compare(ours, theirs, *points, groups)
    return {
        **found,
        "pointing": compare_pointing(own.get("pointing"), others.get("pointing"), groups),
        "one": version.label,
        "other": rival_version.label,
    }
