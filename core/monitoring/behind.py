"""The studies behind a point of a chart, a page of them at a time.

They are found by the conditions by which the figures count them, so a figure of n has n rows behind it; a
figure of reads has a row for each read. Never more than a page of rows is fetched.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.casebook import Casebook, Page, StudyRow, clock
from core.casebook.blindness import kept_from
from core.casebook.tables import StudyTable
from core.casebook.worklist import STUDY_COLUMNS, study_row
from core.monitoring.counting import bring_up_to_date
from core.monitoring.narrowing import narrowed
from core.monitoring.pointing import Behind
from core.monitoring.tallying import counted
from core.monitoring.window import Window

PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class BehindPage(Page[StudyRow]):
    """A page of the studies behind a point, the newest first.

    total: how many are listed on all pages. kept_back: how many more there are that this person is to read
    blind first; together they are the point's n.
    """

    kept_back: int = 0

    @property
    def n(self) -> int:
        """How many studies, or reads, the point counts."""
        return self.total + self.kept_back


def behind(
    casebook: Casebook,
    window: Window,
    asked: Behind,
    *,
    page: int = 1,
    page_size: int = PAGE_SIZE,
    reader: str = "",
) -> BehindPage:
    """Return one page of the studies behind a point; a page beyond the last gives the last.

    reader: the name of whoever looks. Studies that nobody has read and that this reader is to read blind
    first are kept back where being on the list would tell the answer. Raises `CasebookError`.
    """
    now = clock.now()
    bring_up_to_date(casebook.database)
    with casebook.database.reading() as session:
        query = narrowed(session, window, asked, now)
        unseen = StudyTable.is_read.is_(False) & kept_from(reader)
        n = counted(session, window, asked, now)  # then it tells no answer that is kept from anybody
        kept_back = _count(session, query.where(unseen)) if n is None and reader and asked.tells_answer else 0
        total = _count(session, query) - kept_back if n is None else n
        page = min(max(1, page), max(1, -(-total // page_size)))
        if kept_back:
            query = query.where(~unseen)
        newest = query.order_by(StudyTable.created_at.desc(), StudyTable.id.desc())
        numbers = session.scalars(newest.offset((page - 1) * page_size).limit(page_size)).all()
        found = session.execute(select(*STUDY_COLUMNS).where(StudyTable.id.in_(set(numbers))))
        rows = {row.id: study_row(row, now) for row in found}
    return BehindPage(tuple(rows[number] for number in numbers), total, page, page_size, kept_back)


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0
