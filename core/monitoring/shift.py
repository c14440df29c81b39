"""Is something shifting? What comes in, what the model says, and what readers make of it, day by day.

Each series is watched by the test of `core.monitoring.detector`. All series together raise on average at most
one false alarm in `YEARS_BETWEEN_FALSE` years. Days count once they are over (UTC), since a morning is not a
day. An alarm is kept as it was first raised.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.casebook import Casebook
from core.casebook.tables import AlarmTable
from core.monitoring.alarms import Alarm, AlarmState, alarms, kept
from core.monitoring.counting import bring_up_to_date
from core.monitoring.detector import REFERENCE_DAYS, Change, Track, spread, track
from core.monitoring.driving import driving
from core.monitoring.series import WATCHED, Point, Series, every, is_sketch
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
class Watched:
    """A series with what is usual for it.

    reference: the first and the last day that it is held against, from the start or the last alarm on.
    usual, spread: mean and daily standard deviation of those days. watching: whether they are enough.
    evidence: for each day of the series that for a shift, as a share of what raises an alarm.
    """

    series: Series
    reference: tuple[date, date]
    usual: float
    spread: float
    watching: bool
    alarms: tuple[Alarm, ...]
    evidence: tuple[float, ...]

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
    def foremost(self) -> Alarm | None:
        """The strongest of the open alarms that began last, one that has a name rather than a direction."""
        together = self._together
        return max(together, key=lambda each: (not is_sketch(each.series), abs(each.deviation)), default=None)

    @property
    def _together(self) -> list[Alarm]:
        """The open alarms that began within days of the one that began last."""
        unclosed = [alarm for alarm in self.alarms if alarm.state is not AlarmState.CLOSED]
        last = max((alarm.began_on for alarm in unclosed), default=date.min)
        return [alarm for alarm in unclosed if (last - alarm.began_on).days <= _TOGETHER_DAYS]

    @property
    def sentence(self) -> str:
        """What the series say, for a person who reads only one line."""
        if not self.watched:
            return "No whole day with studies yet: there is nothing to compare."
        if self.foremost:
            others = len({alarm.series for alarm in self._together}) - 1
            more = f" {others} other series shifted within days of it." if others > 1 else ""
            return self.foremost.sentence + (
                " Another series shifted within days of it." if others == 1 else more
            )
        if not any(each.watching for each in self.watched):
            return self.watched[0].note
        if self.alarms:
            return "Nothing else has shifted; the alarms of this time are closed."
        return "Nothing has shifted."


def shift(casebook: Casebook, window: Window | None = None, *, today: date | None = None) -> Shift:
    """Return the series of a window, and the alarms raised in it; new alarms are kept.

    The test always looks at the whole time up to yesterday. Raises `CasebookError`.
    """
    window = window or Window()
    synthetic, since = bool(window.synthetic), window.since or date.min
    found = look(casebook, synthetic=synthetic, today=today)
    until = window.last_day
    return Shift(
        tuple(_shown(each, since, until) for each in found),
        tuple(each for each in alarms(casebook, synthetic=synthetic) if since <= each.raised_on <= until),
    )


def look(casebook: Casebook, *, synthetic: bool = False, today: date | None = None) -> tuple[Watched, ...]:
    """Watch all series up to yesterday, keep new alarms and return what was found; raises `CasebookError`."""
    bring_up_to_date(casebook.database)
    yesterday = (today or datetime.now(UTC).date()) - timedelta(days=1)
    with casebook.database.reading() as session:
        series = every(session, Window(until=yesterday, synthetic=synthetic))
        raised = kept(session, synthetic)
    found = [(each, _track(each)) for each in series]
    if _new(raised, found):
        with casebook.database.writing() as session:
            raised = _raised(session, found, synthetic)
    return tuple(_watched(each, tracked, raised) for each, tracked in found)


def _track(series: Series) -> Track:
    # A seed of its own, so that ties in two series aren't broken alike.
    seed = int(sha256(series.name.encode()).hexdigest()[:8], 16)
    return track([point.value for point in series.points], _kinds(series.points), LIMIT, seed=seed)


def _new(
    raised: Sequence[Alarm], found: Sequence[tuple[Series, Track]]
) -> list[tuple[Series, Change | None, Change]]:
    """Return the changes that no kept alarm tells of, each with its series and the change before it."""
    return [
        (series, past, change)
        for series, tracked in found
        for past, change in zip((None, *tracked.changes), tracked.changes, strict=False)
        if not _known(raised, series, change)
    ]


def _raised(session: Session, found: Sequence[tuple[Series, Track]], synthetic: bool) -> tuple[Alarm, ...]:
    """Keep the new alarms and return all; somebody else who looked meanwhile may have kept them already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('callus alarms'))"))
    session.add_all(
        _alarm(session, series, past, change, synthetic)
        for series, past, change in _new(kept(session, synthetic), found)
    )
    session.flush()
    return kept(session, synthetic)


def _kinds(points: Sequence[Point]) -> list[bool]:
    return [point.day.weekday() >= _SATURDAY for point in points]


def _known(raised: Sequence[Alarm], series: Series, change: Change) -> bool:
    on = series.points[change.raised].day
    return any(
        alarm.series == series.name and abs((alarm.raised_on - on).days) <= _SAME_DAYS for alarm in raised
    )


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


def _watched(series: Series, tracked: Track, raised: Sequence[Alarm]) -> Watched:
    start = tracked.changes[-1].began if tracked.changes else 0
    reference = series.points[start : start + REFERENCE_DAYS]
    return Watched(
        series=series,
        reference=(reference[0].day, reference[-1].day),
        usual=_mean(reference),
        spread=_spread(reference),
        watching=len(series.points) - start > REFERENCE_DAYS,
        alarms=tuple(alarm for alarm in raised if alarm.series == series.name),
        evidence=tracked.evidence,
    )


def _shown(watched: Watched, since: date, until: date) -> Watched:
    points = watched.series.points
    places = [place for place, point in enumerate(points) if since <= point.day <= until]
    return replace(
        watched,
        series=replace(watched.series, points=tuple(points[place] for place in places)),
        alarms=tuple(alarm for alarm in watched.alarms if since <= alarm.raised_on <= until),
        evidence=tuple(watched.evidence[place] for place in places),
    )


def _mean(points: Sequence[Point]) -> float:
    n = sum(point.n for point in points)
    return sum(point.value * point.n for point in points) / n if n else 0.0


def _spread(points: Sequence[Point]) -> float:
    return spread(np.array([point.value for point in points]), _kinds(points)) if points else 0.0
