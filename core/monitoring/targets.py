"""The turn-round target as SQL: each study is held against the one in force when its day (UTC) began."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Integer, case, literal, select
from sqlalchemy.orm import Session

from core.casebook.tables import DepartmentTable, StudyTable
from core.monitoring.counting import target_of


def target_column(session: Session) -> ColumnElement[int]:
    """Return a study's target in minutes, as the counts a day have it (`core.monitoring.counting`)."""
    newest_first = select(DepartmentTable.at).order_by(DepartmentTable.id.desc())
    days = [_first_whole_day(at) for at in session.scalars(newest_first)]
    otherwise = literal(target_of(session, date.min), Integer)
    whens = [
        (StudyTable.created_at >= _midnight(day), literal(target_of(session, day), Integer)) for day in days
    ]
    return case(*whens, else_=otherwise) if whens else otherwise


def _first_whole_day(at: datetime) -> date:
    at = at.astimezone(UTC)
    return at.date() if at == _midnight(at.date()) else at.date() + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
