"""Cases and studies found, and locked in one order, so that no two transactions wait for each other."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casebook.tables import LARGEST_ID, CaseTable, ImageTable, StudyTable
from core.errors import CasebookError, UnknownCaseError, UnknownStudyError

LONGEST_NAME = 128
# Nobody else changes the row meanwhile, but others may point to it: a line of the trail that names a study
# must not wait for whoever has locked that study and waits for the trail.
_LOCK = {"key_share": True}


def checked_name(name: str) -> str:
    """Return a trimmed name; raises `CasebookError` for none, and for one that is too long."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise CasebookError(f"This needs a name, of at most {LONGEST_NAME} letters.")
    return name.strip()


def found_case(session: Session, case_id: int) -> CaseTable:
    """Return a case; raises `UnknownCaseError`."""
    case = session.get(CaseTable, case_id) if 0 < case_id <= LARGEST_ID else None
    if case is None:
        raise UnknownCaseError
    return case


def found_image(session: Session, case_id: int) -> ImageTable:
    """Return the image of a case; raises `UnknownCaseError`."""
    found_case(session, case_id)
    return session.scalars(select(ImageTable).filter_by(case_id=case_id)).one()


def found_study(session: Session, study_id: int) -> StudyTable:
    """Return a study; raises `UnknownStudyError`, for one too that has become part of another."""
    study = session.get(StudyTable, study_id) if 0 < study_id <= LARGEST_ID else None
    if study is None or study.joined_into is not None:
        raise UnknownStudyError
    return study


def locked_study(session: Session, study_id: int) -> StudyTable:
    """Return a study that no other transaction changes meanwhile; raises `UnknownStudyError`."""
    study = found_study(session, study_id)
    session.refresh(study, with_for_update=_LOCK)
    return found_study(session, study.id)


def locked_case(session: Session, case_id: int) -> tuple[CaseTable, StudyTable]:
    """Return a case and its study, neither of which changes meanwhile; raises `UnknownCaseError`.

    The study is locked first, by everybody; whoever finds then that the case has gone to another study since
    takes that one.
    """
    case = found_case(session, case_id)
    while True:
        study = session.get_one(StudyTable, case.study_id, with_for_update=_LOCK, populate_existing=True)
        session.refresh(case, with_for_update=_LOCK)
        if case.study_id == study.id:
            return case, study


def films_of(session: Session, study_id: int) -> Sequence[CaseTable]:
    """Return the films of a study in the order in which they came."""
    return session.scalars(select(CaseTable).filter_by(study_id=study_id).order_by(CaseTable.id)).all()
