"""Is something shifting? What comes in, what the model says, and what readers make of it, day by day.

Each series is watched by the test of `core.monitoring.detector`. All series together raise on average at most
one false alarm in `YEARS_BETWEEN_FALSE` years. Days count once they are over (UTC), since a morning is not a
day. An alarm is kept as it was first raised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casebook import Casebook
from core.casebook.tables import AlarmTable
from core.monitoring.counting import bring_up_to_date
from core.monitoring.detector import REFERENCE_DAYS, Change, changes, spread
from core.monitoring.driving import driving
from core.monitoring.series import WATCHED, Point, Series, every
from core.monitoring.window import Window

YEARS_BETWEEN_FALSE = 5
LIMIT = WATCHED * YEARS_BETWEEN_FALSE * 365
# Alarms of one series nearer than this are one alarm, seen again after late reads came in.
_SAME_DAYS = 14
# Alarms that began so near each other are told as one event.
_TOGETHER_DAYS = 7
_FLAT = 1e-8  # a series that never varied has no deviation to measure by
_SATURDAY = 5
METHOD = (
    "Each day's mean is ranked among the earlier days of its kind (workdays, weekends); conformal "
    "Shiryaev-Roberts test. If nothing changes, all series together raise on average at most one alarm in "
    f"{YEARS_BETWEEN_FALSE} years. A shift of three daily standard deviations shows within about ten days."
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A shift that was found. usual, found: the mean before and since; deviation: in daily deviations.

    studies: the numbers of those that drive it, the strongest first.
    """

    id: int
    series: str
    title: str
    began_on: date
    raised_on: date
    usual: float
    found: float
    deviation: float
    studies: tuple[int, ...]
    sentence: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """A series with what is usual for it.

    reference: the first and the last day that it is held against, from the start or the last alarm on.
    usual, spread: mean and daily standard deviation of those days. watching: whether they are enough.
    """

    series: Series
    reference: tuple[date, date]
    usual: float
    spread: float
    watching: bool
    alarms: tuple[Alarm, ...]

    @property
    def note(self) -> str:
        """What a person should know of it."""
        if self.watching:
            return ""
        return f"Learning: {REFERENCE_DAYS} days with studies make a reference before a shift can be told."


@dataclass(frozen=True, slots=True)
class Shift:
    """The third question, answered; alarms of the window, the newest first."""

    watched: tuple[Watched, ...]
    alarms: tuple[Alarm, ...]
    method: str = METHOD

    @property
    def sentence(self) -> str:
        """What the series say, for a person who reads only one line."""
        if not self.watched:
            return "No whole day with studies yet: there is nothing to compare."
        if self.alarms:
            return self._newest()
        if not any(each.watching for each in self.watched):
            return self.watched[0].note
        return "Nothing has shifted."

    def _newest(self) -> str:
        """The strongest of the alarms that began last, and how many others began with it."""
        last = max(alarm.began_on for alarm in self.alarms)
        together = [alarm for alarm in self.alarms if (last - alarm.began_on).days <= _TOGETHER_DAYS]
        strongest = max(together, key=lambda alarm: abs(alarm.deviation))
        others = len({alarm.series for alarm in together}) - 1
        more = f" {others} other series shifted within days of it." if others > 1 else ""
        return strongest.sentence + (" Another series shifted within days of it." if others == 1 else more)


def shift(casebook: Casebook, window: Window | None = None, *, today: date | None = None) -> Shift:
    """Return the series of a window, and the alarms raised in it; new alarms are kept.

    The test always looks at the whole time up to yesterday. Raises `CasebookError`.
    """
    window = window or Window()
    found = look(casebook, synthetic=bool(window.synthetic), today=today)
    since = window.since or date.min
    watched = tuple(_shown(each, since, window.last_day) for each in found)
    alarms = [alarm for each in watched for alarm in each.alarms]
    newest_first = sorted(alarms, key=lambda alarm: (alarm.raised_on, abs(alarm.deviation)), reverse=True)
    return Shift(watched, tuple(newest_first))


def look(casebook: Casebook, *, synthetic: bool = False, today: date | None = None) -> tuple[Watched, ...]:
    """Watch all series up to yesterday, keep new alarms and return what was found; raises `CasebookError`."""
    bring_up_to_date(casebook.database)
    yesterday = (today or datetime.now(UTC).date()) - timedelta(days=1)
    with casebook.database.reading() as session:
        series = every(session, Window(until=yesterday, synthetic=synthetic))
        kept = _kept(session, synthetic)
        found = [(each, _changes(each)) for each in series]
        fresh = [
            _alarm(session, each, past, change, synthetic)
            for each, changed in found
            for past, change in zip((None, *changed), changed, strict=False)
            if not _known(kept, each, change)
        ]
    if fresh:
        with casebook.database.writing() as session:
            session.add_all(fresh)
        with casebook.database.reading() as session:
            kept = _kept(session, synthetic)
    return tuple(_watched(each, changed, kept) for each, changed in found)


def _changes(series: Series) -> tuple[Change, ...]:
    # A seed of its own, so that ties in two series aren't broken alike.
    seed = int(sha256(series.name.encode()).hexdigest()[:8], 16)
    return changes([point.value for point in series.points], _kinds(series.points), LIMIT, seed=seed)


def _kinds(points: Sequence[Point]) -> list[bool]:
    return [point.day.weekday() >= _SATURDAY for point in points]


def _known(kept: Sequence[AlarmTable], series: Series, change: Change) -> bool:
    raised = series.points[change.raised].day
    return any(row.series == series.name and abs((row.raised_on - raised).days) <= _SAME_DAYS for row in kept)


def _alarm(
    session: Session, series: Series, past: Change | None, change: Change, synthetic: bool
) -> AlarmTable:
    before = series.points[past.began if past else 0 : change.began]
    since = series.points[change.began : change.raised + 1]
    usual, found = _mean(before), _mean(since)
    wide = _spread(before)
    deviation = (found - usual) / wide if wide > _FLAT else 0.0
    began = series.points[change.began].day
    return AlarmTable(
        made_at=datetime.now(UTC),
        synthetic=synthetic,
        series=series.name,
        began_on=began,
        raised_on=series.points[change.raised].day,
        usual=usual,
        found=found,
        deviation=deviation,
        studies=list(driving(session, series.name, began, upwards=found > usual, synthetic=synthetic)),
        sentence=_sentence(series, began, usual, found, deviation),
    )


def _sentence(series: Series, began: date, usual: float, found: float, deviation: float) -> str:
    way = "risen" if found > usual else "fallen"
    before, after = (f"{100 * x:.1f} %" if series.share else f"{x:.3f}" for x in (usual, found))
    return (
        f"{series.title} has {way} since {began:%d %B %Y}: from {before} to {after}, "
        f"{abs(deviation):.1f} of its usual daily deviations."
    )


def _watched(series: Series, changed: Sequence[Change], kept: Sequence[AlarmTable]) -> Watched:
    start = changed[-1].began if changed else 0
    reference = series.points[start : start + REFERENCE_DAYS]
    return Watched(
        series=series,
        reference=(reference[0].day, reference[-1].day),
        usual=_mean(reference),
        spread=_spread(reference),
        watching=len(series.points) - start > REFERENCE_DAYS,
        alarms=tuple(_record(row, series.title) for row in kept if row.series == series.name),
    )


def _shown(watched: Watched, since: date, until: date) -> Watched:
    points = tuple(point for point in watched.series.points if since <= point.day <= until)
    series = Series(watched.series.name, watched.series.title, watched.series.share, points)
    alarms = tuple(alarm for alarm in watched.alarms if since <= alarm.raised_on <= until)
    return Watched(series, watched.reference, watched.usual, watched.spread, watched.watching, alarms)


def _record(row: AlarmTable, title: str) -> Alarm:
    return Alarm(
        id=row.id,
        series=row.series,
        title=title,
        began_on=row.began_on,
        raised_on=row.raised_on,
        usual=row.usual,
        found=row.found,
        deviation=row.deviation,
        studies=tuple(row.studies),
        sentence=row.sentence,
        made_at=row.made_at,
    )


def _kept(session: Session, synthetic: bool) -> tuple[AlarmTable, ...]:
    asked = select(AlarmTable).where(AlarmTable.synthetic.is_(synthetic)).order_by(AlarmTable.raised_on)
    return tuple(session.scalars(asked))


def _mean(points: Sequence[Point]) -> float:
    n = sum(point.n for point in points)
    return sum(point.value * point.n for point in points) / n if n else 0.0


def _spread(points: Sequence[Point]) -> float:
    return spread(np.array([point.value for point in points]), _kinds(points)) if points else 0.0
