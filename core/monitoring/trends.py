"""A window cut into parts of equal length, for the small trend beside a figure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook import Casebook
from core.casebook.tables import DailyScoreTable
from core.monitoring.counting import bring_up_to_date
from core.monitoring.effects import of_reads
from core.monitoring.figures import Figure
from core.monitoring.read_cells import read_cells
from core.monitoring.standing import Standing
from core.monitoring.window import Window

PARTS = 6


@dataclass(frozen=True, slots=True)
class Trends:
    """Part by part, the oldest first; undecided: disputes that still wait, by when their studies came in."""

    parts: tuple[tuple[date, date], ...]
    followed_wrong: tuple[Figure, ...]
    undecided: tuple[int, ...]


def trends(casebook: Casebook, window: Window, standing: Standing) -> Trends:
    """Return what becomes of two figures from the first to the last day of a window with studies.

    Raises `CasebookError`.
    """
    if standing.first is None or standing.last is None:
        return Trends((), (), ())
    bring_up_to_date(casebook.database)
    periods = parts(standing.first, standing.last)
    windows = [replace(window, since=began, until=until) for began, until in periods]
    with casebook.database.reading() as session:
        return Trends(
            periods,
            tuple(of_reads(read_cells(session, each)).followed_wrong for each in windows),
            tuple(_undecided(session, each) for each in windows),
        )


def parts(first: date, last: date, count: int = PARTS) -> tuple[tuple[date, date], ...]:
    """Return the first and the last days of at most `count` parts of the days from first to last."""
    days = (last - first).days + 1
    count = min(count, days)
    edges = [first + timedelta(days=days * place // count) for place in range(count + 1)]
    return tuple((began, until - timedelta(days=1)) for began, until in pairwise(edges))


def _undecided(session: Session, window: Window) -> int:
    table = DailyScoreTable
    open_ones = table.disputed.is_(True), table.reference == ""
    return int(session.scalar(select(func.sum(table.n)).where(*window.holds(table), *open_ones)) or 0)
