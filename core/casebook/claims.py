"""Who is reading a study now: taken by one statement, so that two readers never get the same one."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from core.casebook import trail
from core.casebook.department import terms_in_force
from core.casebook.records import EventKind
from core.casebook.rules import found_study
from core.casebook.study_records import Claim
from core.casebook.tables import StudyTable


def is_held(study: StudyTable, reader: str, now: datetime) -> bool:
    """Say whether somebody other than a reader holds a study; a claim that has run out is none."""
    return study.claimed_until is not None and study.claimed_until > now and study.claimed_by != reader


def claim(session: Session, study_id: int, reader: str, now: datetime, *, unread: bool = False) -> Claim:
    """Take a study, or say who holds it; raises `UnknownStudyError`.

    The database itself asks and writes in one statement: where two ask at once, the second finds the first.
    """
    study = found_study(session, study_id)
    renewed = study.claimed_by == reader and not _is_over(study, now)
    until = now + timedelta(minutes=terms_in_force(session).claim_minutes)
    free = or_(
        StudyTable.claimed_by.is_(None), StudyTable.claimed_by == reader, StudyTable.claimed_until <= now
    )
    taking = update(StudyTable).where(StudyTable.id == study_id, StudyTable.joined_into.is_(None), free)
    if unread:
        taking = taking.where(StudyTable.is_read.is_(False))
    session.execute(taking.values(claimed_by=reader, claimed_until=until))
    session.refresh(study)
    if unread and study.is_read:
        return Claim(False, study.reader or "", now)
    if study.claimed_by != reader:
        return Claim(False, study.claimed_by or "", study.claimed_until or now)
    if not renewed:
        trail.record(session, EventKind.STUDY_CLAIMED, reader, study_id=study_id)
    return Claim(True, reader, until)


def release(session: Session, study_id: int, reader: str) -> None:
    """Give a study back; nothing happens where the reader doesn't hold it. Raises `UnknownStudyError`."""
    study = found_study(session, study_id)
    held = StudyTable.id == study_id, StudyTable.claimed_by == reader
    done = session.execute(
        update(StudyTable).where(*held).values(claimed_by=None, claimed_until=None).returning(StudyTable.id)
    )
    if done.first():
        trail.record(session, EventKind.STUDY_RELEASED, reader, study_id=study.id)


def _is_over(study: StudyTable, now: datetime) -> bool:
    return study.claimed_until is None or study.claimed_until <= now
