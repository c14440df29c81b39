"""What the casebook takes and gives, as frozen records. No SQL and no files here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.casebook.paging import Page
from core.records import Agreement, Analysis, Band, Call, OperatingPoints

SHORT_DIGEST = 8


class Sort(StrEnum):
    """The order of a list of cases. Cases without an analysis come last in both orders of suspicion."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_SUSPICIOUS = "most_suspicious"
    LEAST_SUSPICIOUS = "least_suspicious"
    WAITING = "waiting"  # unread before read; in each, the longest waiting first


class EventKind(StrEnum):
    """What the audit trail can say."""

    CASE_KEPT = "case_kept"
    CASE_DROPPED_AGAIN = "case_dropped_again"
    FILES_REFUSED = "files_refused"
    ANALYSIS_ADDED = "analysis_added"
    READ_ADDED = "read_added"
    THRESHOLDS_PROPOSED = "thresholds_proposed"
    PERSON_ADDED = "person_added"
    PERSON_DEACTIVATED = "person_deactivated"
    PERSON_REACTIVATED = "person_reactivated"
    PERSON_UNLOCKED = "person_unlocked"
    ROLE_CHANGED = "role_changed"
    EXPERIENCE_CHANGED = "experience_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - no password
    PASSWORD_GIVEN = "password_given"  # noqa: S105 - no password
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    LOCKED_OUT = "locked_out"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    STUDY_REOPENED = "study_reopened"
    STUDIES_JOINED = "studies_joined"
    STUDY_CLAIMED = "study_claimed"
    STUDY_RELEASED = "study_released"
    FIRST_READ_ADDED = "first_read_added"
    TERMS_CHANGED = "terms_changed"
    AUDIT_DRAWN = "audit_drawn"
    DISPUTE_DECIDED = "dispute_decided"
    RECALL_OPENED = "recall_opened"
    RECALL_STEP = "recall_step"
    TRAIL_VERIFIED = "trail_verified"
    TRAIL_EXPORTED = "trail_exported"
    SIMULATED = "simulated"
    ORIGINAL_HANDED_OUT = "original_handed_out"
    STUDY_EXPORTED = "study_exported"
    ALARM_STEP = "alarm_step"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list. An empty field does not filter; all fields that are set must hold.

    text: a case number ("12", "#12", "case 12") or the beginning of a digest. Fewer than four decimal digits
        are a case number only; other text that is neither matches nothing.
    bands, calls, agreements, source_formats: any of these. Band is the deciding analysis's, call and
        agreement are the latest read's.
    is_read: True for cases with at least one read, False for those without.
    analysed: True for cases with at least one analysis, False for those without.
    synthetic: True for drawn samples only, False for real radiographs only.
    min_probability, max_probability: inclusive, on the deciding analysis.
    shown_to: a reader's name: only cases whose answer this reader may see, see `core.casebook.blindness`.
    kept_from, kept_before: time-aware; from is inclusive, before is exclusive.
    """

    text: str = ""
    bands: frozenset[Band] = frozenset()
    calls: frozenset[Call] = frozenset()
    agreements: frozenset[Agreement] = frozenset()
    source_formats: frozenset[str] = frozenset()
    is_read: bool | None = None
    analysed: bool | None = None
    synthetic: bool | None = None
    min_probability: float | None = None
    max_probability: float | None = None
    shown_to: str = ""
    kept_from: datetime | None = None
    kept_before: datetime | None = None

    def __post_init__(self) -> None:
        if any(moment and moment.tzinfo is None for moment in (self.kept_from, self.kept_before)):
            raise ValueError("kept_from and kept_before need a time zone")


@dataclass(frozen=True, slots=True)
class KeptCase:
    """The answer to keeping a radiograph; `earlier` says that the same bytes were kept before."""

    case_id: int
    earlier: bool
    study_id: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a list shows it.

    digest: SHA-256 of the source bytes, 64 hexadecimal digits.
    created_at, read_at: UTC, time-aware.
    probability, band, model, version: of the deciding analysis; None while there is none.
    call, agreement, reader, read_at: of the latest read of its study; None while there is none.
    """

    id: int
    study_id: int
    digest: str
    created_at: datetime
    synthetic: bool
    source_format: str
    probability: float | None
    band: Band | None
    model: str | None
    version: str | None
    is_read: bool
    call: Call | None
    agreement: Agreement | None
    reader: str | None
    read_at: datetime | None

    @property
    def short_digest(self) -> str:
        """The first digits of the digest, enough for a person to tell cases apart."""
        return self.digest[:SHORT_DIGEST]

    @property
    def label(self) -> str:
        """What a case is called: its number and short digest, never the name of a file."""
        return f"Case {self.id} ({self.short_digest})"


@dataclass(frozen=True, slots=True)
class CaseRecord(CaseRow):
    """A case in full; height and width in pixels, the rest as in `core.records.Radiograph`."""

    height: int
    width: int
    spacing_mm: tuple[float, float] | None
    header: Mapping[str, str]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CasePage(Page[CaseRow]):
    """One page of the cases that match a search."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredAnalysis:
    """An analysis in the casebook; `decides` marks the one whose band the case carries. made_at is UTC."""

    id: int
    case_id: int
    made_at: datetime
    decides: bool
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases there are, by state; `bands` leaves out the unanalysed."""

    cases: int
    unread: int
    unanalysed: int
    synthetic: int
    bands: Mapping[Band, int]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the audit trail: when (UTC), what, who, on which case or study. It names no patient.

    facts: what was in force, e.g. a model version; chain: the line's seal, see `core.casebook.trail`.
    """

    id: int
    at: datetime
    kind: EventKind
    who: str
    case_id: int | None
    detail: str
    study_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Thresholds that someone would have a model version use; keeping one changes no model.

    current: those in force when it was made. why: plain words, never a patient's. id and made_at (UTC) are
    given by the casebook.
    """

    model: str
    version: str
    current: OperatingPoints
    proposed: OperatingPoints
    who: str
    why: str
    id: int | None = None
    made_at: datetime | None = None
