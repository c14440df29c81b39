"""The department's terms: each change is kept, the newest is in force."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casebook import clock, trail
from core.casebook.database import Database
from core.casebook.records import EventKind
from core.casebook.rules import checked_name
from core.casebook.tables import DepartmentTable
from core.casebook.terms import Terms, TermsChange, checked, packed, unpacked


class Department:
    """The settings of the house that reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def terms(self) -> Terms:
        """Return the terms in force."""
        with self._database.reading() as session:
            return terms_in_force(session)

    def change(self, terms: Terms, who: str) -> Terms:
        """Put new terms in force and return them; studies that are there keep their mode.

        Terms that are in force already are kept once. Raises `CasebookError` where they can't be meant.
        """
        wanted, who = checked(terms), checked_name(who)
        with self._database.writing() as session:
            before = terms_in_force(session)
            if wanted == before:
                return before
            session.add(DepartmentTable(at=clock.now(), who=who, terms=packed(wanted)))
            facts = {"before": packed(before), "after": packed(wanted)}
            trail.record(session, EventKind.TERMS_CHANGED, who, facts=facts)
        return wanted

    def history(self) -> tuple[TermsChange, ...]:
        """Return every change, the newest first."""
        newest_first = select(DepartmentTable).order_by(DepartmentTable.id.desc())
        with self._database.reading() as session:
            rows = session.scalars(newest_first)
            return tuple(TermsChange(unpacked(row.terms), row.who, row.at) for row in rows)


def terms_in_force(session: Session) -> Terms:
    """Return the newest terms; the house's own where nobody has set any."""
    newest = select(DepartmentTable.terms).order_by(DepartmentTable.id.desc()).limit(1)
    kept = session.scalar(newest)
    return Terms() if kept is None else unpacked(kept)
