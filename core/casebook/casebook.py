"""The casebook itself: files first, then one transaction, so that there is never half a case."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from core.casebook import heatmaps, proposals, rows, rules, search, sqlite, tallies, trail
from core.casebook.database import ConflictError, Database, parse
from core.casebook.home import make_room
from core.casebook.images import ImageStore, digest_of
from core.casebook.records import (
    CaseCounts,
    CaseFilter,
    CasePage,
    CaseRecord,
    Event,
    EventKind,
    KeptCase,
    Proposal,
    Sort,
    StoredAnalysis,
    Tally,
)
from core.casebook.schema import bring_up_to_date
from core.casebook.tables import AnalysisTable, CaseTable, EventTable, ReadTable
from core.errors import CasebookError
from core.records import Analysis, FloatImage, Radiograph, Read


class Casebook:
    """Cases, analyses, reads and the audit trail, in one database and one folder of images.

    url: any SQLAlchemy URL (`settings.casebook_url`); home: the folder that holds `images/`; patience_s: how
    long to wait for others who hold the database, in seconds.
    Opening makes what is missing and migrates an older schema. All methods may be called from any thread.
    Every method raises `CasebookError` (or a kind of it) with a plain sentence where the database or the disk
    refuses; a failed call has kept nothing. `who` goes into the audit trail: a name of the house, never a
    patient's.
    """

    def __init__(self, url: str, home: Path, *, patience_s: float = 10.0) -> None:
        address, folder = parse(url), home / "images"
        make_room(sqlite.file_of(address), folder)
        self._images = ImageStore(folder)
        self._database = Database(address, patience_s)
        try:
            bring_up_to_date(self._database)
        except CasebookError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the database's connections."""
        self._database.close()

    def keep(
        self, radiograph: Radiograph, data: bytes, *, synthetic: bool = False, who: str = ""
    ) -> KeptCase:
        """Keep a radiograph with its original bytes; the same bytes give the earlier case.

        Raises `CasebookError` when `radiograph` was not read from `data`.
        """
        if digest_of(data) != radiograph.digest:
            raise CasebookError("The file changed while it was being read. Please drop it again.")
        self._images.put(data)
        if earlier := self._earlier(radiograph.digest, who):
            return earlier
        display = self._images.put(_display_png(radiograph.pixels))
        try:
            with self._database.writing() as session:
                case = rows.new_case(radiograph, synthetic, _now())
                session.add(case)
                session.flush()
                session.add(rows.new_image(radiograph, case.id, len(data), display))
                trail.record(session, EventKind.CASE_KEPT, who, case_id=case.id)
        except ConflictError:
            # Another thread or process kept the same bytes since we looked.
            if earlier := self._earlier(radiograph.digest, who):
                return earlier
            raise
        return KeptCase(case.id, earlier=False)

    def add_analysis(self, case_id: int, analysis: Analysis, *, decides: bool = False, who: str = "") -> int:
        """Add what a model version says of a case and return the analysis's id.

        The first analysis of a case decides its band; a later one takes over only if `decides`. A model
        version speaks once on a case: adding it again returns the earlier id. Raises `UnknownCaseError`;
        `CasebookError` when the analysis is of another radiograph.
        """
        heatmap = self._images.put(heatmaps.pack(analysis.heatmap))
        same_version = select(AnalysisTable).filter_by(
            case_id=case_id, model=analysis.model, version=analysis.version
        )
        with self._database.writing() as session:
            case = rules.locked_case(session, case_id)
            if case.digest != analysis.digest:
                raise CasebookError("This analysis is of another radiograph.")
            row = session.scalar(same_version)
            if row is None:
                row = rows.new_analysis(analysis, case_id, _now(), heatmap)
                session.add(row)
                session.flush()
                trail.record(
                    session,
                    EventKind.ANALYSIS_ADDED,
                    who,
                    case_id=case_id,
                    detail=f"{row.model} {row.version}",
                )
            if decides or case.analysis_id is None:
                rules.copy_analysis(case, row)
        return row.id

    def add_read(self, read: Read) -> Read:
        """Add a read and return it with its id and `made_at` (UTC), both given here.

        Raises `UnknownCaseError`; `InvalidReadError` when the reader has no name, the analysis or the
        corrected read is not of this case, or the corrected read is another reader's or was corrected before.
        """
        with self._database.writing() as session:
            case = rules.locked_case(session, read.case_id)
            seen = rules.check_read(session, read)
            row = rows.new_read(read, case, seen, _now())
            session.add(row)
            session.flush()
            rules.copy_read(case, row)
            trail.record(session, EventKind.READ_ADDED, read.reader, case_id=case.id, detail=f"read {row.id}")
        return rows.read_record(row)

    def propose(self, proposal: Proposal) -> Proposal:
        """Keep proposed thresholds and return them with id and `made_at` (UTC), both given here.

        The model in use stays as it is. Raises `CasebookError` where the name or the reason is missing, or
        the thresholds are out of order or the ones in force.
        """
        with self._database.writing() as session:
            row = proposals.checked_row(proposal, _now())
            session.add(row)
            session.flush()
            trail.record(session, EventKind.THRESHOLDS_PROPOSED, row.who, detail=f"proposal {row.id}")
        return proposals.record(row)

    def proposals(self, model: str, version: str) -> tuple[Proposal, ...]:
        """Return the thresholds proposed for a model version, the newest first."""
        with self._database.reading() as session:
            return tuple(proposals.record(r) for r in session.scalars(proposals.of_version(model, version)))

    def case(self, case_id: int) -> CaseRecord:
        """Return one case in full; raises `UnknownCaseError`."""
        with self._database.reading() as session:
            return rows.case_record(rules.found_case(session, case_id), rules.found_image(session, case_id))

    def original(self, case_id: int) -> bytes:
        """Return the source bytes as they were dropped; raises `UnknownCaseError`, `LostImageError`."""
        with self._database.reading() as session:
            digest = rules.found_image(session, case_id).original
        return self._images.get(digest)

    def display(self, case_id: int) -> bytes:
        """Return the radiograph as an 8-bit grey PNG; raises `UnknownCaseError`, `LostImageError`."""
        with self._database.reading() as session:
            digest = rules.found_image(session, case_id).display
        return self._images.get(digest)

    def analyses(self, case_id: int) -> tuple[StoredAnalysis, ...]:
        """Return a case's analyses, the deciding one first, then in the order made, with heatmaps.

        Heatmaps are kept in half precision (error at most 2**-12). Raises `UnknownCaseError`,
        `LostImageError`.
        """
        of_case = select(AnalysisTable).filter_by(case_id=case_id).order_by(AnalysisTable.id)
        with self._database.reading() as session:
            case = rules.found_case(session, case_id)
            found = session.scalars(of_case).all()
        ordered = sorted(found, key=lambda row: row.id != case.analysis_id)
        return tuple(rows.stored_analysis(row, case, self._heatmap(row)) for row in ordered)

    def reads(self, case_id: int) -> tuple[Read, ...]:
        """Return a case's reads in the order made, corrected ones too; raises `UnknownCaseError`."""
        with self._database.reading() as session:
            rules.found_case(session, case_id)
            found = session.scalars(select(ReadTable).filter_by(case_id=case_id).order_by(ReadTable.id))
            return tuple(rows.read_record(row) for row in found)

    def events(self, case_id: int | None = None, *, limit: int = 100) -> tuple[Event, ...]:
        """Return the latest events, the newest first, of one case or of all."""
        statement = select(EventTable).order_by(EventTable.id.desc()).limit(limit)
        if case_id is not None:
            statement = statement.filter_by(case_id=case_id)
        with self._database.reading() as session:
            return tuple(rows.event_record(row) for row in session.scalars(statement))

    def search(
        self,
        which: CaseFilter | None = None,
        *,
        sort: Sort = Sort.NEWEST,
        page: int = 1,
        page_size: int = 50,
    ) -> CasePage:
        """Return one page of the cases that match; a page beyond the last gives the last."""
        which = which or CaseFilter()
        with self._database.reading() as session:
            total = session.execute(search.count_statement(which)).scalar_one()
            page = min(max(1, page), max(1, -(-total // page_size)))
            statement = search.page_statement(which, sort, (page - 1) * page_size, page_size)
            found = session.execute(statement).all()
        return CasePage(tuple(rows.case_row(row) for row in found), total, page, page_size)

    def counts(self, *, synthetic: bool | None = None) -> CaseCounts:
        """Return how many cases there are by state: all, real ones (False) or drawn samples (True)."""
        with self._database.reading() as session:
            return tallies.case_counts(session.execute(tallies.counts_statement(synthetic)).one())

    def tallies(self, *, synthetic: bool | None = None) -> tuple[Tally, ...]:
        """Return the final reads, counted: on all cases, on real ones (False) or on drawn samples (True)."""
        with self._database.reading() as session:
            found = session.execute(tallies.tallies_statement(synthetic)).all()
        return tuple(Tally(*row) for row in found)

    def _heatmap(self, row: AnalysisTable) -> FloatImage:
        return heatmaps.unpack(self._images.get(row.heatmap))

    def _earlier(self, digest: str, who: str) -> KeptCase | None:
        with self._database.reading() as session:
            case_id = session.scalar(select(CaseTable.id).filter_by(digest=digest))
        if case_id is None:
            return None
        with self._database.writing() as session:
            trail.record(session, EventKind.CASE_DROPPED_AGAIN, who, case_id=case_id)
        return KeptCase(case_id, earlier=True)


def _display_png(pixels: FloatImage) -> bytes:
    # Lists and case pages need no image library, so they don't wait for one.
    from core.imaging import encode_png

    return encode_png(pixels)


def _now() -> datetime:
    return datetime.now(UTC)
