"""Drafts: what a reader has begun to say of a study, kept until it is signed.

A reload, a closed laptop or a restarted server loses nothing of it. A draft is no read: it is nobody's
statement, may change and go, and leaves no line in the trail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.casebook import clock
from core.casebook.database import ConflictError, Database
from core.casebook.tables import DraftTable
from core.records import Agreement, Box, Call, Mark, Objection


@dataclass(frozen=True, slots=True)
class Draft:
    """The forms of one reader on one study as they stand; None and "" where nothing was said yet.

    report: the text as the reader edited it; None while it is as it was generated.
    names_ai: whether that text mentions the second reader.
    corrects: the signed read that is being corrected.
    """

    call: Call | None = None
    agreement: Agreement | None = None
    objection: Objection | None = None
    confidence: int | None = None
    comment: str = ""
    marks: tuple[Mark, ...] = ()
    report: str | None = None
    names_ai: bool = False
    corrects: int | None = None


class Drafts:
    """The drafts of all readers, at most one a reader and study; the newest version counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, study_id: int, reader: str) -> Draft:
        """Return a reader's draft on a study, an empty one where there is none."""
        with self._database.reading() as session:
            row = _row(session, study_id, reader)
            return _record(row.said) if row else Draft()

    def keep(self, study_id: int, reader: str, draft: Draft) -> None:
        """Keep a draft in place of the reader's earlier one; an empty one takes it away."""
        if draft == Draft():
            self.drop(study_id, reader)
            return
        try:
            self._put(study_id, reader, draft)
        except ConflictError:  # another window of the same reader put the first one there since we looked
            self._put(study_id, reader, draft)

    def drop(self, study_id: int, reader: str) -> None:
        """Take a reader's draft away, as when it is signed."""
        with self._database.writing() as session:
            session.execute(delete(DraftTable).filter_by(study_id=study_id, reader=reader))

    def _put(self, study_id: int, reader: str, draft: Draft) -> None:
        with self._database.writing() as session:
            row = _row(session, study_id, reader)
            if row is None:
                row = DraftTable(study_id=study_id, reader=reader)
                session.add(row)
            row.kept_at, row.said = clock.now(), _packed(draft)


def _row(session: Session, study_id: int, reader: str) -> DraftTable | None:
    return session.scalar(select(DraftTable).filter_by(study_id=study_id, reader=reader))


def _packed(draft: Draft) -> dict[str, Any]:
    return {
        "call": draft.call,
        "agreement": draft.agreement,
        "objection": draft.objection,
        "confidence": draft.confidence,
        "comment": draft.comment,
        "marks": [[mark.case_id, *mark.box.as_list()] for mark in draft.marks],
        "report": draft.report,
        "names_ai": draft.names_ai,
        "corrects": draft.corrects,
    }


def _record(said: Mapping[str, Any]) -> Draft:
    return Draft(
        call=Call(said["call"]) if said["call"] else None,
        agreement=Agreement(said["agreement"]) if said["agreement"] else None,
        objection=Objection(said["objection"]) if said["objection"] else None,
        confidence=said["confidence"],
        comment=said["comment"],
        marks=tuple(Mark(case_id, Box(*box)) for case_id, *box in said["marks"]),
        report=said["report"],
        names_ai=said["names_ai"],
        corrects=said["corrects"],
    )
