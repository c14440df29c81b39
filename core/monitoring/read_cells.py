"""Reads as the counts a day hold them: alike ones together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook.tables import DailyReadTable
from core.monitoring.window import Window
from core.records import Band, Call, Mode

DECIDED = (Call.FRACTURE, Call.NO_FRACTURE)
_SAYS = {Band.POSITIVE.value: Call.FRACTURE.value, Band.NEGATIVE.value: Call.NO_FRACTURE.value}


@dataclass(frozen=True, slots=True)
class ReadCell:
    """n reads that are alike; words as in the casebook, "" where there is none. Times are sums in seconds.

    disputed, audited: of their studies, as in `core.monitoring.cells.Cell`.
    """

    reader: str
    mode: str
    band: str
    first: str
    call: str
    reference: str
    disputed: bool
    audited: bool
    n: int
    timed: int
    seconds: float
    squares: float
    first_timed: int
    first_seconds: float
    first_squares: float

    @property
    def blind(self) -> bool:
        """Whether both calls, before and after the answer, are known and sure."""
        return self.mode == Mode.BLIND_FIRST and self.first in DECIDED and self.call in DECIDED

    @property
    def agreed(self) -> bool:
        """Whether nobody disputes the study, and this reader neither changed nor contradicts the answer."""
        return not self.disputed and self.first == self.call and self.answer in ("", self.call)

    @property
    def settled(self) -> bool:
        """Whether the study was decided on in a dispute that has ended: it speaks for itself alone."""
        return bool(self.reference) and not (self.disputed or self.audited)

    @property
    def answer(self) -> str:
        """The call that the band amounts to; "" for doubt and for none."""
        return _SAYS.get(self.band, "")


def read_cells(session: Session, window: Window) -> tuple[ReadCell, ...]:
    """Return a window's reads, counted."""
    table = DailyReadTable
    keys: tuple[Any, ...] = (
        table.reader,
        table.mode,
        table.band,
        table.first_call,
        table.call,
        table.reference,
        table.disputed,
        table.audited,
    )
    sums = (table.n, table.timed, table.seconds, table.seconds_squares, table.first_timed,
            table.first_seconds, table.first_squares)  # fmt: skip
    statement = select(*keys, *map(func.sum, sums)).where(*window.holds(table)).group_by(*keys)
    return tuple(ReadCell(*row) for row in session.execute(statement))


def number(cells: Iterable[ReadCell], which: Callable[[ReadCell], bool] = lambda _: True) -> int:
    """Return of how many reads something holds."""
    return sum(cell.n for cell in cells if which(cell))
