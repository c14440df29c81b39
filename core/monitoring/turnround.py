"""Is it quick? From a study's arrival to its analysis and its first read, against the department's target."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook import Casebook
from core.casebook.tables import DailyHourTable, DailyNightTable, DailyWaitTable, StudyTable
from core.monitoring.counting import bring_up_to_date
from core.monitoring.figures import FEWEST, Figure, rate
from core.monitoring.steps import MINUTES, NO_STEP
from core.monitoring.waiting import READ
from core.monitoring.window import Window
from core.records import Band

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = 24
_NONE = (0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long n studies waited. median, ninetieth: minutes that half and 90 % took at most.

    Both are read off the steps of `core.monitoring.steps`, evenly filled; None for fewer than 20.
    """

    n: int
    median: float | None
    ninetieth: float | None
    mean: float | None
    in_target: Figure


@dataclass(frozen=True, slots=True)
class HourWaits:
    """Studies that came in in one hour of one day of the week: weekday 0 is Monday."""

    weekday: int
    hour: int
    n: int
    mean: float | None
    in_target: Figure


@dataclass(frozen=True, slots=True)
class DayWaits:
    """A day (UTC): how many came in, the share read in target, and how many were left unread at its end."""

    day: date
    arrived: int
    in_target: Figure
    backlog: int


@dataclass(frozen=True, slots=True)
class WeekWaits:
    """Studies that came in in the seven days from a Monday (UTC), as far as the window holds them.

    in_target: of those that were read; positive: of those of them that the model marked positive.
    """

    monday: date
    in_target: Figure
    positive: Figure


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
        if not self.read.n:
            return "No study has been read yet, so there is no turn-round."
        share = self.positive.in_target
        if share.value is None:
            return f"Too few positive studies were read to say how quick it is: {share.n}."
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
    window = window or Window()
    bring_up_to_date(casebook.database)
    target = casebook.department.terms().target_minutes
    with casebook.database.reading() as session:
        steps = _steps(session, window)
        hours = _reads(session, window)
        positive_days = _positive(session, window)
        nights = _nights(session, window)
        unread, positive_unread, overdue = _waiting(session, window, target, now or datetime.now(UTC))
    known = [row for row in steps if row.step != NO_STEP]
    read = [row for row in known if row.stage == READ]
    return Turnround(
        target_minutes=target,
        analysis=_waits(row for row in known if row.stage != READ),
        read=_waits(read),
        positive=_waits(row for row in read if row.band == Band.POSITIVE),
        hours=_hours(hours, zone),
        days=_days(hours, nights),
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


_Sums = tuple[int, int, float]  # n, of them in the target, their minutes


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
    return {(day, hour): (int(n), int(hits), minutes) for day, hour, n, hits, minutes in rows}


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


def _nights(session: Session, window: Window) -> list[tuple[date, int, int]]:
    table = DailyNightTable
    asked = (
        select(table.day, table.nights, func.sum(table.n))
        .where(*window.holds(table))
        .group_by(table.day, table.nights)
        .order_by(table.day)
    )
    return [(day, nights, int(n)) for day, nights, n in session.execute(asked)]


def _waiting(session: Session, window: Window, target: int, now: datetime) -> tuple[int, int, int]:
    late = now - timedelta(minutes=target)
    asked = select(
        func.count(),
        func.count().filter(StudyTable.band == Band.POSITIVE),
        func.count().filter(StudyTable.created_at < late),
    ).where(StudyTable.is_read.is_(False), window.of_kind(StudyTable), StudyTable.views > 0)
    unread, positive, overdue = session.execute(asked).one()
    return unread, positive, overdue


def _waits(rows: Iterable[_Step]) -> Waits:
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
        in_target=rate(sum(row.in_target for row in rows), n),
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
        n, hits, minutes = local.get(place, _NONE)
        local[place] = n + each[0], hits + each[1], minutes + each[2]
    found = []
    for weekday in range(len(DAYS)):
        for hour in range(_HOURS):
            n, hits, minutes = local.get((weekday, hour), _NONE)
            found.append(HourWaits(weekday, hour, n, minutes / n if n >= FEWEST else None, rate(hits, n)))
    return tuple(found)


def _weeks(
    read: Mapping[tuple[date, int], _Sums], positive: Mapping[date, tuple[int, int]]
) -> tuple[WeekWaits, ...]:
    """Return the weeks in which studies came in that were read, in order."""
    sums: dict[date, list[int]] = {}
    for (day, _), (n, hits, _) in read.items():
        _add(sums.setdefault(_monday(day), [0] * 4), 0, n, hits)
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


def _days(
    read: Mapping[tuple[date, int], _Sums], nights: Iterable[tuple[date, int, int]]
) -> tuple[DayWaits, ...]:
    """Return all days from the first to the last with studies; a backlog grows by those who stay a night."""
    arrived: Counter[date] = Counter()
    change: Counter[date] = Counter()
    for day, passed, n in nights:
        arrived[day] += n
        if passed != 0:
            change[day] += n
        if passed > 0:
            change[day + timedelta(days=passed)] -= n
    first, last = min(arrived, default=None), max(arrived, default=None)
    if first is None or last is None:
        return ()
    found, backlog = [], 0
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        backlog += change[day]
        hours = [read.get((day, hour), _NONE) for hour in range(_HOURS)]
        n, hits = sum(each[0] for each in hours), sum(each[1] for each in hours)
        found.append(DayWaits(day, arrived[day], rate(hits, n), backlog))
    return tuple(found)
