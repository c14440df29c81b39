"""Recalls: a fracture that readers missed is followed until those who must know were told.

A recall is append-only, like all else: it is opened by a decision, its steps say who was told, and it stays
open until the last word is "done". Where a later decision says that there is no fracture after all, the
recall is not closed but gets a step that says so, and is opened again if it was done: whoever was told of a
fracture must be told that too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from core.casebook import clock, trail
from core.casebook.paging import Page
from core.casebook.records import EventKind
from core.casebook.states import RecallStep
from core.casebook.tables import LARGEST_ID, DecisionTable, RecallStepTable, RecallTable
from core.errors import RecallError
from core.records import Call

_LONGEST_NAME = 128
_LONGEST_TOLD = 256
_LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of a recall; told: a role or a service, never a patient. at is UTC."""

    id: int
    step: RecallStep
    who: str
    told: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recall:
    """A missed fracture; missed_by: the readers whose final call was no fracture. opened_at is UTC."""

    id: int
    study_id: int
    decision_id: int
    opened_by: str
    opened_at: datetime
    missed_by: tuple[str, ...]
    steps: tuple[StepTaken, ...]
    is_open: bool

    @property
    def overruled(self) -> bool:
        """Whether a later decision said that there is no fracture."""
        return any(step.step == RecallStep.OVERRULED for step in self.steps)


@dataclass(frozen=True, slots=True)
class RecallPage(Page[Recall]):
    """One page of recalls."""


def follow(session: Session, decision: DecisionTable, missed: Sequence[str]) -> None:
    """Do what a new decision asks: open a recall, or tell those of its study that they are overruled.

    missed: the readers whose final call was no fracture; a recall that stands covers those that it names.
    """
    of_study = select(RecallTable).filter_by(study_id=decision.study_id).order_by(RecallTable.id)
    standing = [recall for recall in records(session, of_study) if not recall.overruled]
    if decision.label == Call.FRACTURE:
        if set(missed) - {name for recall in standing for name in recall.missed_by}:
            _open(session, decision, missed)
        return
    for recall in standing:
        note = f"Decision {decision.id} says that there is no fracture."
        _add(session, recall, RecallStep.OVERRULED, who=decision.who, told="", note=note)


def add_step(
    session: Session, recall_id: int, step: RecallStep, *, who: str, told: str, note: str
) -> StepTaken:
    """Add a step to an open recall; raises `RecallError` where it can't be meant."""
    who, told, note = who.strip(), told.strip(), note.strip()
    recall = _locked(session, recall_id)
    if not recall.is_open:
        raise RecallError("This recall is done. Nothing can be added to it.")
    _check(recall, step, who, told, note)
    return _add(session, recall, step, who=who, told=told, note=note)


def page(session: Session, is_open: bool, number: int, page_size: int) -> RecallPage:
    """Return a page of open recalls, the longest waiting first, or of done ones, the newest first."""
    state = stands_open() if is_open else ~stands_open()
    total = session.scalar(select(func.count()).select_from(RecallTable).where(state)) or 0
    number = min(max(1, number), max(1, -(-total // page_size)))
    order = RecallTable.id.asc() if is_open else RecallTable.id.desc()
    statement = select(RecallTable).where(state).order_by(order)
    rows = records(session, statement.offset((number - 1) * page_size).limit(page_size))
    return RecallPage(rows, total, number, page_size)


def every(session: Session, *, open_only: bool) -> tuple[Recall, ...]:
    """Return open recalls, or all, in the order in which they were opened."""
    statement = select(RecallTable).order_by(RecallTable.id)
    return records(session, statement.where(stands_open()) if open_only else statement)


def open_count(session: Session) -> int:
    """Return how many recalls wait for somebody to be told."""
    return session.scalar(select(func.count()).select_from(RecallTable).where(stands_open())) or 0


def records(session: Session, statement: Select[RecallTable]) -> tuple[Recall, ...]:
    """Return the recalls of a statement with their steps, in two questions to the database."""
    rows = session.scalars(statement).all()
    steps: dict[int, list[StepTaken]] = {row.id: [] for row in rows}
    of_these = select(RecallStepTable).where(RecallStepTable.recall_id.in_(steps))
    for step in session.scalars(of_these.order_by(RecallStepTable.id)):
        steps[step.recall_id].append(_step(step))
    return tuple(_recall(row, steps[row.id]) for row in rows)


def stands_open() -> ColumnElement[bool]:
    """Return the condition that nobody said "done", or that the decision was overruled after it."""
    done, later = aliased(RecallStepTable), aliased(RecallStepTable)
    overruled = exists().where(
        later.recall_id == done.recall_id, later.step == RecallStep.OVERRULED, later.id > done.id
    )
    return ~exists().where(and_(done.recall_id == RecallTable.id, done.step == RecallStep.DONE, ~overruled))


def _locked(session: Session, recall_id: int) -> Recall:
    """Return a recall as it stands, held so that two people don't close it at once."""
    row = session.get(RecallTable, recall_id) if 0 < recall_id <= LARGEST_ID else None
    if row is None:
        raise RecallError("There is no such recall.")
    session.refresh(row, with_for_update=True)
    return records(session, select(RecallTable).filter_by(id=recall_id))[0]


def _check(recall: Recall, step: RecallStep, who: str, told: str, note: str) -> None:
    if step == RecallStep.OVERRULED:
        raise RecallError("Only a new decision on the study overrules a recall.")
    if not 0 < len(who) <= _LONGEST_NAME:
        raise RecallError(f"A step needs the name of who took it, of at most {_LONGEST_NAME} letters.")
    if len(told) > _LONGEST_TOLD or len(note) > _LONGEST_NOTE:
        raise RecallError(f"Please be brief: {_LONGEST_TOLD} letters for who was told, {_LONGEST_NOTE} more.")
    if step == RecallStep.TOLD and not told:
        raise RecallError("Say who was told: a role or a service, never a patient.")
    since = [one.step for one in _since_overruled(recall.steps)]
    if step == RecallStep.DONE and RecallStep.TOLD not in since and not note:
        raise RecallError("Nobody was told yet. Say who was told first, or why nobody need be.")


def _since_overruled(steps: Sequence[StepTaken]) -> Iterable[StepTaken]:
    """Return the steps that answer the decision in force."""
    last = max((place for place, one in enumerate(steps) if one.step == RecallStep.OVERRULED), default=-1)
    return steps[last + 1 :]


def _open(session: Session, decision: DecisionTable, missed: Sequence[str]) -> None:
    row = RecallTable(
        study_id=decision.study_id,
        decision_id=decision.id,
        missed_by=list(missed),
        opened_by=decision.who,
        opened_at=decision.made_at,
    )
    session.add(row)
    session.flush()
    trail.record(
        session,
        EventKind.RECALL_OPENED,
        decision.who,
        study_id=row.study_id,
        detail=f"recall {row.id}",
        facts={"decision": decision.id, "missed_by": list(missed)},
    )


def _add(session: Session, recall: Recall, step: RecallStep, *, who: str, told: str, note: str) -> StepTaken:
    row = RecallStepTable(recall_id=recall.id, step=step, who=who, told=told, note=note, at=clock.now())
    session.add(row)
    session.flush()
    trail.record(
        session,
        EventKind.RECALL_STEP,
        who,
        study_id=recall.study_id,
        detail=f"recall {recall.id}: {step}",
        facts={"told": told} if told else {},
    )
    return _step(row)


def _step(row: RecallStepTable) -> StepTaken:
    return StepTaken(row.id, row.step, row.who, row.told, row.note, row.at)


def _recall(row: RecallTable, steps: Sequence[StepTaken]) -> Recall:
    words = [one.step for one in steps if one.step != RecallStep.TOLD]
    is_open = not words or words[-1] != RecallStep.DONE
    return Recall(
        row.id,
        row.study_id,
        row.decision_id,
        row.opened_by,
        row.opened_at,
        tuple(row.missed_by),
        tuple(steps),
        is_open,
    )
