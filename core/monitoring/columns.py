"""SQL columns that the counts of a day share."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Text, and_, cast, func

from core.casebook.states import Cause
from core.casebook.tables import StudyTable

# By id alone would do; with the moment first, SQLite walks the index of the days and not all studies.
ONE_STUDY = (StudyTable.created_at, StudyTable.id)
# Causes as the JSON of them reads, the same on every database: none, and an audit, which stands alone.
_NONE, _AUDIT = "[]", f'["{Cause.AUDIT}"]'


def day_of(moment: Any, dialect: str) -> ColumnElement[date]:
    """Return the SQL of a moment's day in UTC."""
    if dialect == "postgresql":
        return cast(func.timezone("UTC", moment), Date)
    return func.date(moment, type_=Date)


def word(column: Any) -> ColumnElement[str]:
    """Return a word that may be missing as one that can be part of a key."""
    return func.coalesce(column, "")


def call() -> ColumnElement[Any]:
    """Return the SQL of the latest call that was made without knowing a decision.

    A reader who corrects themselves once they know it would else take from a kind of studies the very ones
    that speak against it.
    """
    return func.coalesce(StudyTable.call_then, StudyTable.call)


def disputed() -> ColumnElement[bool]:
    """Return the SQL of whether opinions on a study differ, or did when it was decided on."""
    return and_(_causes() != _NONE, _causes() != _AUDIT)


def audited() -> ColumnElement[bool]:
    """Return the SQL of whether nobody disputed a study and it was drawn for an audit."""
    return _causes() == _AUDIT


def _causes() -> ColumnElement[str]:
    return func.coalesce(cast(StudyTable.causes_then, Text), cast(StudyTable.causes, Text))
