"""Which studies waited the longest: for their first read, and unread now.

The steps of the daily waits say on which days the longest waits began, so only the studies of those days are
looked at, however many there are. Where the longest step of all lies on more than a month of days, the days
whose waits in it are the longest on average stand for it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook import Casebook
from core.casebook.tables import DailyWaitTable, ReadTable, StudyTable
from core.monitoring.counting import bring_up_to_date
from core.monitoring.steps import NO_STEP
from core.monitoring.waiting import READ, minutes_to
from core.monitoring.window import Window
from core.records import Band

LISTED = 10
_DAY = timedelta(days=1)
_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Waited:
    """A study and its wait. case_id: the view that it is listed by. band: None where it isn't read yet."""

    study_id: int
    case_id: int | None
    created_at: datetime
    minutes: float
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest waits first. read: of studies of the window; unread: now, whenever they came in."""

    read: tuple[Waited, ...]
    unread: tuple[Waited, ...]


def longest(
    casebook: Casebook, window: Window | None = None, *, now: datetime | None = None, listed: int = LISTED
) -> Longest:
    """Return at most so many studies of each kind; raises `CasebookError`."""
    window, now = window or Window(), now or datetime.now(UTC)
    bring_up_to_date(casebook.database)
    with casebook.database.reading() as session:
        return Longest(_read(session, window, listed), _unread(session, window, now, listed))


def _read(session: Session, window: Window, listed: int) -> tuple[Waited, ...]:
    # Day by day: of many days in one statement SQLite would make one walk over all studies.
    found = [each for day in _days(session, window, listed) for each in _of_day(session, window, day, listed)]
    return tuple(sorted(found, key=lambda each: (-each.minutes, each.study_id))[:listed])


def _of_day(session: Session, window: Window, day: date, listed: int) -> list[Waited]:
    minutes = func.min(minutes_to(ReadTable.made_at, session.get_bind().dialect.name))
    study, began = StudyTable, datetime.combine(day, time(), UTC)
    columns = study.created_at, study.id, study.case_id, study.band
    asked = (
        select(*columns, minutes)
        .join(ReadTable, ReadTable.study_id == study.id)
        .where(study.created_at >= began, study.created_at < began + _DAY)
        .where(window.of_kind(study), study.joined_into.is_(None))
        .group_by(*columns)
        .order_by(minutes.desc(), study.id)
        .limit(listed)
    )
    rows = session.execute(asked)
    return [Waited(number, case, at, float(wait), band) for at, number, case, band, wait in rows]


def _days(session: Session, window: Window, listed: int) -> list[date]:
    """Return the days on which the studies of the longest waits came in."""
    table = DailyWaitTable
    mean = func.sum(table.minutes) / func.sum(table.n)
    asked = (
        select(table.step, table.day, func.sum(table.n))
        .where(table.stage == READ, table.step != NO_STEP, *window.holds(table))
        .group_by(table.step, table.day)
        .order_by(table.step.desc(), mean.desc())
        .limit(_MOST_DAYS)
    )
    days: set[date] = set()
    held, last = 0, NO_STEP
    for step, day, n in session.execute(asked):
        # A step is taken whole: which of its studies waited the longest isn't counted.
        if held >= listed and step != last:
            break
        days.add(day)
        held, last = held + n, step
    return sorted(days)


def _unread(session: Session, window: Window, now: datetime, listed: int) -> tuple[Waited, ...]:
    study = StudyTable
    asked = (
        select(study.id, study.case_id, study.created_at)
        .where(study.is_read.is_(False), window.of_kind(study), study.views > 0, study.created_at <= now)
        .order_by(study.created_at, study.id)
        .limit(listed)
    )
    return tuple(
        Waited(number, case, at, (now - at) / timedelta(minutes=1))
        for number, case, at in session.execute(asked)
    )
