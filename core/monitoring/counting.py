"""Counting days: `core.casebook.tables.monitoring` brought up to date with the studies.

A day that was touched is counted anew from its studies, in one transaction with taking its mark away. Whoever
changes a study later leaves a new mark, so a count that is behind is always known to be.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from core.casebook.database import Database
from core.casebook.tables import DepartmentTable, TouchedDayTable
from core.monitoring.statements import TABLES, insertions

TARGET_MINUTES = 60
_DAY = timedelta(days=1)
_AT_ONCE = 31  # days a transaction, so that others who write needn't wait long


def bring_up_to_date(database: Database) -> int:
    """Count the days that were touched and return how many there were; raises `CasebookError`.

    A day of 3,000 studies takes about 0.1 s; a casebook that is up to date is only asked whether it is.
    """
    counted = 0
    while days := _touched(database):
        for start in range(0, len(days), _AT_ONCE):
            some = days[start : start + _AT_ONCE]
            with database.writing() as session:
                _count(session, some)
            counted += len(some)
    return counted


def _touched(database: Database) -> list[date]:
    with database.reading() as session:
        return sorted(session.scalars(select(TouchedDayTable.day).distinct()))


def _count(session: Session, days: list[date]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        # Two who count the same day at once would both write its rows.
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('callus counting'))"))
    # The marks go first: a change that is committed after this statement leaves one that stays.
    session.execute(delete(TouchedDayTable).where(TouchedDayTable.day.in_(days)))
    for table in TABLES:
        session.execute(delete(table).where(table.day.in_(days)))
    targets = {day: target_of(session, day) for day in days}
    for run in _runs(days, targets):
        period = {"began": _midnight(run[0]), "until": _midnight(run[-1] + _DAY), "target": targets[run[0]]}
        for statement in insertions(session.get_bind().dialect.name):
            session.connection().execute(statement, period)


def _runs(days: list[date], targets: dict[date, int]) -> Iterator[list[date]]:
    """Yield runs of days without a gap between them that are held against the same target."""
    run: list[date] = []
    for day in days:
        if run and (day != run[-1] + _DAY or targets[day] != targets[run[0]]):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def target_of(session: Session, day: date) -> int:
    """Return the turn-round target in minutes that was in force when a day began (UTC)."""
    began = _midnight(day) + timedelta(microseconds=1)
    newest_first = select(DepartmentTable.terms).order_by(DepartmentTable.id.desc()).limit(1)
    terms = session.scalar(newest_first.where(DepartmentTable.at < began))
    # Before the first terms were set, what stands where none are was in force.
    return int((terms or {}).get("target_minutes", TARGET_MINUTES))
