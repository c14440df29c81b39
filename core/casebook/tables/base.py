"""What all tables share: how a moment and a word are kept, and how constraints are named."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

from core.casebook.records import EventKind
from core.casebook.states import AlarmStep, Dispute, RecallStep
from core.records import Agreement, Band, Call, Experience, Mode, Objection, Role

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
        Mode: _word(Mode),
        Objection: _word(Objection),
        Dispute: _word(Dispute),
        RecallStep: _word(RecallStep),
        AlarmStep: _word(AlarmStep),
        Role: _word(Role),
        Experience: _word(Experience),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }
