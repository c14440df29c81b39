"""The casebook itself: one door to all that is kept."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from core.casebook import (
    clock,
    heatmaps,
    proposals,
    refusals,
    rows,
    rules,
    schema,
    search,
    sqlite,
    tallies,
    trail,
)
from core.casebook.blindness import Blindness
from core.casebook.database import Database, parse
from core.casebook.department import Department
from core.casebook.disputes import Disputes
from core.casebook.drafts import Drafts
from core.casebook.home import Place
from core.casebook.images import ImageStore
from core.casebook.keeping import Keeping
from core.casebook.likeness import Likeness
from core.casebook.readings import Readings
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
)
from core.casebook.studies import Studies
from core.casebook.tables import AnalysisTable, EventTable, ReadTable
from core.casebook.trail_search import Trail
from core.errors import CasebookError
from core.records import Analysis, FloatImage, Radiograph, Read


class Casebook:
    """Cases, analyses, reads and the audit trail, in one database and one folder of images.

    url: SQLAlchemy's for SQLite or PostgreSQL (`settings.casebook_url`); home: the folder that holds
    `images/`; patience_s: how long to wait for others who hold the database, in seconds.
    Opening makes what is missing and migrates an older schema; where `as_it_is`, it makes and changes
    nothing, and raises `MissingCasebookError` or `CasebookVersionError`. Images without their database are
    refused too: that would look like an empty casebook. All methods may be called from any thread.
    Every method raises `CasebookError` (or a kind of it) with a plain sentence where the database or the disk
    refuses; a failed call has kept nothing. `who` goes into the audit trail: a name of the house, never a
    patient's.
    """

    def __init__(self, url: str, home: Path, *, patience_s: float = 10.0, as_it_is: bool = False) -> None:
        address = parse(url)
        place = Place(home, sqlite.file_of(address))
        # Asked before the database is: another server may fill an empty one at this very moment.
        filled = place.has_images()
        if as_it_is:
            place.check(filled)
        else:
            place.make(filled)
        self._images = ImageStore(place.images)
        self.database = Database(address, patience_s, as_it_is=as_it_is)
        self._keeping = Keeping(self.database, self._images)
        self.studies = Studies(self.database)
        self.readings = Readings(self.database)
        self.department = Department(self.database)
        self.likeness = Likeness(self.database)
        self.blindness = Blindness(self.database)
        self.drafts = Drafts(self.database)
        self.disputes = Disputes(self.database)
        self.trail = Trail(self.database)
        self._open(filled, as_it_is)

    def close(self) -> None:
        """Let go of the database's connections."""
        self.database.close()

    def keep(
        self, radiograph: Radiograph, data: bytes, *, synthetic: bool = False, who: str = "", study: str = ""
    ) -> KeptCase:
        """Keep a radiograph with its original bytes; the same bytes give the earlier case.

        study: what films of one exam share, any text; left out, it is what the file says
        (`Radiograph.study`), and a film that says nothing is an exam of its own. A film that joins a study
        which was read makes it wait again, so that nobody misses a view.
        Raises `CasebookError` when `radiograph` was not read from `data`, and when drawn samples and real
        radiographs would be mixed in a study.
        """
        return self._keeping.film(radiograph, data, synthetic, who, study)

    def refuse(self, kinds: Mapping[str, int], files: int, *, synthetic: bool = False, who: str = "") -> None:
        """Tell the trail how many of a delivery's files were refused, by `CallusError.kind`, if any were."""
        if kinds:
            with self.database.writing() as session:
                refusals.add(session, kinds, files, synthetic=synthetic, who=who)

    def add_analysis(self, case_id: int, analysis: Analysis, *, decides: bool = False, who: str = "") -> int:
        """Add what a model version says of a case and return the analysis's id.

        The first analysis of a case decides its band; a later one takes over only if `decides`; the most
        suspicious view decides the study. A model version speaks once on a case: adding it again returns the
        earlier id, keeps its features where they were not known, and mends its heatmap where that was lost.
        Raises `UnknownCaseError`; `CasebookError` when the analysis is of another radiograph;
        `LostImageError` when the earlier heatmap is lost and this one is not the same.
        """
        return self._keeping.analysis(case_id, analysis, decides, who)

    def add_read(self, read: Read) -> Read:
        """Add a read of a study, by one of its views, and return it with its id and `made_at` (UTC).

        The same read sent twice is kept once, see `Readings`. Raises `UnknownCaseError`; `InvalidReadError`
        when the reader has no name, the analysis is not of this case, the first read is missing where the
        study is read blind first, or it or the corrected read is another study's or another reader's, or that
        was corrected before.
        """
        return self.readings.add(read)

    def propose(self, proposal: Proposal) -> Proposal:
        """Keep proposed thresholds and return them with id and `made_at` (UTC), both given here.

        The model in use stays as it is. Raises `CasebookError` where the name or the reason is missing, or
        the thresholds are out of order or the ones in force.
        """
        with self.database.writing() as session:
            row = proposals.checked_row(proposal, clock.now())
            session.add(row)
            session.flush()
            trail.record(session, EventKind.THRESHOLDS_PROPOSED, row.who, detail=f"proposal {row.id}")
        return proposals.record(row)

    def proposals(self, model: str, version: str) -> tuple[Proposal, ...]:
        """Return the thresholds proposed for a model version, the newest first."""
        with self.database.reading() as session:
            return tuple(proposals.record(r) for r in session.scalars(proposals.of_version(model, version)))

    def case(self, case_id: int) -> CaseRecord:
        """Return one case in full; raises `UnknownCaseError`."""
        with self.database.reading() as session:
            return rows.case_record(rules.found_case(session, case_id), rules.found_image(session, case_id))

    def original(self, case_id: int) -> bytes:
        """Return the source bytes as they were dropped; raises `UnknownCaseError`, `LostImageError`."""
        with self.database.reading() as session:
            digest = rules.found_image(session, case_id).original
        return self._images.get(digest)

    def hand_out(self, case_id: int, who: str) -> bytes:
        """Return the source bytes for somebody who takes them out of the house, and tell the trail.

        Raises as `original`.
        """
        data = self.original(case_id)
        with self.database.writing() as session:
            study = rules.found_case(session, case_id).study_id
            trail.record(session, EventKind.ORIGINAL_HANDED_OUT, who, case_id=case_id, study_id=study)
        return data

    def exported(self, study_id: int, who: str) -> None:
        """Tell the trail that somebody takes a study's sheet out of the house; raises `UnknownStudyError`."""
        found = self.studies.study(study_id)
        with self.database.writing() as session:
            trail.record(session, EventKind.STUDY_EXPORTED, who, study_id=found.id)

    def display(self, case_id: int) -> bytes:
        """Return the radiograph as an 8-bit grey PNG; raises `UnknownCaseError`, `LostImageError`."""
        with self.database.reading() as session:
            digest = rules.found_image(session, case_id).display
        return self._images.get(digest)

    def analyses(self, case_id: int) -> tuple[StoredAnalysis, ...]:
        """Return a case's analyses, the deciding one first, then in the order made, with heatmaps.

        Heatmaps are kept in half precision (error at most 2**-12). Raises `UnknownCaseError`,
        `LostImageError`.
        """
        of_case = select(AnalysisTable).filter_by(case_id=case_id).order_by(AnalysisTable.id)
        with self.database.reading() as session:
            case = rules.found_case(session, case_id)
            found = session.scalars(of_case).all()
        ordered = sorted(found, key=lambda row: row.id != case.analysis_id)
        return tuple(rows.stored_analysis(row, case, self._heatmap(row)) for row in ordered)

    def answered(self, case_id: int) -> frozenset[tuple[str, str]]:
        """Return name and version of each model whose analysis of a case is whole, its heatmap too.

        Raises `UnknownCaseError`.
        """
        columns = select(AnalysisTable.model, AnalysisTable.version, AnalysisTable.heatmap)
        with self.database.reading() as session:
            rules.found_case(session, case_id)
            found = session.execute(columns.filter_by(case_id=case_id)).all()
        return frozenset((model, version) for model, version, map_ in found if self._images.has(map_))

    def reads(self, case_id: int) -> tuple[Read, ...]:
        """Return a case's reads in the order made, corrected ones too; raises `UnknownCaseError`."""
        with self.database.reading() as session:
            rules.found_case(session, case_id)
            found = session.scalars(select(ReadTable).filter_by(case_id=case_id).order_by(ReadTable.id))
            return tuple(rows.read_record(row) for row in found)

    def events(self, case_id: int | None = None, *, limit: int = 100) -> tuple[Event, ...]:
        """Return the latest events, the newest first, of one case or of all."""
        statement = select(EventTable).order_by(EventTable.id.desc()).limit(limit)
        if case_id is not None:
            statement = statement.filter_by(case_id=case_id)
        with self.database.reading() as session:
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
        with self.database.reading() as session:
            total = session.execute(search.count_statement(which)).scalar_one()
            page = min(max(1, page), max(1, -(-total // page_size)))
            statement = search.page_statement(which, sort, (page - 1) * page_size, page_size)
            found = session.execute(statement).all()
        return CasePage(tuple(rows.case_row(row) for row in found), total, page, page_size)

    def counts(self, *, synthetic: bool | None = None) -> CaseCounts:
        """Return how many cases there are by state: all, real ones (False) or drawn samples (True)."""
        with self.database.reading() as session:
            return tallies.case_counts(session.execute(tallies.counts_statement(synthetic)).one())

    def _open(self, filled: bool, as_it_is: bool) -> None:
        try:
            if as_it_is:
                schema.check(self.database)
            else:
                schema.bring_up_to_date(self.database, filled)
        except CasebookError:
            self.close()
            raise

    def _heatmap(self, row: AnalysisTable) -> FloatImage:
        return heatmaps.unpack(self._images.get(row.heatmap))
