"""SQL columns that the counts of a day share."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func

from core.casebook.tables import StudyTable

# By id alone would do; with the moment first, SQLite walks the index of the days and not all studies.
ONE_STUDY = (StudyTable.created_at, StudyTable.id)


def day_of(moment: Any, dialect: str) -> ColumnElement[date]:
    """Return the SQL of a moment's day in UTC."""
    if dialect == "postgresql":
        return cast(func.timezone("UTC", moment), Date)
    return func.date(moment, type_=Date)


def word(column: Any) -> ColumnElement[str]:
    """Return a word that may be missing as one that can be part of a key."""
    return func.coalesce(column, "")
