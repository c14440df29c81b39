"""Whether a study is to be decided on: worked out anew from its reads whenever one is added or decided on.

Opinions differ, or, where they don't, it is drawn for an audit when its read is signed. The draw knows
nothing of the study but its key, so that the studies drawn speak for all that nobody disputes.

Only what a reader says now counts: the last of each reader's reads, which takes the place of what it
corrects. A decision covers the reads that its author saw, by their numbers and not by the clock, so that a
read that came in meanwhile is never covered by mistake.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casebook.department import terms_in_force
from core.casebook.states import Cause, Dispute
from core.casebook.tables import DecisionTable, FirstReadTable, ReadTable, StudyTable
from core.records import Agreement, Band, Call

_OPPOSITE = {Call.FRACTURE: Call.NO_FRACTURE, Call.NO_FRACTURE: Call.FRACTURE}
_DRAWN = (Cause.AUDIT,)
_SAID = {Band.POSITIVE: Call.FRACTURE, Band.NEGATIVE: Call.NO_FRACTURE}


def reconsider(session: Session, study: StudyTable, *, signed: bool = False) -> None:
    """Write a study's dispute, its causes and whether a fracture may have been missed.

    To be called after a read or a decision was flushed, with the study locked. signed: whether a read was
    just signed, which is when an audit is drawn; one that was drawn stays while nobody disputes the study.
    """
    finals = current_reads(session, study.id)
    first = dict(
        session.execute(select(FirstReadTable.reader, FirstReadTable.call).filter_by(study_id=study.id)).all()
    )
    decision = latest_decision(session, study.id)
    causes = causes_of(study.band, finals, first)
    drawn = signed and decision is None and terms_in_force(session).audits(study.key)
    if not causes and (drawn or study.causes == list(_DRAWN)):
        causes = _DRAWN
    study.causes = [str(cause) for cause in causes]
    study.missed = _may_be_missed(study.band, finals, first)
    study.dispute = _state(causes, finals, decision)


def draw(study: StudyTable) -> bool:
    """Put a read study that nobody disputes up for an audit; returns whether it was one."""
    if not study.is_read or study.dispute is not Dispute.NONE:
        return False
    study.causes, study.dispute = [str(cause) for cause in _DRAWN], Dispute.AUDIT
    return True


def current_reads(session: Session, study_id: int, until: int | None = None) -> tuple[ReadTable, ...]:
    """Return each reader's last read of a study in the order made; until: the number of the last to count."""
    of_study = select(ReadTable).filter_by(study_id=study_id).order_by(ReadTable.id)
    if until is not None:
        of_study = of_study.where(ReadTable.id <= until)
    last = {row.reader: row for row in session.scalars(of_study)}
    return tuple(sorted(last.values(), key=lambda row: row.id))


def latest_decision(session: Session, study_id: int) -> DecisionTable | None:
    """Return the decision in force, None where there is none."""
    of_study = select(DecisionTable).filter_by(study_id=study_id)
    return session.scalar(of_study.order_by(DecisionTable.id.desc()).limit(1))


def causes_of(band: Band | None, finals: Sequence[ReadTable], first: Mapping[str, Call]) -> tuple[Cause, ...]:
    """Return why opinions differ; band: of the deciding view, first: each reader's call before the answer."""
    calls = {row.call for row in finals}
    against_model = any(_objects(row) or row.call == _OPPOSITE.get(_said(band)) for row in finals)
    found = {
        Cause.MODEL_AND_READER: against_model,
        Cause.READERS: {Call.FRACTURE, Call.NO_FRACTURE} <= calls,
        Cause.CHANGED_MIND: any(first.get(row.reader, row.call) != row.call for row in finals),
    }
    return tuple(cause for cause, holds in found.items() if holds)


def _objects(read: ReadTable) -> bool:
    return read.objection is not None or read.agreement == Agreement.DISAGREE


def _said(band: Band | None) -> Call:
    """Return what a band says of the film; doubt, and no answer at all, contradict nobody."""
    return _SAID.get(band, Call.UNSURE) if band else Call.UNSURE


def _may_be_missed(band: Band | None, finals: Sequence[ReadTable], first: Mapping[str, Call]) -> bool:
    """Say whether a reader's no fracture stands against anybody's fracture: the model's, or a person's."""
    said = {_said(band), *first.values(), *(row.call for row in finals)}
    return Call.FRACTURE in said and any(row.call == Call.NO_FRACTURE for row in finals)


def _state(causes: Sequence[Cause], finals: Sequence[ReadTable], decision: DecisionTable | None) -> Dispute:
    if decision is None:
        return Dispute.AUDIT if causes == _DRAWN else Dispute.OPEN if causes else Dispute.NONE
    against = _OPPOSITE[decision.label]
    later = (row for row in finals if row.id > (decision.last_read_id or 0))
    return Dispute.OPEN if any(row.call == against for row in later) else Dispute.DECIDED
