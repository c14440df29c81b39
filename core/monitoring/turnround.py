"""Is it quick? From a study's arrival to its analysis and its first read, against the department's target.

Medians, 90 % and means are of what was read. Shares within the target are of what was read or lies unread
past the target, so that what was left lying counts as late; what is unread and not late yet is in neither.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook import Casebook
from core.casebook.tables import DailyHourTable, DailyWaitTable
from core.monitoring.backlog import Night, nights
from core.monitoring.counting import bring_up_to_date
from core.monitoring.figures import FEWEST, rate
from core.monitoring.steps import MINUTES, NO_STEP
from core.monitoring.unread import Lying, lying, waiting_now
from core.monitoring.waiting import READ
from core.monitoring.waits import DayWaits, HourWaits, Waits, WeekWaits
from core.monitoring.window import Window
from core.records import Band

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = 24
_NONE = (0, 0, 0.0, 0)


@dataclass(frozen=True, slots=True)
class Turnround:
    """The fourth question, answered. target_minutes: in force now; days are held against that of their time.

    unread, positive_unread, overdue: now. backwards: studies read or analysed before they came, which only a
    clock that jumped can do; they are in no figure.
    """

    target_minutes: int
    analysis: Waits
    read: Waits
    positive: Waits
    hours: tuple[HourWaits, ...]
    days: tuple[DayWaits, ...]
    weeks: tuple[WeekWaits, ...]
    unread: int
    positive_unread: int
    overdue: int
    backwards: int

    @property
    def sentence(self) -> str:
        """What the figures say, for a person who reads only one line."""
        if not self.read.in_target.n:
            return "No study has been read yet, so there is no turn-round."
        share = self.positive.in_target
        if share.value is None:
            return f"Too few positive studies were read or are late to say how quick it is: {share.n}."
        said = f"Of studies marked positive, {share.spoken()} were read within the target."
        if self.overdue == 1:
            return f"{said} 1 unread study is past it."
        return f"{said} {self.overdue:,} unread studies are past it." if self.overdue else said


def turnround(
    casebook: Casebook, window: Window | None = None, *, zone: tzinfo = UTC, now: datetime | None = None
) -> Turnround:
    """Return how long studies of a window waited; hours and weekdays are those of a time zone.

    Raises `CasebookError`.
    """
    window, now = window or Window(), now or datetime.now(UTC)
    bring_up_to_date(casebook.database)
    target = casebook.department.terms().target_minutes
    with casebook.database.reading() as session:
        steps = _steps(session, window)
        late = lying(session, window, now)
        hours = _hours_with(_reads(session, window), late)
        positive_days = _days_with(_positive(session, window), late)
        passed = nights(session, window, now.date())
        unread, positive_unread, overdue = waiting_now(session, window, target, now)
    known = [row for row in steps if row.step != NO_STEP]
    read = [row for row in known if row.stage == READ]
    return Turnround(
        target_minutes=target,
        analysis=_waits(row for row in known if row.stage != READ),
        read=_waits(read, sum(each.n for each in late)),
        positive=_waits(
            (row for row in read if row.band == Band.POSITIVE),
            sum(each.n for each in late if each.band == Band.POSITIVE),
        ),
        hours=_hours(hours, zone),
        days=_days(hours, passed),
        weeks=_weeks(hours, positive_days),
        unread=unread,
        positive_unread=positive_unread,
        overdue=overdue,
        backwards=sum(row.n for row in steps if row.step == NO_STEP),
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """Waits that are alike."""

    stage: str
    band: str
    step: int
    n: int
    in_target: int
    minutes: float


_Sums = tuple[int, int, float, int]  # n, of them in the target, their minutes; how many more lie past it


def _steps(session: Session, window: Window) -> list[_Step]:
    table = DailyWaitTable
    keys: tuple[Any, ...] = (table.stage, table.band, table.step)
    asked = select(*keys, *_sums(table)).where(*window.holds(table)).group_by(*keys)
    return [_Step(*row) for row in session.execute(asked)]


def _reads(session: Session, window: Window) -> dict[tuple[date, int], _Sums]:
    """Return the waits for a read by day and hour (UTC) of arrival."""
    table = DailyHourTable
    keys: tuple[Any, ...] = (table.day, table.hour)
    asked = select(*keys, *_sums(table)).where(*window.holds(table)).group_by(*keys)
    rows: Iterable[Any] = session.execute(asked)
    return {(day, hour): (int(n), int(hits), minutes, 0) for day, hour, n, hits, minutes in rows}


def _hours_with(
    read: Mapping[tuple[date, int], _Sums], late: Iterable[Lying]
) -> dict[tuple[date, int], _Sums]:
    """Return the hours with what came in in them and lies unread past the target."""
    found = dict(read)
    for each in late:
        n, hits, minutes, more = found.get((each.day, each.hour), _NONE)
        found[each.day, each.hour] = n, hits, minutes, more + each.n
    return found


def _sums(table: Any) -> tuple[Any, ...]:
    return tuple(func.sum(getattr(table, name)) for name in ("n", "in_target", "minutes"))


def _positive(session: Session, window: Window) -> dict[date, tuple[int, int]]:
    """Return how many positive studies of a day were read, and how many of them in the target."""
    table = DailyWaitTable
    asked = (
        select(table.day, func.sum(table.n), func.sum(table.in_target))
        .where(table.stage == READ, table.band == Band.POSITIVE, table.step != NO_STEP, *window.holds(table))
        .group_by(table.day)
    )
    return {day: (int(n), int(hits)) for day, n, hits in session.execute(asked)}


def _days_with(
    positive: Mapping[date, tuple[int, int]], late: Iterable[Lying]
) -> dict[date, tuple[int, int]]:
    """Return the days with their positive studies that lie unread past the target."""
    found = dict(positive)
    for each in late:
        if each.band == Band.POSITIVE:
            n, hits = found.get(each.day, (0, 0))
            found[each.day] = n + each.n, hits
    return found


def _waits(rows: Iterable[_Step], lying: int = 0) -> Waits:
    """Return the waits of studies; lying: how many more are unread past the target."""
    rows = list(rows)
    n, minutes = sum(row.n for row in rows), sum(row.minutes for row in rows)
    steps: dict[int, int] = {}
    for row in rows:
        steps[row.step] = steps.get(row.step, 0) + row.n
    few = n < FEWEST
    return Waits(
        n=n,
        median=None if few else quantile(steps, 0.5),
        ninetieth=None if few else quantile(steps, 0.9),
        mean=None if few else minutes / n,
        in_target=rate(sum(row.in_target for row in rows), n + lying),
    )


def quantile(steps: Mapping[int, int], share: float) -> float:
    """Return the minutes that a share of the studies took at most, each step taken for evenly filled."""
    ends = (0.0, *MINUTES, 2 * MINUTES[-1])
    left = share * sum(steps.values())
    for step in sorted(steps):
        if left <= steps[step]:
            return ends[step] + (ends[step + 1] - ends[step]) * left / steps[step]
        left -= steps[step]
    return ends[-1]


def _hours(read: Mapping[tuple[date, int], _Sums], zone: tzinfo) -> tuple[HourWaits, ...]:
    local: dict[tuple[int, int], _Sums] = {}
    for (day, hour), each in read.items():
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC).astimezone(zone)
        place = moment.weekday(), moment.hour
        n, hits, minutes, late = local.get(place, _NONE)
        local[place] = n + each[0], hits + each[1], minutes + each[2], late + each[3]
    found = []
    for weekday in range(len(DAYS)):
        for hour in range(_HOURS):
            n, hits, minutes, late = local.get((weekday, hour), _NONE)
            mean = minutes / n if n >= FEWEST else None
            found.append(HourWaits(weekday, hour, n, mean, rate(hits, n + late)))
    return tuple(found)


def _weeks(
    read: Mapping[tuple[date, int], _Sums], positive: Mapping[date, tuple[int, int]]
) -> tuple[WeekWaits, ...]:
    """Return the weeks in which studies came in that were read or are past the target, in order."""
    sums: dict[date, list[int]] = {}
    for (day, _), (n, hits, _, late) in read.items():
        _add(sums.setdefault(_monday(day), [0] * 4), 0, n + late, hits)
    for day, (n, hits) in positive.items():
        _add(sums.setdefault(_monday(day), [0] * 4), 2, n, hits)
    return tuple(
        WeekWaits(monday, rate(hits, n), rate(positive_hits, positive_n))
        for monday, (n, hits, positive_n, positive_hits) in sorted(sums.items())
    )


def _add(sums: list[int], place: int, n: int, hits: int) -> None:
    sums[place] += n
    sums[place + 1] += hits


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days(read: Mapping[tuple[date, int], _Sums], passed: Iterable[Night]) -> tuple[DayWaits, ...]:
    sums: dict[date, list[int]] = {}
    for (day, _), (n, hits, _, late) in read.items():
        _add(sums.setdefault(day, [0, 0]), 0, n + late, hits)
    found = []
    for night in passed:
        n, hits = sums.get(night.day, (0, 0))
        found.append(DayWaits(night.day, night.arrived, rate(hits, n), night.unread))
    return tuple(found)
