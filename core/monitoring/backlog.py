"""What lay unread at the end of each day (UTC), from the midnights that studies waited for their read."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.casebook.tables import DailyNightTable
from core.monitoring.waiting import NIGHTS
from core.monitoring.window import Window

_NEVER = -1  # the midnights of what nobody has read


@dataclass(frozen=True, slots=True)
class Night:
    """A day (UTC): how many studies came in, and how many were unread at its end, whenever they came in."""

    day: date
    arrived: int
    unread: int


def nights(session: Session, window: Window, today: date) -> tuple[Night, ...]:
    """Return a window's days from the first to the last on which a study came in or was left unread.

    today (UTC): what is unread lies so until then. What came in before the window counts as long as it is
    unread; what took more than `NIGHTS` midnights counts as read on the last of them.
    """
    arrived: Counter[date] = Counter()
    change: Counter[date] = Counter()
    for day, passed, n in _waits(session, window):
        arrived[day] += n
        if passed != 0:
            change[day] += n
        if passed > 0:
            change[day + timedelta(days=passed)] -= n
    return _days(arrived, change, window, today)


def _waits(session: Session, window: Window) -> list[tuple[date, int, int]]:
    """Return day, midnights and n of all that can be unread in the window."""
    table = DailyNightTable
    asked = select(table.day, table.nights, func.sum(table.n)).where(
        window.of_kind(table), table.day <= window.last_day
    )
    if window.since is not None:
        oldest = window.since - timedelta(days=NIGHTS)
        asked = asked.where(or_(table.day >= oldest, table.nights == _NEVER))
    rows = session.execute(asked.group_by(table.day, table.nights))
    return [(day, passed, int(n)) for day, passed, n in rows]


def _days(arrived: Counter[date], change: Counter[date], window: Window, today: date) -> tuple[Night, ...]:
    if not arrived:
        return ()
    first = min(arrived)
    last = max(*arrived, min(today, window.last_day))
    found, unread = [], 0
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        unread += change[day]
        if window.since is None or day >= window.since:
            found.append(Night(day, arrived[day], unread))
    busy = [place for place, each in enumerate(found) if each.arrived or each.unread]
    return tuple(found[busy[0] : busy[-1] + 1]) if busy else ()
