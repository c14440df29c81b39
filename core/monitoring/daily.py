"""Looking for alarms once a day, by one of the servers of a house, and telling of them.

A row of the database says that a day is in hand or done, so that several servers don't do it twice. A server
that fails or dies in the middle leaves the day open: after an hour any of them tries again.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, or_, select, update

from core.casebook import Casebook
from core.casebook.database import ConflictError
from core.casebook.tables import DailyLookTable
from core.errors import CallusError, without_words
from core.monitoring.notices import tell
from core.monitoring.shift import look
from core.settings import Settings

AGAIN_AFTER = timedelta(hours=1)
_UNEXPECTED = "It failed for a reason that is in the server's log. Please report it."
_LONGEST_FAULT = 256
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DailyLook:
    """A day (UTC) on which it was looked. ended_at: None where that isn't done; fault: why it failed."""

    day: date
    began_at: datetime
    ended_at: datetime | None
    fault: str


def look_today(casebook: Casebook, settings: Settings, *, now: datetime | None = None) -> bool:
    """Look for alarms and tell of them, unless it was done today; return whether it was done here.

    Real studies only: nobody outside is told of a simulation. Raises `CasebookError` where the casebook can't
    be asked whether today was done; whatever goes wrong after that is kept with the day, and logged.
    """
    began = now or datetime.now(UTC)
    today = began.date()
    if not _claimed(casebook, today, began):
        return False
    fault = _done(casebook, settings, today)
    ended = None if fault else datetime.now(UTC)
    with casebook.database.writing() as session:
        session.execute(
            update(DailyLookTable).where(DailyLookTable.day == today).values(ended_at=ended, fault=fault)
        )
    return True


def last_look(casebook: Casebook) -> DailyLook | None:
    """Return the newest day on which it was looked, None before the first; raises `CasebookError`."""
    newest = select(DailyLookTable).order_by(DailyLookTable.day.desc()).limit(1)
    with casebook.database.reading() as session:
        row = session.scalar(newest)
    return None if row is None else DailyLook(row.day, row.began_at, row.ended_at, row.fault)


def _claimed(casebook: Casebook, today: date, now: datetime) -> bool:
    """Take the day in hand, once among all servers."""
    table = DailyLookTable
    known = select(table.day).where(table.day == today, or_(table.ended_at.is_not(None), _fresh(now)))
    with casebook.database.reading() as session:
        if session.scalar(known):
            return False
    try:
        with casebook.database.writing() as session:
            again: CursorResult[Any] = session.execute(  # type: ignore[assignment]
                update(table)
                .where(table.day == today, table.ended_at.is_(None), ~_fresh(now))
                .values(began_at=now)
            )
            if not again.rowcount:
                session.add(table(day=today, began_at=now, fault=""))
    except ConflictError:
        return False  # another server was quicker
    return True


def _fresh(now: datetime) -> Any:
    return DailyLookTable.began_at > now - AGAIN_AFTER


def _done(casebook: Casebook, settings: Settings, today: date) -> str:
    """Do the day's work and return why it failed, nothing where it did not."""
    try:
        look(casebook, today=today)
        failed = [notice for notice in tell(casebook, settings) if notice.fault]
    except CallusError as error:
        _logger.error("the daily look for alarms failed: %s", error.sentence)
        return error.sentence[:_LONGEST_FAULT]
    except Exception as error:  # noqa: BLE001 - kept with the day, and logged
        _logger.error("the daily look for alarms failed: %s", without_words(error))
        return _UNEXPECTED
    if failed:
        ways = sorted({notice.channel for notice in failed})
        return f"Alarms could not be told by {' and '.join(ways)}: {failed[0].fault}"[:_LONGEST_FAULT]
    return ""
