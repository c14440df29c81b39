"""Whether there is anything to judge, and whether the dates can be believed."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import func, select

from core.casebook import Casebook
from core.casebook.tables import DailyNightTable
from core.monitoring.counting import bring_up_to_date
from core.monitoring.window import Window

# A department that sends nothing for so long has rather lost its clock or its line than its patients.
LONG_GAP_DAYS = 14


@dataclass(frozen=True, slots=True)
class Standing:
    """What a casebook holds. first, last: days (UTC) with studies, None where there are none.

    future: studies that carry a day still to come, which no figure counts. gap: the longest stretch of days
    without a study inside. department: as the exports name it.
    """

    studies: int
    synthetic: int
    first: date | None
    last: date | None
    future: int
    gap: int
    department: str

    @property
    def remarks(self) -> tuple[str, ...]:
        """What somebody who reads the figures should know first."""
        found = []
        if not self.studies:
            found.append("The casebook is empty: figures come with the first studies.")
        if self.future:
            found.append(f"{self.future:,} studies are dated in the future and left out: a clock ran ahead.")
        if self.gap >= LONG_GAP_DAYS:
            found.append(
                f"No study came in for {self.gap} days in a row: a clock jumped, or the line was down."
            )
        if self.synthetic:
            found.append(f"{self.synthetic:,} studies are simulated or drawn samples, not patients.")
        return tuple(found)


def standing(casebook: Casebook, window: Window | None = None) -> Standing:
    """Return what a window holds; raises `CasebookError`."""
    window, table = window or Window(), DailyNightTable
    bring_up_to_date(casebook.database)
    asked = (
        select(table.day, table.synthetic, func.sum(table.n))
        .where(window.of_kind(table))
        .group_by(table.day, table.synthetic)
    )
    with casebook.database.reading() as session:
        rows = [(day, drawn, int(n)) for day, drawn, n in session.execute(asked)]
    now = [row for row in rows if row[0] <= window.last_day]
    inside = [row for row in now if window.since is None or row[0] >= window.since]
    days = sorted({day for day, *_ in inside})
    future = 0 if window.until else sum(n for *_, n in rows) - sum(n for *_, n in now)
    return Standing(
        studies=sum(n for *_, n in inside),
        synthetic=sum(n for _, drawn, n in inside if drawn),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        future=future,
        gap=max(((later - day).days - 1 for day, later in pairwise(days)), default=0),
        department=casebook.department.terms().name,
    )
