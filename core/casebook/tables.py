"""The tables, typed by SQLAlchemy 2.

`cases` is narrow and carries a copy of what a list of cases filters and sorts by; the copy is written in the
transaction of the analysis or read that it copies. Pixels are never in the database, only digests of files.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.casebook.records import EventKind
from core.records import Agreement, Band, Call

# The largest number of a case, read or analysis: PostgreSQL's integer.
LARGEST_ID = 2**31 - 1


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: time-aware going in, UTC coming out, on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a time-aware moment into UTC; a moment without a zone is a mistake in our own code."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back where the database dropped it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _word(kind: type[StrEnum]) -> Enum:
    """Return a column of an enum's values as plain text, the same on every database."""
    return Enum(
        kind, native_enum=False, length=24, values_callable=lambda words: [word.value for word in words]
    )


class Base(DeclarativeBase):
    """What all tables share: named constraints, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        datetime: UtcDateTime(),
        Band: _word(Band),
        Call: _word(Call),
        Agreement: _word(Agreement),
        EventKind: _word(EventKind),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


_ASKED = ("synthetic", "band", "call", "agreement", "source_format", "created_at")


class CaseTable(Base):
    """One radiograph that came in; the fields from `probability` on are copies for lists."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
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
    )


class ImageTable(Base):
    """A case's radiograph: what it is, and the digests of its original bytes and of its display picture."""

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


_COUNTED = ("model", "version", "made_on", "band", "call", "agreement")


class ReadTable(Base):
    """One reader's statement on a case; the fields from `synthetic` on are copies for counting.

    made_on is the day of made_at in UTC; model, version and band are of the analysis that was read, else of
    the case's deciding analysis at that moment, else NULL.
    """

    __tablename__ = "reads"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    analysis_id: Mapped[int | None] = mapped_column(ForeignKey("analyses.id"))
    corrects: Mapped[int | None] = mapped_column(ForeignKey("reads.id"), unique=True)
    reader: Mapped[str] = mapped_column(String(128))
    call: Mapped[Call]
    agreement: Mapped[Agreement]
    comment: Mapped[str] = mapped_column(Text)
    seconds: Mapped[float | None]
    made_at: Mapped[datetime]
    synthetic: Mapped[bool]
    made_on: Mapped[date]
    model: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[str | None] = mapped_column(String(32))
    band: Mapped[Band | None]

    # The first finds a reader's last read of a case; the second counts without touching the table.
    __table_args__ = (
        Index("ix_reads_case", "case_id", "reader", "id"),
        Index("ix_reads_tally", "synthetic", *_COUNTED, "case_id", "reader", "id"),
    )


class EventTable(Base):
    """One line of the audit trail."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[EventKind]
    who: Mapped[str] = mapped_column(String(128))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    detail: Mapped[str] = mapped_column(String(256))

    __table_args__ = (Index(None, "case_id", "id"),)


class ProposalTable(Base):
    """Thresholds that someone proposed for a model version, beside those in force at the time."""

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(128))
    why: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    current_high_sensitivity: Mapped[float]
    current_high_specificity: Mapped[float]
    proposed_high_sensitivity: Mapped[float]
    proposed_high_specificity: Mapped[float]

    __table_args__ = (Index("ix_proposals_model_version_id", "model", "version", "id"),)
