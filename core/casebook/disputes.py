"""Disputes: studies on which opinions differ, or that were drawn for an audit, and what a senior decides.

A decision is the reference label of its study, with its author. It is never changed: whoever thinks again
makes a new decision that names the old one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, null, or_, select
from sqlalchemy.orm import Session

from core.casebook import clock, recalls, rows, trail
from core.casebook.database import ConflictError, Database
from core.casebook.disputing import current_reads, draw, latest_decision, reconsider
from core.casebook.reading_rules import check_marks
from core.casebook.recalls import Recall, RecallPage, StepTaken
from core.casebook.records import EventKind
from core.casebook.rules import checked_name, found_study, locked_study
from core.casebook.states import TO_DECIDE, Cause, Dispute, RecallStep
from core.casebook.study_records import StudyPage
from core.casebook.tables import DecisionTable, ReadTable, StudyTable
from core.casebook.worklist import STUDY_COLUMNS, study_row
from core.errors import DecisionError
from core.records import Call, Mark

_LONGEST_REASON = 2000
_AUDIT = StudyTable.dispute == Dispute.AUDIT
_TOO_LATE = "Somebody decided on this study meanwhile. Look at that decision first."


@dataclass(frozen=True, slots=True)
class Decision:
    """What a senior reader decided on a study; label: fracture or no fracture, why: plain words.

    marks: where the fracture is. first_look: what they said of the film before they saw the opinions.
    supersedes: the decision in force that this one replaces, None where it is the first.
    last_read_id: the newest read that its author saw; the newest of all where it is left out.
    causes, id and made_at (UTC) are given by the casebook.
    """

    study_id: int
    who: str
    label: Call
    why: str
    marks: tuple[Mark, ...] = ()
    causes: tuple[Cause, ...] = ()
    supersedes: int | None = None
    first_look: Call | None = None
    last_read_id: int | None = None
    id: int | None = None
    made_at: datetime | None = None


class Disputes:
    """The queue of disagreements, the decisions on them, and the recalls that these open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(
        self,
        *,
        state: Dispute = Dispute.OPEN,
        cause: Cause | None = None,
        page: int = 1,
        page_size: int = 25,
    ) -> StudyPage:
        """Return a page of the studies in a state, those with a cause only where one is given.

        With the open ones come those drawn for an audit. What a reader may have missed comes first, then the
        most suspicious, and audits last, in the order in which they came, so that how far somebody got with
        them says nothing of what they show; decided ones the newest first. A page beyond the last gives the
        last.
        """
        states = TO_DECIDE if state == Dispute.OPEN else (state,)
        which = [StudyTable.dispute.in_(states), *_with_cause(cause)]
        with self._database.reading() as session:
            total = session.scalar(select(func.count()).select_from(StudyTable).where(*which)) or 0
            page = min(max(1, page), max(1, -(-total // page_size)))
            ids = select(StudyTable.id).where(*which).order_by(*_order(state))
            found = ids.offset((page - 1) * page_size).limit(page_size).subquery()
            asked = select(*STUDY_COLUMNS).join(found, found.c.id == StudyTable.id).order_by(*_order(state))
            listed, now = session.execute(asked).all(), clock.now()
        return StudyPage(tuple(study_row(row, now) for row in listed), total, page, page_size)

    def next_after(self, study_id: int) -> int | None:
        """Return the study to decide on after this one in the order of the queue, None where no other waits.

        After the last, and after a study that is not in the queue, it begins anew.
        Raises `UnknownStudyError`.
        """
        waiting = select(StudyTable.id).where(StudyTable.dispute.in_(TO_DECIDE), StudyTable.id != study_id)
        waiting = waiting.order_by(*_order(Dispute.OPEN)).limit(1)
        with self._database.reading() as session:
            here = found_study(session, study_id)
            if here.dispute in TO_DECIDE:
                beyond = session.scalar(waiting.where(_beyond(here)))
                if beyond is not None:
                    return beyond
            return session.scalar(waiting)

    def decide(self, decision: Decision) -> Decision:
        """Keep a decision and return it with its id, causes and `made_at` (UTC), given here.

        It becomes the study's reference; a fracture that readers' final calls missed opens a recall, and no
        fracture overrules those that stand. The same decision sent twice is kept once. Raises
        `UnknownStudyError`; `DecisionError` where the reason is missing, the label is no decision, nobody
        disagrees, or somebody decided meanwhile; `CasebookError` where the name or a mark can't be meant.
        """
        try:
            with self._database.writing() as session:
                study = locked_study(session, decision.study_id)
                earlier = latest_decision(session, study.id)
                if earlier is not None and _same(earlier, decision):
                    return _decision(earlier)
                row = _checked_row(session, decision, study, earlier)
                session.add(row)
                session.flush()
                study.reference, study.reference_at = row.label, row.made_at
                if earlier is None:
                    study.call_then, study.causes_then = study.call, row.causes
                reconsider(session, study)
                _tell(session, row, study)
                seen = current_reads(session, study.id, row.last_read_id or 0)
                missed = [read.reader for read in seen if read.call == Call.NO_FRACTURE]
                recalls.follow(session, row, missed)
        except ConflictError as cause:
            raise DecisionError(_TOO_LATE) from cause
        return _decision(row)

    def draw(self, study_ids: Iterable[int], who: str) -> int:
        """Put studies up for an audit beyond the random draw, and return how many that were.

        Those that are unread, in dispute, drawn or decided already stay as they are. Figures take the decided
        ones of a kind for a fair draw of it, so draw by kind and never by what a film shows. Raises
        `UnknownStudyError`; `CasebookError` where the name can't be meant.
        """
        who = checked_name(who)
        with self._database.writing() as session:
            drawn = [number for number in sorted(set(study_ids)) if draw(locked_study(session, number))]
            for number in drawn:
                trail.record(session, EventKind.AUDIT_DRAWN, who, study_id=number)
        return len(drawn)

    def decisions(self, study_id: int) -> tuple[Decision, ...]:
        """Return a study's decisions, the one in force first."""
        of_study = select(DecisionTable).filter_by(study_id=study_id).order_by(DecisionTable.id.desc())
        with self._database.reading() as session:
            return tuple(_decision(row) for row in session.scalars(of_study))

    def recalls(self, *, open_only: bool = True) -> tuple[Recall, ...]:
        """Return the recalls that wait for somebody to be told, or all, in the order opened."""
        with self._database.reading() as session:
            return recalls.every(session, open_only=open_only)

    def recall_page(self, *, is_open: bool, page: int = 1, page_size: int = 25) -> RecallPage:
        """Return one page of open recalls, the longest waiting first, or of done ones, the newest first."""
        with self._database.reading() as session:
            return recalls.page(session, is_open, page, page_size)

    def step(self, recall_id: int, step: RecallStep, who: str, told: str = "", note: str = "") -> StepTaken:
        """Add a step to an open recall; told: a role or service, never a patient. Raises `RecallError`."""
        with self._database.writing() as session:
            return recalls.add_step(session, recall_id, step, who=who, told=told, note=note)


def _order(state: Dispute) -> tuple[ColumnElement[Any], ...]:
    if state == Dispute.DECIDED:
        return StudyTable.reference_at.desc(), StudyTable.id.desc()
    audits_last = case((_AUDIT, 1), else_=0)
    suspicion = case((_AUDIT, null()), else_=StudyTable.probability)
    place = case((_AUDIT, -StudyTable.id), else_=StudyTable.id)
    return audits_last, StudyTable.missed.desc(), suspicion.desc().nulls_last(), place.desc()


def _beyond(study: StudyTable) -> ColumnElement[bool]:
    """Return whether a row comes after a study in the queue."""
    if study.dispute == Dispute.AUDIT:
        return and_(_AUDIT, StudyTable.id > study.id)
    return or_(_AUDIT, _less_urgent(study))


def _less_urgent(study: StudyTable) -> ColumnElement[bool]:
    lower = StudyTable.probability.is_(None), StudyTable.id < study.id
    if study.probability is None:
        after = and_(*lower)
    else:
        same = and_(StudyTable.probability == study.probability, lower[1])
        after = or_(StudyTable.probability < study.probability, same, lower[0])
    alike = and_(StudyTable.missed.is_(study.missed), after)
    return or_(alike, StudyTable.missed.is_(False)) if study.missed else alike


def _with_cause(cause: Cause | None) -> tuple[ColumnElement[bool], ...]:
    # The words are few and none holds another, so that a part of the JSON's text finds them on any database.
    return () if cause is None else (cast(StudyTable.causes, Text).contains(f'"{cause}"'),)


def _same(earlier: DecisionTable, decision: Decision) -> bool:
    """Say whether a form was only sent twice."""
    said = earlier.who, earlier.label, earlier.why, earlier.supersedes
    return said == (decision.who.strip(), decision.label, decision.why.strip(), decision.supersedes)


def _checked_row(
    session: Session, decision: Decision, study: StudyTable, earlier: DecisionTable | None
) -> DecisionTable:
    who, why = checked_name(decision.who), decision.why.strip()
    if decision.label not in (Call.FRACTURE, Call.NO_FRACTURE):
        raise DecisionError("A decision says fracture or no fracture.")
    if not 0 < len(why) <= _LONGEST_REASON:
        raise DecisionError(f"A decision needs a reason, of at most {_LONGEST_REASON} letters.")
    if study.dispute == Dispute.NONE:
        raise DecisionError("Nobody disagrees on this study: there is nothing to decide.")
    if decision.supersedes != (earlier.id if earlier else None):
        raise DecisionError(_TOO_LATE)
    if decision.marks and decision.label == Call.NO_FRACTURE:
        raise DecisionError("Places were marked, but the decision is no fracture. Take the marks away first.")
    check_marks(session, study, decision.marks)
    return DecisionTable(
        study_id=study.id,
        supersedes=decision.supersedes,
        last_read_id=_last_read(session, decision),
        who=who,
        label=decision.label,
        first_look=decision.first_look,
        marks=rows.kept_marks(decision.marks),
        why=why,
        causes=list(study.causes),
        made_at=clock.now(),
    )


def _last_read(session: Session, decision: Decision) -> int | None:
    newest = session.scalar(select(func.max(ReadTable.id)).filter_by(study_id=decision.study_id))
    if decision.last_read_id is None or newest is None:
        return newest
    return min(decision.last_read_id, newest)


def _tell(session: Session, row: DecisionTable, study: StudyTable) -> None:
    facts: Mapping[str, Any] = {
        "label": str(row.label),
        "causes": row.causes,
        "supersedes": row.supersedes,
        "model": f"{study.model} {study.version}" if study.model else None,
    }
    trail.record(
        session,
        EventKind.DISPUTE_DECIDED,
        row.who,
        study_id=study.id,
        case_id=study.case_id,
        detail=f"decision {row.id}: {row.label}",
        facts=facts,
    )


def _decision(row: DecisionTable) -> Decision:
    plain = {"study_id", "who", "label", "why", "supersedes", "first_look", "last_read_id", "id", "made_at"}
    return Decision(
        **{name: getattr(row, name) for name in plain},
        marks=rows.marks_of(row.marks),
        causes=tuple(Cause(word) for word in row.causes),
    )
