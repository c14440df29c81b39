"""The reads of the reading room: before the answer is shown, and after."""

from sqlalchemy import select

from core.casebook import clock, disputing, reading_rules, rows, rules, trail
from core.casebook.database import Database
from core.casebook.records import EventKind
from core.casebook.tables import FirstReadTable, ReadTable
from core.records import FirstRead, Read


class Readings:
    """First reads and reads, each kept once and never changed.

    A form that is sent twice keeps one read: a first read that says the same as the reader's earlier one is
    that one, and so is a read that repeats the reader's last within `reading_rules.TWICE_WITHIN`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def first(self, study_id: int, reader: str) -> FirstRead | None:
        """Return what a reader said of a study before the answer was shown; raises `UnknownStudyError`."""
        with self._database.reading() as session:
            rules.found_study(session, study_id)
            row = session.scalar(select(FirstReadTable).filter_by(study_id=study_id, reader=reader))
            return None if row is None else rows.first_read_record(row)

    def add_first(self, first: FirstRead) -> FirstRead:
        """Add a first read and return it with its id and `made_at` (UTC), both given here.

        Raises `UnknownStudyError`; `InvalidReadError` where the study is read with the answer in view, where
        the reader said something else before, and where a mark or a confidence can't be meant.
        """
        with self._database.writing() as session:
            study = rules.locked_study(session, first.study_id)
            earlier = session.scalar(select(FirstReadTable).filter_by(study_id=study.id, reader=first.reader))
            if earlier is not None:
                return reading_rules.same_first(earlier, first)
            reading_rules.check_first(session, study, first)
            row = rows.new_first_read(first, clock.now())
            session.add(row)
            session.flush()
            facts = {"first_read": row.id, **reading_rules.said(row)}
            trail.record(session, EventKind.FIRST_READ_ADDED, row.reader, study_id=study.id, facts=facts)
            return rows.first_read_record(row)

    def first_reads(self, study_id: int) -> tuple[FirstRead, ...]:
        """Return what readers said of a study before the answer was shown; raises `UnknownStudyError`."""
        of_study = select(FirstReadTable).filter_by(study_id=study_id).order_by(FirstReadTable.id)
        with self._database.reading() as session:
            rules.found_study(session, study_id)
            return tuple(rows.first_read_record(row) for row in session.scalars(of_study))

    def add(self, read: Read) -> Read:
        """Add a read, see `Casebook.add_read`."""
        with self._database.writing() as session:
            case, study = rules.locked_case(session, read.case_id)
            now = clock.now()
            if twin := reading_rules.twin(session, study, read, now):
                return rows.read_record(twin)
            seen, first = reading_rules.check_read(session, study, read)
            blind = reading_rules.surely_blind(session, first)
            row = rows.new_read(read, study, seen or case, blind, now)
            session.add(row)
            session.flush()
            reading_rules.copy_read(session, study, row)
            disputing.reconsider(session, study, signed=True)
            trail.record(
                session,
                EventKind.READ_ADDED,
                read.reader,
                case_id=case.id,
                study_id=study.id,
                detail=f"read {row.id}",
                facts={"read": row.id, **reading_rules.said(row), **reading_rules.seen(row)},
            )
            return rows.read_record(row)

    def reads(self, study_id: int) -> tuple[Read, ...]:
        """Return a study's reads in the order made, corrected ones too; raises `UnknownStudyError`."""
        of_study = select(ReadTable).filter_by(study_id=study_id).order_by(ReadTable.id)
        with self._database.reading() as session:
            rules.found_study(session, study_id)
            return tuple(rows.read_record(row) for row in session.scalars(of_study))
