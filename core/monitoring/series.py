"""The daily series that are watched for shifts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook.tables import DailyFacetTable, DailyFilmTable, DailyRefusalTable, DailyScoreTable
from core.monitoring.window import Window
from core.records import Band, Call

# The newest days wait until most of their studies are read: the worklist brings suspicious ones up first, so
# what is read by midnight is not like the rest. A house that never reads so many waits no longer than a week.
_MOSTLY = 0.9
_SETTLING = timedelta(days=7)
# Fewer studies make no day of their own; they are counted with the next.
FEWEST_A_DAY = 5
REGIONS = 3
_OPPOSITE = {(Band.POSITIVE.value, Call.NO_FRACTURE.value), (Band.NEGATIVE.value, Call.FRACTURE.value)}
_DECIDED = (Call.FRACTURE.value, Call.NO_FRACTURE.value)

Sums = dict[date, tuple[float, int]]  # by day: the sum of a value, and of how many


@dataclass(frozen=True, slots=True)
class Point:
    """The mean of n studies or films of a day; of several days up to this one where each had too few."""

    day: date
    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Series:
    """name: its key in the casebook. share: whether it is a share of studies, else a plain number."""

    name: str
    title: str
    share: bool
    points: tuple[Point, ...]


_FILMS = {
    "grey_mean": "Mean grey of the films",
    "grey_spread": "Contrast of the films",
    "megapixels": "Size of the films in megapixels",
    **{f"sketch_{place}": f"Look of the films to the network, direction {place}" for place in range(1, 5)},
}
_SAID = {
    "probability": "Mean probability",
    "doubt": "Share in doubt",
    "disagreement": "Share of answers that readers contradict",
    "unanswered": "Share of studies without an answer",
    "refused": "Share of files that were refused",
}
_SHARES = frozenset(_SAID) - {"probability"}
# So many are watched at most; the limit on false alarms is shared out among them.
WATCHED = len(_FILMS) + REGIONS + len(_SAID)


def title_of(name: str) -> str:
    """Return a series' name in words, for one too that is watched no longer."""
    if name.startswith("region_"):
        return f"Share of {name.removeprefix('region_')} studies"
    return _FILMS.get(name) or _SAID.get(name, name)


def is_share(name: str) -> bool:
    """Return whether a series is a share of studies, else a plain number."""
    return name.startswith("region_") or name in _SHARES


def is_sketch(name: str) -> bool:
    """Return whether a series is a direction of what films look like to the network, which no word names."""
    return name.startswith("sketch_")


def every(session: Session, window: Window) -> tuple[Series, ...]:
    """Return all series of a window."""
    found = chain(
        _films(session, window), _mix(session, window), _said(session, window), _refused(session, window)
    )
    return tuple(
        Series(name, title_of(name), is_share(name), points)
        for name, sums in found
        if (points := _points(sums))
    )


def _films(session: Session, window: Window) -> Iterator[tuple[str, Sums]]:
    table = DailyFilmTable
    asked = (
        select(table.measure, table.day, func.sum(table.total), func.sum(table.n))
        .where(*window.holds(table))
        .group_by(table.measure, table.day)
    )
    found: dict[str, Sums] = {}
    for measure, day, total, n in session.execute(asked):
        found.setdefault(measure, {})[day] = (total, int(n))
    for measure in _FILMS:
        yield measure, found.get(measure, {})


def _mix(session: Session, window: Window) -> Iterator[tuple[str, Sums]]:
    """The shares of the most frequent regions."""
    table = DailyFacetTable
    asked = (
        select(table.day, table.value, func.sum(table.n))
        .where(table.facet == "region", *window.holds(table))
        .group_by(table.day, table.value)
    )
    days: dict[date, dict[str, int]] = {}
    for day, region, n in session.execute(asked):
        days.setdefault(day, {})[region] = int(n)
    totals: dict[str, int] = {}
    for regions in days.values():
        for region, n in regions.items():
            totals[region] = totals.get(region, 0) + n
    known = sorted((region for region in totals if region), key=lambda region: (-totals[region], region))
    for region in known[:REGIONS]:
        sums = {day: (float(each.get(region, 0)), sum(each.values())) for day, each in days.items()}
        yield f"region_{region}", sums


def _said(session: Session, window: Window) -> Iterator[tuple[str, Sums]]:
    """What the version that most of the latest studies were judged by said, and what readers made of it."""
    table = DailyScoreTable
    asked = (
        select(table.day, table.model, table.version, table.band, table.call, func.sum(table.n),
               func.sum(table.probability))
        .where(*window.holds(table))
        .group_by(table.day, table.model, table.version, table.band, table.call)
        .order_by(table.day)
    )  # fmt: skip
    rows = [(day, (model, version), band, call, int(n), p) for day, model, version, band, call, n, p
            in session.execute(asked)]  # fmt: skip
    version = _newest(rows)
    scores: Sums = {}
    doubt: Sums = {}
    silent: Sums = {}
    against: Sums = {}
    read: Sums = {}
    for day, by, band, call, n, probability in rows:
        _add(silent, day, n if not band else 0, n)
        if by == version and band:
            _add(scores, day, probability, n)
            _add(doubt, day, n if band == Band.DOUBT else 0, n)
            _add(read, day, n if call else 0, n)
            if band != Band.DOUBT and call in _DECIDED:
                _add(against, day, n if (band, call) in _OPPOSITE else 0, n)
    yield "probability", scores
    yield "doubt", doubt
    yield "disagreement", settled(against, read)
    yield "unanswered", silent


def _refused(session: Session, window: Window) -> Iterator[tuple[str, Sums]]:
    """Files that were refused, among all that were dropped on a day; every film has a size."""
    refused, kept = DailyRefusalTable, DailyFilmTable
    asked = select(refused.day, func.sum(refused.n)).where(*window.holds(refused)).group_by(refused.day)
    sums: Sums = {day: (float(n), int(n)) for day, n in session.execute(asked)}
    films = select(kept.day, func.sum(kept.n)).where(kept.measure == "megapixels", *window.holds(kept))
    for day, n in session.execute(films.group_by(kept.day)):
        _add(sums, day, 0, int(n))
    yield "refused", sums


def settled(sums: Sums, read: Sums) -> Sums:
    """Return the days before the first whose reads are still coming in; read: read of all, by day."""
    if not read:
        return {}
    young = max(read) - _SETTLING
    coming = [day for day, (some, n) in read.items() if some < _MOSTLY * n and day > young]
    # Later days wait with it, though they may be read: a series must have no gap that fills up later.
    first = min(coming, default=date.max)
    return {day: each for day, each in sums.items() if day < first}


def _newest(rows: Sequence[tuple[date, tuple[str, str], str, str, int, float]]) -> tuple[str, str] | None:
    answered = [(day, by, n) for day, by, band, _, n, _ in rows if band]
    if not answered:
        return None
    last, counts = answered[-1][0], dict[tuple[str, str], int]()
    for day, by, n in answered:
        if day == last:
            counts[by] = counts.get(by, 0) + n
    return max(counts, key=lambda by: counts[by])


def _add(sums: Sums, day: date, value: float, n: int) -> None:
    total, count = sums.get(day, (0.0, 0))
    sums[day] = total + value, count + n


def _points(sums: Mapping[date, tuple[float, int]]) -> tuple[Point, ...]:
    points = []
    total, n = 0.0, 0
    for day in sorted(sums):
        value, count = sums[day]
        total, n = total + value, n + count
        if n >= FEWEST_A_DAY:
            # Rounded, so that a mean of equal numbers is the same every day.
            points.append(Point(day, round(total / n, 9), n))
            total, n = 0.0, 0
    return tuple(points)
