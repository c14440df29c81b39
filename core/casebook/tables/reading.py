"""Studies and their reads: the work of the reading room.

`studies` is the worklist: narrow, and with copies of what a list filters and sorts by, written in the
transaction of what they copy. First reads, reads, decisions, recalls and their steps are append-only.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.casebook.states import Dispute, RecallStep
from core.casebook.tables.base import Base
from core.records import Agreement, Band, Call, Mode, Objection

# What a worklist can ask for: with it, an index alone finds and counts the studies of a page.
_WANTED = ("views", "synthetic", "band", "region", "dispute")


class StudyTable(Base):
    """One exam of one or several views, with one verdict: that of its most suspicious view.

    key: SHA-256 of what makes films one exam (a DICOM study's number, or the first film's digest).
    mode: how it is to be read, drawn when it came in.
    case_id, probability, band, model, version, region: of the view that decides, copies; so are view (what
        the model takes it for), device, site and age (a band), see `core.casebook.verdict`.
    call, agreement, reader, read_at: of the latest read, copies; reads counts readers' final reads.
    reference, reference_at: the call that a senior reader decided on, and when. call_then, causes_then: call
        and causes as they stood at the first decision; what readers say once they know it counts for nothing.
    causes: why the study is in dispute, the words of `Cause`. missed: whether a reader's final no fracture
        stands against a fracture that somebody else, or the model, saw.
    claimed_by, claimed_until: who is reading it now; a claim that has run out is none.
    joined_into: the study that has taken over its films; such a one has no views and is in no list, but films
        that come in under its key still find their way.
    """

    __tablename__ = "studies"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    synthetic: Mapped[bool]
    mode: Mapped[Mode]
    views: Mapped[int] = mapped_column(default=0)
    case_id: Mapped[int | None]
    probability: Mapped[float | None]
    band: Mapped[Band | None]
    model: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[str | None] = mapped_column(String(32))
    region: Mapped[str | None] = mapped_column(String(32))
    view: Mapped[str | None] = mapped_column(String(32))
    device: Mapped[str | None] = mapped_column(String(64))
    site: Mapped[str | None] = mapped_column(String(64))
    age: Mapped[str | None] = mapped_column(String(8))
    is_read: Mapped[bool] = mapped_column(default=False)
    reads: Mapped[int] = mapped_column(default=0)
    call: Mapped[Call | None]
    agreement: Mapped[Agreement | None]
    reader: Mapped[str | None] = mapped_column(String(128))
    read_at: Mapped[datetime | None]
    dispute: Mapped[Dispute] = mapped_column(default=Dispute.NONE)
    causes: Mapped[list[Any]] = mapped_column(default=list)
    missed: Mapped[bool] = mapped_column(default=False)
    reference: Mapped[Call | None]
    reference_at: Mapped[datetime | None]
    call_then: Mapped[Call | None]
    causes_then: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    claimed_by: Mapped[str | None] = mapped_column(String(128))
    claimed_until: Mapped[datetime | None]
    joined_into: Mapped[int | None] = mapped_column(ForeignKey("studies.id"))

    __table_args__ = (
        Index("ix_studies_worklist", "is_read", "probability", "id", "created_at", *_WANTED),
        Index("ix_studies_waiting", "is_read", "created_at", "id", "probability", *_WANTED),
        Index("ix_studies_suspicion", "probability", "id", "created_at", *_WANTED),
        Index("ix_studies_dispute", "dispute", "missed", "probability", "id"),
        Index("ix_studies_claimed_by", "claimed_by", "claimed_until"),
        Index("ix_studies_created_at", "created_at", "id", "probability", *_WANTED),
    )


class FirstReadTable(Base):
    """What a reader said before the answer was shown; one a reader and study, since it can't be unseen.

    marks: as in reads.
    """

    __tablename__ = "first_reads"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id"))
    reader: Mapped[str] = mapped_column(String(128))
    call: Mapped[Call]
    confidence: Mapped[int | None]
    marks: Mapped[list[Any]]
    comment: Mapped[str] = mapped_column(Text)
    seconds: Mapped[float | None]
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("study_id", "reader"),
        Index(None, "reader", "study_id"),
    )


class DraftTable(Base):
    """What a reader has begun to say of a study and not signed yet; it may change and go.

    said: the fields of `core.casebook.drafts.Draft`; marks as in reads.
    """

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id"))
    reader: Mapped[str] = mapped_column(String(128))
    kept_at: Mapped[datetime]
    said: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("study_id", "reader"),)


class ReadTable(Base):
    """One reader's statement on a study; the fields from `synthetic` on are copies for counting.

    first_read_id names the read that the same reader made before the answer was shown; first_call copies its
    call, first_seconds its time, unless somebody had signed by then and so had laid the answer open.
    marks: [[case, x0, y0, x1, y1], ...], original pixels of that case's film. mode: how the study was to be
    read. report: the text that the reader signed, empty where none was.
    made_on is the day of made_at in UTC; model, version and band are of the analysis that was read, else of
    the case's deciding analysis at that moment, else NULL.
    """

    __tablename__ = "reads"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    analysis_id: Mapped[int | None] = mapped_column(ForeignKey("analyses.id"))
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id"), nullable=True)
    first_read_id: Mapped[int | None] = mapped_column(ForeignKey("first_reads.id"))
    corrects: Mapped[int | None] = mapped_column(ForeignKey("reads.id"), unique=True)
    reader: Mapped[str] = mapped_column(String(128))
    call: Mapped[Call]
    agreement: Mapped[Agreement]
    objection: Mapped[Objection | None]
    confidence: Mapped[int | None]
    marks: Mapped[list[Any]] = mapped_column(server_default="[]")
    comment: Mapped[str] = mapped_column(Text)
    report: Mapped[str] = mapped_column(Text, server_default="")
    seconds: Mapped[float | None]
    made_at: Mapped[datetime]
    synthetic: Mapped[bool]
    made_on: Mapped[date]
    model: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[str | None] = mapped_column(String(32))
    band: Mapped[Band | None]
    mode: Mapped[Mode | None]
    first_call: Mapped[Call | None]
    first_seconds: Mapped[float | None]

    # The second finds a reader's last read of a study.
    __table_args__ = (
        Index("ix_reads_case", "case_id", "reader", "id"),
        Index("ix_reads_study", "study_id", "reader", "id"),
        Index("ix_reads_reader", "reader", "study_id"),
    )


class DecisionTable(Base):
    """A senior reader's decision on a study in dispute: the reference label, with its author.

    causes: the words of `Cause` that were open; supersedes: an earlier decision that this one replaces.
    last_read_id: the newest read of the study that its author saw; later ones are not covered.
    first_look: what the author said of the film before the opinions were shown, where it was asked.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id"))
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), unique=True)
    last_read_id: Mapped[int | None] = mapped_column(ForeignKey("reads.id"))
    who: Mapped[str] = mapped_column(String(128))
    label: Mapped[Call]
    first_look: Mapped[Call | None]
    marks: Mapped[list[Any]]
    why: Mapped[str] = mapped_column(Text)
    causes: Mapped[list[Any]]
    made_at: Mapped[datetime]

    __table_args__ = (Index("ix_decisions_study_id_id", "study_id", "id"),)


class RecallTable(Base):
    """A fracture that readers missed: somebody must be told. Who was told and when is in its steps.

    missed_by: the names of the readers whose final call was no fracture when it was decided.
    """

    __tablename__ = "recalls"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("studies.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    missed_by: Mapped[list[Any]]
    opened_by: Mapped[str] = mapped_column(String(128))
    opened_at: Mapped[datetime]

    __table_args__ = (Index("ix_recalls_study_id", "study_id"),)


class RecallStepTable(Base):
    """One step of a recall: somebody was told, or it is done. told: a role or service, never a patient."""

    __tablename__ = "recall_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recalls.id"))
    step: Mapped[RecallStep]
    who: Mapped[str] = mapped_column(String(128))
    told: Mapped[str] = mapped_column(String(256))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    __table_args__ = (Index("ix_recall_steps_recall_id_id", "recall_id", "id"),)
