"""Keeping what comes in: files first, then one transaction, so that there is never half a case."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casebook import clock, disputing, grouping, heatmaps, rows, rules, trail, verdict
from core.casebook.database import ConflictError, Database
from core.casebook.images import ImageStore, digest_of
from core.casebook.likeness import packed
from core.casebook.records import EventKind, KeptCase
from core.casebook.sketches import sketched
from core.casebook.tables import AnalysisTable, CaseTable, FeatureTable, StudyTable
from core.errors import CasebookError, LostImageError, UnknownStudyError
from core.records import Analysis, FloatImage, Radiograph

# Others may keep the same film, or the first of the same study, between our looking and our keeping.
_TRIES = 3


class Keeping:
    """The way of radiographs and analyses into the database and the image store."""

    def __init__(self, database: Database, images: ImageStore) -> None:
        self._database, self._images = database, images

    def film(self, radiograph: Radiograph, data: bytes, synthetic: bool, who: str, study: str) -> KeptCase:
        """Keep a radiograph, see `Casebook.keep`."""
        if digest_of(data) != radiograph.digest:
            raise CasebookError("The file changed while it was being read. Please drop it again.")
        self._images.put(data)
        if earlier := self._earlier(radiograph.digest, who):
            self._mend_display(earlier.case_id, radiograph)
            return earlier
        display = self._images.put(_display_png(radiograph.pixels))
        key = grouping.key_of(radiograph, study)
        for last in (turn == _TRIES for turn in range(1, _TRIES + 1)):
            try:
                with self._database.writing() as session:
                    exam = grouping.study_for(session, key, synthetic, clock.now())
                    case = _new_case(session, radiograph, exam, len(data), display)
                    grouping.take_in(session, exam, case, who)
                    facts = {"mode": str(exam.mode), "views": exam.views, "synthetic": synthetic}
                    _tell(session, EventKind.CASE_KEPT, who, case, facts=facts)
                    return KeptCase(case.id, earlier=False, study_id=exam.id)
            except (ConflictError, UnknownStudyError):  # kept by somebody else, or its study was just joined
                if earlier := self._earlier(radiograph.digest, who):
                    return earlier
                if last:
                    raise
        raise CasebookError

    def analysis(self, case_id: int, analysis: Analysis, decides: bool, who: str) -> int:
        """Keep an analysis, see `Casebook.add_analysis`."""
        heatmap = self._images.put(heatmaps.pack(analysis.heatmap))
        same_version = select(AnalysisTable).filter_by(
            case_id=case_id, model=analysis.model, version=analysis.version
        )
        with self._database.writing() as session:
            case, study = rules.locked_case(session, case_id)
            if case.digest != analysis.digest:
                raise CasebookError("This analysis is of another radiograph.")
            row = session.scalar(same_version)
            if row is None:
                row = rows.new_analysis(analysis, case_id, clock.now(), heatmap)
                session.add(row)
                session.flush()
                said, label = _said(row), f"{row.model} {row.version}"
                _tell(session, EventKind.ANALYSIS_ADDED, who, case, facts=said, detail=label)
            elif not self._images.has(row.heatmap):
                raise LostImageError  # what is said now is not what was kept, to the byte
            _keep_features(session, row.id, analysis.features)
            if decides or case.analysis_id is None:
                verdict.decide_film(case, row)
                verdict.decide_study(session, study)
                if study.is_read:
                    # An answer that comes after the read may contradict it: a senior reader should know.
                    session.flush()
                    disputing.reconsider(session, study)
        return row.id

    def _mend_display(self, case_id: int, radiograph: Radiograph) -> None:
        """Put a display picture back that was lost; it is the same one wherever it is encoded alike."""
        with self._database.reading() as session:
            display = rules.found_image(session, case_id).display
        if not self._images.has(display):
            self._images.put(_display_png(radiograph.pixels))

    def _earlier(self, digest: str, who: str) -> KeptCase | None:
        with self._database.reading() as session:
            case = session.scalar(select(CaseTable).filter_by(digest=digest))
        if case is None:
            return None
        with self._database.writing() as session:
            _tell(session, EventKind.CASE_DROPPED_AGAIN, who, case)
        return KeptCase(case.id, earlier=True, study_id=case.study_id)


def _new_case(
    session: Session, radiograph: Radiograph, study: StudyTable, size: int, display: str
) -> CaseTable:
    case = rows.new_case(radiograph, study, clock.now())
    session.add(case)
    session.flush()
    session.add(rows.new_image(radiograph, case.id, size, display))
    return case


def _said(row: AnalysisTable) -> dict[str, Any]:
    return {
        "analysis": row.id,
        "model": row.model,
        "version": row.version,
        "probability": row.probability,
        "band": str(row.band),
        "high_sensitivity": row.high_sensitivity,
        "high_specificity": row.high_specificity,
    }


def _tell(
    session: Session,
    kind: EventKind,
    who: str,
    case: CaseTable,
    *,
    facts: Mapping[str, Any] = MappingProxyType({}),
    detail: str = "",
) -> None:
    trail.record(session, kind, who, case_id=case.id, study_id=case.study_id, detail=detail, facts=facts)


def _keep_features(session: Session, analysis_id: int, features: FloatImage | None) -> None:
    if features is not None and session.get(FeatureTable, analysis_id) is None:
        session.add(FeatureTable(analysis_id=analysis_id, vector=packed(features), **sketched(features)))


def _display_png(pixels: FloatImage) -> bytes:
    # Lists and case pages need no image library, so they don't wait for one.
    from core.imaging import encode_png

    return encode_png(pixels)
