"""What the reading room takes and gives, as frozen records. No SQL and no files here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.casebook.paging import Page
from core.casebook.records import CaseRecord
from core.casebook.states import TO_DECIDE, Cause, Dispute
from core.records import Agreement, Band, Call, Mode


class StudySort(StrEnum):
    """The order of a worklist. Studies that nobody has analysed come last in the order of suspicion."""

    MOST_SUSPICIOUS = "most_suspicious"
    LONGEST_WAITING = "longest_waiting"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class StudyFilter:
    """Which studies to list. An empty field does not filter; all fields that are set must hold.

    text: a study number ("12", "#12", "study 12"), a case number ("case 7") or the beginning of the digest of
        one of its films, as in `CaseFilter`.
    bands, regions, disputes: any of these; "" among the regions stands for films without a recognised one.
    is_read: True for studies that are read, False for those that wait.
    analysed: True for studies with an analysed view, False for those without.
    synthetic: True for drawn samples only, False for real radiographs only.
    mine: a reader's name: what this reader holds now, or has made a read or first read of.
    shown_to: a reader's name: only studies whose answer this reader may see, see `core.casebook.blindness`.
    kept_from, kept_before: time-aware; from is inclusive, before is exclusive.
    """

    text: str = ""
    bands: frozenset[Band] = frozenset()
    regions: frozenset[str] = frozenset()
    is_read: bool | None = None
    analysed: bool | None = None
    disputes: frozenset[Dispute] = frozenset()
    synthetic: bool | None = None
    mine: str = ""
    shown_to: str = ""
    kept_from: datetime | None = None
    kept_before: datetime | None = None

    def __post_init__(self) -> None:
        if any(moment and moment.tzinfo is None for moment in (self.kept_from, self.kept_before)):
            raise ValueError("kept_from and kept_before need a time zone")


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study as a worklist shows it. Moments are UTC, time-aware.

    views: how many films it has. mode: how it is to be read, drawn when it came in.
    case_id: the view that decides, the most suspicious one; the first film while none is analysed.
    probability, band, model, version, region: of that view; None while there is none, region also where the
        model recognised none.
    is_read: False for a study that nobody has read, and for one that a film has joined since.
    reads: readers who have read it. call, agreement, reader, read_at: of the latest read.
    missed: whether a reader's no fracture stands against a fracture that the model or somebody else saw.
    reference, reference_at: what a senior reader decided.
    claimed_by, claimed_until: who is reading it now; None where nobody is.
    """

    id: int
    created_at: datetime
    synthetic: bool
    mode: Mode
    views: int
    case_id: int
    probability: float | None
    band: Band | None
    model: str | None
    version: str | None
    region: str | None
    is_read: bool
    reads: int
    call: Call | None
    agreement: Agreement | None
    reader: str | None
    read_at: datetime | None
    dispute: Dispute
    causes: tuple[Cause, ...]
    missed: bool
    reference: Call | None
    reference_at: datetime | None
    claimed_by: str | None
    claimed_until: datetime | None

    @property
    def label(self) -> str:
        """What a study is called."""
        return f"Study {self.id}"

    @property
    def to_decide(self) -> bool:
        """Whether a senior reader is to decide on it."""
        return self.dispute in TO_DECIDE


@dataclass(frozen=True, slots=True)
class StudyRecord(StudyRow):
    """A study in full; films: its views, the deciding one first, then in the order in which they came."""

    films: tuple[CaseRecord, ...]


@dataclass(frozen=True, slots=True)
class StudyPage(Page[StudyRow]):
    """One page of a worklist, or of the studies in dispute."""


@dataclass(frozen=True, slots=True)
class StudyCounts:
    """How many studies there are, by what is to be done; overdue: unread for longer than the target."""

    studies: int
    unread: int
    positive_unread: int
    overdue: int
    in_dispute: int
    open_recalls: int


@dataclass(frozen=True, slots=True)
class Claim:
    """The answer to asking for a study: whether it was granted, and who holds it until when (UTC)."""

    granted: bool
    by: str
    until: datetime
