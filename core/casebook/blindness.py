"""From whom an answer is kept: in a blind-first study, from a reader who hasn't said what they see."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, select

from core.casebook.database import Database
from core.casebook.tables import CaseTable, FirstReadTable, StudyTable
from core.records import Mode


class Blindness:
    """Asks which answers a reader may see; every list and page that shows answers asks it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hidden(self, study_ids: Iterable[int], reader: str, *, once_read: bool = True) -> frozenset[int]:
        """Return those of these studies whose answer a reader may not see yet.

        once_read: also where another reader's read is there already; False for a look at what is done with.
        """
        numbers = sorted(set(study_ids))
        statement = select(StudyTable.id).where(StudyTable.id.in_(numbers), kept_from(reader))
        if not once_read:
            statement = statement.where(StudyTable.is_read.is_(False))
        with self._database.reading() as session:
            return frozenset(session.scalars(statement)) if numbers else frozenset()


def kept_from(reader: str) -> ColumnElement[bool]:
    """Return the condition that a study's answer is kept from a reader."""
    said = exists().where(FirstReadTable.study_id == StudyTable.id, FirstReadTable.reader == reader)
    return and_(StudyTable.mode == Mode.BLIND_FIRST, ~said)


def case_kept_from(reader: str) -> ColumnElement[bool]:
    """Return the condition that a case, of a study that nobody has read, is one kept from a reader."""
    unread = StudyTable.id == CaseTable.study_id, StudyTable.is_read.is_(False)
    return exists().where(*unread, kept_from(reader))
