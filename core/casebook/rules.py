"""What must hold before something is added to a case, and what a case copies from what was added."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casebook.tables import LARGEST_ID, AnalysisTable, CaseTable, ImageTable, ReadTable
from core.errors import InvalidReadError, UnknownCaseError
from core.records import Read

_LONGEST_NAME = 128


def found_case(session: Session, case_id: int) -> CaseTable:
    """Return a case; raises `UnknownCaseError`."""
    case = session.get(CaseTable, case_id) if 0 < case_id <= LARGEST_ID else None
    if case is None:
        raise UnknownCaseError
    return case


def locked_case(session: Session, case_id: int) -> CaseTable:
    """Return a case that no other transaction changes meanwhile, so that it copies the last row added."""
    case = found_case(session, case_id)
    session.refresh(case, with_for_update=True)
    return case


def found_image(session: Session, case_id: int) -> ImageTable:
    """Return the image of a case; raises `UnknownCaseError`."""
    found_case(session, case_id)
    return session.scalars(select(ImageTable).filter_by(case_id=case_id)).one()


def check_read(session: Session, read: Read) -> AnalysisTable | None:
    """Return the analysis that was read, if any; raises `InvalidReadError` for a read that doesn't fit."""
    if not 0 < len(read.reader.strip()) <= _LONGEST_NAME:
        raise InvalidReadError(f"A read needs its reader's name, of at most {_LONGEST_NAME} letters.")
    if read.corrects is not None:
        _check_correction(session, read, session.get(ReadTable, read.corrects))
    if read.analysis_id is None:
        return None
    analysis = session.get(AnalysisTable, read.analysis_id)
    if analysis is None or analysis.case_id != read.case_id:
        raise InvalidReadError("The analysis that was read is not of this case.")
    return analysis


def _check_correction(session: Session, read: Read, corrected: ReadTable | None) -> None:
    if corrected is None or corrected.case_id != read.case_id:
        raise InvalidReadError("The read to correct is not of this case.")
    if corrected.reader != read.reader:
        raise InvalidReadError("A read can only be corrected by the reader who made it.")
    if session.scalar(select(ReadTable.id).filter_by(corrects=corrected.id)):
        raise InvalidReadError("This read was corrected before. Correct the newer one.")


def copy_analysis(case: CaseTable, analysis: AnalysisTable) -> None:
    """Let an analysis decide a case."""
    case.analysis_id = analysis.id
    case.probability, case.band = analysis.probability, analysis.band
    case.model, case.version = analysis.model, analysis.version


def copy_read(case: CaseTable, read: ReadTable) -> None:
    """Let a read be a case's latest."""
    case.is_read = True
    case.call, case.agreement = read.call, read.agreement
    case.reader, case.read_at = read.reader, read.made_at
