"""Between the records of `core` and the rows of the tables."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from core.casebook.records import CaseRecord, CaseRow, Event, StoredAnalysis
from core.casebook.sketches import greys
from core.casebook.tables import (
    AnalysisTable,
    CaseTable,
    EventTable,
    FirstReadTable,
    ImageTable,
    ReadTable,
    StudyTable,
)
from core.records import (
    Analysis,
    Band,
    Box,
    Depiction,
    Finding,
    FirstRead,
    FloatImage,
    Mark,
    OperatingPoints,
    Radiograph,
    Read,
)

# The columns of a list of cases, in the order of the record's fields.
CASE_COLUMNS = tuple(getattr(CaseTable, field.name) for field in fields(CaseRow))


def case_row(row: Row[*tuple[Any, ...]]) -> CaseRow:
    """Return the record of a row of CASE_COLUMNS."""
    return CaseRow(**row._mapping)


def case_record(case: CaseTable, image: ImageTable) -> CaseRecord:
    """Return a case in full."""
    spacing = image.row_spacing_mm, image.column_spacing_mm
    return CaseRecord(
        **{field.name: getattr(case, field.name) for field in fields(CaseRow)},
        height=image.height,
        width=image.width,
        spacing_mm=None if spacing[0] is None or spacing[1] is None else (spacing[0], spacing[1]),
        header=dict(image.header),
        remarks=tuple(image.remarks),
    )


def new_case(radiograph: Radiograph, study: StudyTable, created_at: datetime) -> CaseTable:
    """Return the row of a case of a study that nobody has analysed or read yet."""
    return CaseTable(
        study_id=study.id,
        digest=radiograph.digest,
        created_at=created_at,
        synthetic=study.synthetic,
        source_format=radiograph.source_format,
    )


def new_image(radiograph: Radiograph, case_id: int, size: int, display: str) -> ImageTable:
    """Return the image row of a radiograph whose original has `size` bytes."""
    rows, columns = radiograph.spacing_mm or (None, None)
    return ImageTable(
        case_id=case_id,
        original=radiograph.digest,
        display=display,
        bytes=size,
        height=radiograph.height,
        width=radiograph.width,
        row_spacing_mm=rows,
        column_spacing_mm=columns,
        header=dict(radiograph.header),
        remarks=list(radiograph.remarks),
        **greys(radiograph.pixels),
    )


def new_analysis(analysis: Analysis, case_id: int, made_at: datetime, heatmap: str) -> AnalysisTable:
    """Return the row of an analysis whose heatmap lies under a digest."""
    return AnalysisTable(
        case_id=case_id,
        made_at=made_at,
        model=analysis.model,
        version=analysis.version,
        probability=float(analysis.probability),
        band=analysis.band,
        high_sensitivity=float(analysis.operating_points.high_sensitivity),
        high_specificity=float(analysis.operating_points.high_specificity),
        heatmap=heatmap,
        findings=[_found(finding) for finding in analysis.findings],
        timings_ms={stage: float(spent) for stage, spent in analysis.timings_ms.items()},
        depiction=_shown(analysis.depiction) if analysis.depiction else None,
    )


def _found(finding: Finding) -> list[Any]:
    return [*finding.box.as_list(), float(finding.score), finding.band.value]


def _finding(kept: list[Any]) -> Finding:
    """What `_found` kept; analyses from before two levels were told apart have no band."""
    x0, y0, x1, y1, score, *band = kept
    return Finding(Box(x0, y0, x1, y1), score, *map(Band, band))


def _shown(depiction: Depiction) -> dict[str, Any]:
    return {
        "regions": list(depiction.regions),
        "views": list(depiction.views),
        "hardware": depiction.hardware,
        "probabilities": {name: float(chance) for name, chance in depiction.probabilities.items()},
    }


def stored_analysis(row: AnalysisTable, case: CaseTable, heatmap: FloatImage) -> StoredAnalysis:
    """Return an analysis as it was added, with its place in the casebook."""
    analysis = Analysis(
        digest=case.digest,
        model=row.model,
        version=row.version,
        probability=row.probability,
        band=row.band,
        operating_points=OperatingPoints(row.high_sensitivity, row.high_specificity),
        heatmap=heatmap,
        findings=tuple(_finding(kept) for kept in row.findings),
        timings_ms=dict(row.timings_ms),
        depiction=_depiction(row.depiction) if row.depiction else None,
    )
    return StoredAnalysis(row.id, row.case_id, row.made_at, row.id == case.analysis_id, analysis)


def _depiction(kept: dict[str, Any]) -> Depiction:
    return Depiction(
        tuple(kept["regions"]), tuple(kept["views"]), kept["hardware"], dict(kept["probabilities"])
    )


def kept_marks(marks: Sequence[Mark]) -> list[list[int]]:
    """Return marks as they are kept: [[case, x0, y0, x1, y1], ...]."""
    return [[mark.case_id, *mark.box.as_list()] for mark in marks]


def marks_of(kept: Sequence[Sequence[int]]) -> tuple[Mark, ...]:
    """Return the marks that `kept_marks` wrote."""
    return tuple(Mark(case_id, Box(x0, y0, x1, y1)) for case_id, x0, y0, x1, y1 in kept)


def new_first_read(first: FirstRead, made_at: datetime) -> FirstReadTable:
    """Return the row of a first read made in UTC."""
    return FirstReadTable(
        study_id=first.study_id,
        reader=first.reader,
        call=first.call,
        confidence=first.confidence,
        marks=kept_marks(first.marks),
        comment=first.comment,
        seconds=first.seconds,
        made_at=made_at,
    )


def first_read_record(row: FirstReadTable) -> FirstRead:
    """Return a first read as it was made."""
    values = {field.name: getattr(row, field.name) for field in fields(FirstRead)}
    return FirstRead(**{**values, "marks": marks_of(row.marks)})


def new_read(
    read: Read,
    study: StudyTable,
    seen: AnalysisTable | CaseTable,
    blind: FirstReadTable | None,
    made_at: datetime,
) -> ReadTable:
    """Return the row of a read made in UTC.

    seen: the analysis that was read, or the case for its own. blind: the reader's first read, where it was
    surely made before they could know the answer.
    """
    return ReadTable(
        case_id=read.case_id,
        study_id=study.id,
        analysis_id=read.analysis_id,
        first_read_id=read.first_read_id,
        corrects=read.corrects,
        reader=read.reader,
        call=read.call,
        agreement=read.agreement,
        objection=read.objection,
        confidence=read.confidence,
        marks=kept_marks(read.marks),
        comment=read.comment,
        report=read.report,
        seconds=read.seconds,
        made_at=made_at,
        synthetic=study.synthetic,
        made_on=made_at.date(),
        model=seen.model,
        version=seen.version,
        band=seen.band,
        mode=study.mode,
        first_call=blind.call if blind else None,
        first_seconds=blind.seconds if blind else None,
    )


def read_record(row: ReadTable) -> Read:
    """Return a read as it was made."""
    values = {field.name: getattr(row, field.name) for field in fields(Read)}
    return Read(**{**values, "marks": marks_of(row.marks)})


def event_record(row: EventTable) -> Event:
    """Return one line of the audit trail."""
    return Event(**{field.name: getattr(row, field.name) for field in fields(Event)})
