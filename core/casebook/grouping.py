"""Films that are one exam: the study that a film belongs to, and studies made one by hand."""

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from core.casebook import trail, verdict
from core.casebook.claims import is_held
from core.casebook.department import terms_in_force
from core.casebook.records import EventKind
from core.casebook.rules import locked_study
from core.casebook.tables import CaseTable, FirstReadTable, StudyTable
from core.errors import CasebookError
from core.records import Radiograph

_KEY = re.compile(r"[0-9a-f]{64}")
_MIXED = "Drawn samples and real radiographs can't be one study."


def key_of(radiograph: Radiograph, study: str) -> str:
    """Return what a radiograph's study is found by, 64 hexadecimal digits.

    study: what the caller says that films of one exam share; it comes before what the file says, and a file
    that says nothing is an exam of its own.
    """
    if not study:
        return radiograph.study or radiograph.digest
    return study if _KEY.fullmatch(study) else sha256(study.encode()).hexdigest()


def study_for(session: Session, key: str, synthetic: bool, now: datetime) -> StudyTable:
    """Return the locked study of a key, or a new one in the mode that the department's terms draw."""
    found = session.scalar(select(StudyTable).filter_by(key=key))
    if found is None:
        study = StudyTable(
            key=key, created_at=now, synthetic=synthetic, mode=terms_in_force(session).mode_of(key)
        )
        session.add(study)
        session.flush()
        return study
    study = locked_study(session, found.joined_into or found.id)
    if study.synthetic != synthetic:
        raise CasebookError(_MIXED)
    return study


def take_in(session: Session, study: StudyTable, case: CaseTable, who: str) -> None:
    """Count a film that has just been added to a study; one that was read waits again, so that it is seen."""
    verdict.decide_study(session, study)
    if study.is_read:
        study.is_read = False
        facts = {"views": study.views, "call": study.call, "reader": study.reader}
        trail.record(session, EventKind.STUDY_REOPENED, who, case_id=case.id, study_id=study.id, facts=facts)


def join(session: Session, study_ids: Sequence[int], who: str, now: datetime) -> int:
    """Make several unread studies one, the earliest, and return its number; raises `CasebookError`.

    Locked by number, as by everybody who locks several.
    """
    studies = [locked_study(session, study_id) for study_id in sorted(set(study_ids))]
    _check(session, studies, who, now)
    kept, *others = studies
    numbers = [study.id for study in others]
    session.execute(update(CaseTable).where(CaseTable.study_id.in_(numbers)).values(study_id=kept.id))
    # Films that come in later under the key of any of them, now or before, find the one that is left.
    joined = StudyTable.id.in_(numbers) | StudyTable.joined_into.in_(numbers)
    gone = {"joined_into": kept.id, "views": 0, "case_id": None, "claimed_by": None, "claimed_until": None}
    session.execute(update(StudyTable).where(joined).values(**gone))
    verdict.decide_study(session, kept)
    facts = {"joined": numbers, "views": kept.views}
    trail.record(session, EventKind.STUDIES_JOINED, who, study_id=kept.id, facts=facts)
    return kept.id


def _check(session: Session, studies: Sequence[StudyTable], who: str, now: datetime) -> None:
    if len(studies) < 2:
        raise CasebookError("Choose at least two studies to make one of them.")
    if len({study.synthetic for study in studies}) > 1:
        raise CasebookError(_MIXED)
    for study in studies:
        begun = session.scalar(select(exists().where(FirstReadTable.study_id == study.id)))
        if study.is_read or study.reads or begun:
            raise CasebookError(f"Study {study.id} was read already; only unread studies can become one.")
        if is_held(study, who, now):
            raise CasebookError(f"Study {study.id} is being read by {study.claimed_by}.")
