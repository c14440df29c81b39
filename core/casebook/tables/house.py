"""The house itself: the trail of who did what, proposals, the department's settings, and its people."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.casebook.records import EventKind
from core.casebook.tables.base import Base
from core.records import Experience, Role


class EventTable(Base):
    """One line of the audit trail.

    facts: what was in force, e.g. model version and settings. chain: SHA-256 over this line and the chain of
    the line before, see `core.casebook.trail`.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[EventKind]
    who: Mapped[str] = mapped_column(String(128))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    study_id: Mapped[int | None] = mapped_column(ForeignKey("studies.id"))
    detail: Mapped[str] = mapped_column(String(256))
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    chain: Mapped[str] = mapped_column(String(64), server_default="")

    # What a search asks for together is in one index, so that it is counted without touching the lines.
    __table_args__ = (
        Index(None, "case_id", "id"),
        Index(None, "study_id", "id"),
        Index("ix_events_who_id", "who", "id", "kind", "at"),
        Index("ix_events_kind_id", "kind", "id", "at"),
        Index("ix_events_at_id", "at", "id"),
    )


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


class DepartmentTable(Base):
    """The department's settings from this moment on; the newest row is in force.

    terms: the fields of `core.casebook.department.Terms`.
    """

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(128))
    terms: Mapped[dict[str, Any]]


class UserTable(Base):
    """Someone who may sign in.

    name: by which reads are kept, lower case, never changed. password: an argon2 hash; NULL for someone who
    signs in elsewhere. subject: who they are there ("issuer|subject"). must_change: whether the password was
    given by somebody else and is good for one sign-in. pseudonym: how others see their figures. failures and
    locked_until: guesses in a row, and until when no more are taken.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(128), unique=True)
    display: Mapped[str] = mapped_column(String(128))
    role: Mapped[Role]
    experience: Mapped[Experience | None]
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True)
    password: Mapped[str | None] = mapped_column(String(256))
    subject: Mapped[str | None] = mapped_column(String(256), unique=True)
    must_change: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool]
    made_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class SessionTable(Base):
    """One sign-in. token: SHA-256 of what the browser holds, so that the database alone opens nothing."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_sessions_user_id", "user_id"),)
