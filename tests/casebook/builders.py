"""Small radiographs, analyses and casebooks for tests."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from core.casebook import Casebook, Reading
from core.casebook.tables import DepartmentTable
from core.casebook.terms import packed
from core.records import (
    Agreement,
    Analysis,
    Band,
    Box,
    Call,
    Depiction,
    Finding,
    FloatImage,
    OperatingPoints,
    Radiograph,
    Read,
)
from tests.casebook import postgresql

# Tests so marked run on SQLite and on PostgreSQL; those of SQLite's own ways are left out of it.
on_both = pytest.mark.on_both
on_sqlite = pytest.mark.on_sqlite

FILE = "casebook.sqlite3"
POINTS = OperatingPoints(high_sensitivity=0.2, high_specificity=0.7)
NO_HEAT: FloatImage = np.zeros((4, 3), np.float32)


def url_of(home: Path) -> str:
    return f"sqlite:///{home / FILE}"


def begin(home: Path) -> None:
    """Let a home begin with a casebook that is migrated already."""
    home.mkdir(parents=True, exist_ok=True)
    (home / FILE).write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    """An empty casebook's file: every migration runs once a test process, and not for every test."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        made = Casebook(url_of(home), home)
        made.counts()
        made.close()
        return (home / FILE).read_bytes()


def address_of(home: Path, *, empty: bool = False) -> str:
    """A database of the home's own, in the kind that the test runs on.

    empty: without tables, where it is not there yet; else PostgreSQL's may have them before it is opened.
    """
    on_server = postgresql.IN_USE in os.environ
    return postgresql.address_of(home, empty=empty) if on_server else url_of(home)


def open_casebook(
    home: Path, patience_s: float = 10.0, reading: Reading | None = Reading.CONCURRENT
) -> Casebook:
    """A casebook of a department that reads with the answer in view, unless it has said otherwise.

    reading: None for the house's own terms, which are blind first.
    """
    if postgresql.IN_USE not in os.environ and not (home / FILE).exists():
        begin(home)
    opened = Casebook(address_of(home), home, patience_s=patience_s)
    if reading and not opened.department.history():
        set_reading(opened, reading)
    return opened


def set_reading(
    casebook: Casebook, reading: Reading, blind_share: float = 0.5, audit_share: float = 0.0
) -> None:
    """Let studies that come in be read in a way, none be drawn for an audit, and leave the trail as it is."""
    now = casebook.department.terms()
    terms = replace(now, reading=reading, blind_share=blind_share, audit_share=audit_share)
    with casebook.database.writing() as session:
        session.add(DepartmentTable(at=datetime.now(UTC), who="test", terms=packed(terms)))


def film(data: bytes = b"film", source_format: str = "PNG") -> tuple[Radiograph, bytes]:
    """A 3x4 radiograph that claims to have been read from `data`."""
    pixels = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)
    return Radiograph(pixels, sha256(data).hexdigest(), source_format), data


def answer(
    radiograph: Radiograph,
    probability: float = 0.9,
    model: str = "densenet121",
    heatmap: FloatImage = NO_HEAT,
    depiction: Depiction | None = None,
) -> Analysis:
    return Analysis(
        digest=radiograph.digest,
        model=model,
        version="1.0.0",
        probability=probability,
        band=POINTS.band(probability),
        operating_points=POINTS,
        heatmap=heatmap,
        findings=(Finding(Box(1, 2, 30, 40), 0.875), Finding(Box(50, 2, 60, 40), 0.25, Band.DOUBT)),
        timings_ms={"trunk": 60.5, "total": 81.25},
        depiction=depiction,
    )


def read(
    case_id: int,
    call: Call = Call.FRACTURE,
    agreement: Agreement = Agreement.AGREE,
    reader: str = "anna",
    *,
    analysis_id: int | None = None,
    corrects: int | None = None,
    first_read_id: int | None = None,
) -> Read:
    return Read(
        case_id,
        reader,
        call,
        agreement,
        analysis_id=analysis_id,
        corrects=corrects,
        first_read_id=first_read_id,
    )


def keep_case(
    casebook: Casebook,
    name: str,
    probability: float | None = None,
    synthetic: bool = False,
    study: str = "",
) -> int:
    """Keep a film, analysed if a probability is given, and return its number."""
    radiograph, data = film(name.encode())
    case_id = casebook.keep(radiograph, data, synthetic=synthetic, study=study).case_id
    if probability is not None:
        casebook.add_analysis(case_id, answer(radiograph, probability))
    return case_id


BAND_PROBABILITY = {Band.POSITIVE: 0.9, Band.DOUBT: 0.5, Band.NEGATIVE: 0.1}
