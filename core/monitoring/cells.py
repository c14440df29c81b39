"""Counted studies as the questions need them: by what model and readers said, and by what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook.tables import DailyFacetTable, DailyScoreTable
from core.monitoring.window import Window
from core.records import Band, Call

NOT_KNOWN = ""
# What counts as called fractured at each operating point.
CALLED: dict[str, frozenset[str]] = {
    "high_sensitivity": frozenset({Band.POSITIVE.value, Band.DOUBT.value}),
    "high_specificity": frozenset({Band.POSITIVE.value}),
}
_TRUTHS: dict[str, bool] = {Call.FRACTURE.value: True, Call.NO_FRACTURE.value: False}


class Source(StrEnum):
    """Where a study's reference comes from."""

    DECIDED = "decided"  # a senior reader's decision
    READERS = "readers"  # else the latest reader's final call
    UNSURE = "unsure"  # read, but the reader was unsure
    NONE = "none"  # not read


@dataclass(frozen=True, slots=True)
class Cell:
    """n studies that are alike: band, call and reference as in the casebook, "" where there is none.

    step: of the probability, -1 without an answer. probability, squares: sums over the n. disputed: whether
    opinions differ; audited: whether they don't and it was drawn for an audit.
    """

    n: int
    band: str
    call: str
    reference: str
    step: int = -1
    disputed: bool = False
    probability: float = 0.0
    squares: float = 0.0
    day: date | None = None
    audited: bool = False

    @property
    def answered(self) -> bool:
        """Whether the model gave an answer."""
        return self.band != NOT_KNOWN

    @property
    def source(self) -> Source:
        """Where the reference comes from."""
        if self.reference:
            return Source.DECIDED
        if self.call in (Call.FRACTURE, Call.NO_FRACTURE):
            return Source.READERS
        return Source.UNSURE if self.call else Source.NONE

    @property
    def truth(self) -> bool | None:
        """Whether there is a fracture by the reference: the decision, else the reader's final call."""
        return _TRUTHS.get(self.reference or self.call)


def counted_by_version(session: Session, window: Window) -> dict[tuple[str, str], tuple[Cell, ...]]:
    """Return all of a window by model and version, a few hundred cells each; ("", "") gave no answer."""
    table = DailyScoreTable
    keys: tuple[Any, ...] = (
        table.band,
        table.call,
        table.reference,
        table.step,
        table.disputed,
        table.audited,
    )
    statement = (
        select(table.model, table.version, func.sum(table.n), *keys, *_sums())
        .where(*window.holds(table))
        .group_by(table.model, table.version, *keys)
    )
    found: dict[tuple[str, str], list[Cell]] = {}
    for model, version, n, band, call, reference, step, disputed, audited, p, pp in session.execute(
        statement
    ):
        cell = Cell(int(n), band, call, reference, step, disputed, p, pp, audited=audited)
        found.setdefault((model, version), []).append(cell)
    return {key: tuple(cells) for key, cells in sorted(found.items())}


def counted_by_day(session: Session, window: Window) -> tuple[Cell, ...]:
    """Return a window by day, without steps and disputes; in the order of days."""
    table = DailyScoreTable
    keys: tuple[Any, ...] = (table.day, table.band, table.call, table.reference)
    statement = (
        select(*keys, func.sum(table.n), *_sums())
        .where(*window.holds(table))
        .group_by(*keys)
        .order_by(table.day)
    )
    rows: Iterable[Any] = session.execute(statement)
    return tuple(
        Cell(int(n), band, call, reference, probability=p, squares=pp, day=day)
        for day, band, call, reference, n, p, pp in rows
    )


def counted_by_facet(session: Session, window: Window, facet: str) -> dict[str, tuple[Cell, ...]]:
    """Return a window by the values of a facet, see `TRAITS`, the largest first; ages by age."""
    table = DailyFacetTable
    keys = (table.value, table.band, table.call, table.reference)
    statement = (
        select(*keys, func.sum(table.n)).where(table.facet == facet, *window.holds(table)).group_by(*keys)
    )
    found: dict[str, list[Cell]] = {}
    for value, band, call, reference, n in session.execute(statement):
        found.setdefault(value, []).append(Cell(int(n), band, call, reference))
    if facet == "age":
        in_order = sorted(found.items(), key=lambda item: (item[0] == NOT_KNOWN, item[0]))
    else:
        in_order = sorted(found.items(), key=lambda item: (-total(item[1]), item[0]))
    return {value: tuple(cells) for value, cells in in_order}


def total(cells: Iterable[Cell]) -> int:
    """Return how many studies the cells hold."""
    return sum(cell.n for cell in cells)


def _sums() -> tuple[Any, ...]:
    return func.sum(DailyScoreTable.probability), func.sum(DailyScoreTable.squares)
