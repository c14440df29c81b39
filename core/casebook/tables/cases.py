"""Cases: one radiograph each, with its image and what the networks said of it.

`cases` is narrow and carries a copy of what a list of cases filters and sorts by; the copy is written in the
transaction of the analysis or read that it copies. Pixels are never in the database, only digests of files.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.casebook.tables.base import Base
from core.records import Agreement, Band, Call

_ASKED = ("synthetic", "band", "call", "agreement", "source_format", "created_at")


class CaseTable(Base):
    """One radiograph that came in; the fields from `probability` on are copies for lists."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Every case has one; the column may be empty only because SQLite can't add it otherwise.
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id"), nullable=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    synthetic: Mapped[bool]
    source_format: Mapped[str] = mapped_column(String(16))
    # No foreign key: analyses point here already, and this is a copy of which of them decides.
    analysis_id: Mapped[int | None]
    probability: Mapped[float | None]
    band: Mapped[Band | None]
    model: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[str | None] = mapped_column(String(32))
    is_read: Mapped[bool] = mapped_column(default=False)
    call: Mapped[Call | None]
    agreement: Mapped[Agreement | None]
    reader: Mapped[str | None] = mapped_column(String(128))
    read_at: Mapped[datetime | None]

    # An index for each order; with every column that a search can ask for, it also finds and counts the cases
    # of a page without touching the table. By number, newest and oldest, the table itself is in order.
    __table_args__ = (
        Index("ix_cases_suspicion", "probability", "id", "is_read", *_ASKED),
        Index("ix_cases_waiting", "is_read", "id", "probability", *_ASKED),
        Index("ix_cases_worklist", "is_read", "probability", "id", *_ASKED),
        Index("ix_cases_created_at", "created_at"),
        Index("ix_cases_study_id", "study_id"),
    )


class ImageTable(Base):
    """A case's radiograph: what it is, and the digests of its original bytes and of its display picture.

    grey_mean, grey_spread: of the film's greys in [0, 1]; empty for films kept before they were measured.
    """

    __tablename__ = "images"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    original: Mapped[str] = mapped_column(String(64))
    display: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    height: Mapped[int]
    width: Mapped[int]
    row_spacing_mm: Mapped[float | None]
    column_spacing_mm: Mapped[float | None]
    header: Mapped[dict[str, Any]]
    remarks: Mapped[list[Any]]
    grey_mean: Mapped[float | None]
    grey_spread: Mapped[float | None]


class AnalysisTable(Base):
    """What one model version said of a case; findings are [[x0, y0, x1, y1, score], ...], original pixels.

    depiction: the fields of `core.records.Depiction`; NULL where the version said nothing but the fracture.
    """

    __tablename__ = "analyses"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    made_at: Mapped[datetime]
    model: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    probability: Mapped[float]
    band: Mapped[Band]
    high_sensitivity: Mapped[float]
    high_specificity: Mapped[float]
    heatmap: Mapped[str] = mapped_column(String(64))
    findings: Mapped[list[Any]]
    timings_ms: Mapped[dict[str, Any]]
    depiction: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (UniqueConstraint("case_id", "model", "version"),)


class FeatureTable(Base):
    """What the network made of a film before it judged it: a vector by which films are alike.

    vector: float16, little-endian, of unit length. sketch_1 to 4: see `core.casebook.sketches`.
    """

    __tablename__ = "features"

    analysis_id: Mapped[int] = mapped_column(ForeignKey("analyses.id"), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    sketch_1: Mapped[float | None]
    sketch_2: Mapped[float | None]
    sketch_3: Mapped[float | None]
    sketch_4: Mapped[float | None]
