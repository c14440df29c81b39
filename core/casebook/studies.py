"""Studies: the exams of the casebook, the worklist of those that wait, and who is reading which."""

from collections.abc import Iterable

from sqlalchemy import select

from core.casebook import claims, clock, grouping, recalls, rows, rules, worklist
from core.casebook.database import Database
from core.casebook.department import terms_in_force
from core.casebook.study_records import Claim, StudyCounts, StudyFilter, StudyPage, StudyRecord, StudySort
from core.casebook.tables import CaseTable, ImageTable, StudyTable


class Studies:
    """One exam is one study of one or several films, with one verdict: that of its most suspicious film."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def study(self, study_id: int) -> StudyRecord:
        """Return one study in full, its deciding view first; raises `UnknownStudyError`."""
        films = select(CaseTable, ImageTable).join(ImageTable, ImageTable.case_id == CaseTable.id)
        with self._database.reading() as session:
            study = rules.found_study(session, study_id)
            order = (CaseTable.id != study.case_id), CaseTable.id
            found = session.execute(films.where(CaseTable.study_id == study_id).order_by(*order))
            views = tuple(rows.case_record(case, image) for case, image in found)
        return worklist.study_record(study, views, clock.now())

    def of_case(self, case_id: int) -> int:
        """Return the number of the study that a case is a view of; raises `UnknownCaseError`."""
        with self._database.reading() as session:
            return rules.found_case(session, case_id).study_id

    def worklist(
        self,
        which: StudyFilter | None = None,
        *,
        sort: StudySort = StudySort.MOST_SUSPICIOUS,
        page: int = 1,
        page_size: int = 25,
    ) -> StudyPage:
        """Return one page of the studies that match; a page beyond the last gives the last."""
        which, now = which or StudyFilter(), clock.now()
        with self._database.reading() as session:
            total = session.execute(worklist.count_statement(which, now)).scalar_one()
            page = min(max(1, page), max(1, -(-total // page_size)))
            statement = worklist.page_statement(which, sort, (page - 1) * page_size, page_size, now)
            found = session.execute(statement).all()
        return StudyPage(tuple(worklist.study_row(row, now) for row in found), total, page, page_size)

    def next_after(
        self,
        study_id: int | None = None,
        which: StudyFilter | None = None,
        sort: StudySort = StudySort.MOST_SUSPICIOUS,
        reader: str = "",
    ) -> int | None:
        """Return the next study of a worklist that waits and that nobody but this reader holds.

        After the last one it begins anew, since what came in meanwhile may stand before the place where the
        reader is; None where no other study waits. The filter's `is_read` does not count. Raises
        `UnknownStudyError`.
        """
        which, now = which or StudyFilter(), clock.now()
        with self._database.reading() as session:
            here = None if study_id is None else rules.found_study(session, study_id)
            for place in (here, None):
                found = session.scalar(worklist.next_statement(place, which, sort, reader, now))
                if found is not None:
                    return found if found != study_id else None
        return None

    def previous_before(
        self,
        study_id: int,
        which: StudyFilter | None = None,
        sort: StudySort = StudySort.MOST_SUSPICIOUS,
        reader: str = "",
    ) -> int | None:
        """Return the study of a worklist before this one that waits and that nobody but this reader holds.

        None where there is none before it. Raises `UnknownStudyError`.
        """
        which = which or StudyFilter()
        with self._database.reading() as session:
            here = rules.found_study(session, study_id)
            return session.scalar(worklist.previous_statement(here, which, sort, reader, clock.now()))

    def claim(self, study_id: int, reader: str, *, unread: bool = False) -> Claim:
        """Take a study to read, for the department's time, or say who has it.

        A reader who holds it already holds it anew from now on. unread: take it only while it waits, as for
        the next one of a worklist, which somebody may have read since; it is refused then in that reader's
        name. Raises `UnknownStudyError`.
        """
        reader = rules.checked_name(reader)
        with self._database.writing() as session:
            return claims.claim(session, study_id, reader, clock.now(), unread=unread)

    def release(self, study_id: int, reader: str) -> None:
        """Give a study back; nothing happens where the reader doesn't hold it. Raises `UnknownStudyError`."""
        with self._database.writing() as session:
            claims.release(session, study_id, reader)

    def release_all(self, reader: str) -> None:
        """Give back every study that a reader holds."""
        with self._database.writing() as session:
            # Locked by number, and before the trail, as by everybody who locks several. Joined ones are gone.
            held = select(StudyTable.id).where(
                StudyTable.claimed_by == reader, StudyTable.joined_into.is_(None)
            )
            locked = held.order_by(StudyTable.id).with_for_update(key_share=True)
            for study_id in session.scalars(locked).all():
                claims.release(session, study_id, reader)

    def join(self, study_ids: Iterable[int], who: str) -> int:
        """Make several unread studies one and return its number: that of the one that came first.

        Raises `UnknownStudyError`; `CasebookError` where one was read or is being read, or where drawn
        samples and real radiographs would be mixed.
        """
        who = rules.checked_name(who)
        with self._database.writing() as session:
            return grouping.join(session, tuple(study_ids), who, clock.now())

    def counts(self) -> StudyCounts:
        """Return how many studies there are, by what is to be done."""
        with self._database.reading() as session:
            target = terms_in_force(session).target_minutes
            row = session.execute(worklist.counts_statement(target, clock.now())).one()
            studies, unread, positive, overdue, disputed = row
            return StudyCounts(studies, unread, positive, overdue, disputed, recalls.open_count(session))
