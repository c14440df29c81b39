"""What must hold of a read before it is kept, and what its study copies from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.casebook import rows
from core.casebook.rules import LONGEST_NAME
from core.casebook.tables import AnalysisTable, CaseTable, FirstReadTable, ImageTable, ReadTable, StudyTable
from core.errors import InvalidReadError
from core.records import Agreement, FirstRead, Mark, Mode, Read

# A form that was sent twice says the same again at once; nobody reads a film anew in this time.
TWICE_WITHIN = timedelta(seconds=10)


def same_first(earlier: FirstReadTable, first: FirstRead) -> FirstRead:
    """Return the first read that is there, where it is said again; raises `InvalidReadError` for another."""
    kept = rows.first_read_record(earlier)
    if kept != replace(first, seconds=kept.seconds, id=kept.id, made_at=kept.made_at):
        raise InvalidReadError(
            "You have made your first read of this study. It stays as it is; change your call in the read."
        )
    return kept


def check_first(session: Session, study: StudyTable, first: FirstRead) -> None:
    """Raise `InvalidReadError` for a first read that does not fit its study."""
    _check_statement(session, study, first)
    if study.mode is not Mode.BLIND_FIRST:
        raise InvalidReadError("This study is read with the answer in view: it has no first read.")


def twin(session: Session, study: StudyTable, read: Read, now: datetime) -> ReadTable | None:
    """Return the reader's last read of a study where `read` is that one, sent twice."""
    newest = select(ReadTable).filter_by(study_id=study.id, reader=read.reader)
    row = session.scalar(newest.order_by(ReadTable.id.desc()).limit(1))
    if row is None or read.corrects is not None or abs(now - row.made_at) > TWICE_WITHIN:
        return None
    kept = rows.read_record(row)
    same = replace(read, seconds=kept.seconds, id=kept.id, made_at=kept.made_at, study_id=kept.study_id)
    # A film that has joined the study meanwhile makes it another one to read.
    return row if kept == same and study.is_read else None


def check_read(
    session: Session, study: StudyTable, read: Read
) -> tuple[AnalysisTable | None, FirstReadTable | None]:
    """Return the analysis that was read and the reader's first read, where there are any.

    Raises `InvalidReadError` for a read that does not fit its study.
    """
    _check_statement(session, study, read)
    if read.objection is not None and read.agreement is not Agreement.DISAGREE:
        raise InvalidReadError("Only a reader who disagrees says what is wrong with the answer.")
    if read.corrects is not None:
        _check_correction(session, study, read, session.get(ReadTable, read.corrects))
    return _analysis(session, read), _first(session, study, read)


def surely_blind(session: Session, first: FirstReadTable | None) -> FirstReadTable | None:
    """Return a first read that figures may count as blind, None for one that they may not.

    Once somebody has signed, the study lies open among the cases: who says what they see only then may have
    seen the answer there.
    """
    if first is None:
        return None
    earlier = select(ReadTable.id).where(
        ReadTable.study_id == first.study_id,
        ReadTable.reader != first.reader,
        ReadTable.made_at <= first.made_at,
    )
    return None if session.scalar(earlier.limit(1)) is not None else first


def copy_read(session: Session, study: StudyTable, read: ReadTable) -> None:
    """Let a read be the latest of a study and of all its films, and its reader be done with it."""
    latest = {
        "is_read": True,
        "call": read.call,
        "agreement": read.agreement,
        "reader": read.reader,
        "read_at": read.made_at,
    }
    for name, value in latest.items():
        setattr(study, name, value)
    session.execute(update(CaseTable).where(CaseTable.study_id == study.id).values(latest))
    readers = select(func.count(ReadTable.reader.distinct())).filter_by(study_id=study.id)
    study.reads = session.execute(readers).scalar_one()
    if study.claimed_by == read.reader:
        study.claimed_by = study.claimed_until = None


def said(row: FirstReadTable | ReadTable) -> dict[str, Any]:
    """Return what a reader said, for the trail; free text stays out of it."""
    return {"call": str(row.call), "confidence": row.confidence, "marks": row.marks, "seconds": row.seconds}


def seen(row: ReadTable) -> dict[str, Any]:
    """Return under which answer and settings a read was made, for the trail."""
    return {
        "agreement": str(row.agreement),
        "objection": row.objection and str(row.objection),
        "mode": row.mode and str(row.mode),
        "first_read": row.first_read_id,
        "corrects": row.corrects,
        "analysis": row.analysis_id,
        "model": row.model and f"{row.model} {row.version}",
        "band": row.band and str(row.band),
    }


def _check_statement(session: Session, study: StudyTable, read: FirstRead | Read) -> None:
    if not 0 < len(read.reader.strip()) <= LONGEST_NAME:
        raise InvalidReadError(f"A read needs its reader's name, of at most {LONGEST_NAME} letters.")
    if read.confidence is not None and not 0 <= read.confidence <= 100:
        raise InvalidReadError("Confidence lies between 0 and 100.")
    check_marks(session, study, read.marks)


def check_marks(session: Session, study: StudyTable, marks: Sequence[Mark]) -> None:
    """Raise `InvalidReadError` where a mark lies on no film of the study, or not wholly on its film."""
    if not marks:
        return
    sizes = select(ImageTable.case_id, ImageTable.width, ImageTable.height).join(
        CaseTable, CaseTable.id == ImageTable.case_id
    )
    films = {
        case_id: (width, height)
        for case_id, width, height in session.execute(sizes.where(CaseTable.study_id == study.id))
    }
    for mark in marks:
        if mark.case_id not in films:
            raise InvalidReadError("A mark is on a film of another study.")
        (width, height), box = films[mark.case_id], mark.box
        if not (0 <= box.x0 < box.x1 <= width and 0 <= box.y0 < box.y1 <= height):
            raise InvalidReadError("A mark is empty or reaches beyond its film.")


def _check_correction(session: Session, study: StudyTable, read: Read, corrected: ReadTable | None) -> None:
    if corrected is None or corrected.study_id != study.id:
        raise InvalidReadError("The read to correct is not of this study.")
    if corrected.reader != read.reader:
        raise InvalidReadError("A read can only be corrected by the reader who made it.")
    if session.scalar(select(ReadTable.id).filter_by(corrects=corrected.id)):
        raise InvalidReadError("This read was corrected before. Correct the newer one.")


def _analysis(session: Session, read: Read) -> AnalysisTable | None:
    if read.analysis_id is None:
        return None
    analysis = session.get(AnalysisTable, read.analysis_id)
    if analysis is None or analysis.case_id != read.case_id:
        raise InvalidReadError("The analysis that was read is not of this case.")
    return analysis


def _first(session: Session, study: StudyTable, read: Read) -> FirstReadTable | None:
    if read.first_read_id is None:
        if study.mode is Mode.BLIND_FIRST:
            raise InvalidReadError("This study is read blind first: say what you see before the answer.")
        return None
    first = session.get(FirstReadTable, read.first_read_id)
    if first is None or (first.study_id, first.reader) != (study.id, read.reader):
        raise InvalidReadError("The first read is not this reader's first read of this study.")
    return first
