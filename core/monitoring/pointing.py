"""What a point of a chart stands for: studies, or reads, in the words by which the figures count them."""

from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum

from core.monitoring.cells import Source


class Outcome(StrEnum):
    """What the answer was at an operating point, against the reference."""

    HIT = "hit"
    MISS = "miss"
    FALSE_ALARM = "false_alarm"
    CORRECT_REJECTION = "correct_rejection"


class Turn(StrEnum):
    """What a blind-first read did with the answer; all but BLIND need a decided reference.

    MET_WRONG: a right first call met a wrong answer, and FOLLOWED_WRONG went along with it. MET_RIGHT: a
    wrong first call met a right answer, and TOOK_UP_RIGHT took it up.
    """

    BLIND = "blind"
    DECIDED = "decided"
    MET_WRONG = "met_wrong"
    FOLLOWED_WRONG = "followed_wrong"
    MET_RIGHT = "met_right"
    TOOK_UP_RIGHT = "took_up_right"
    TO_BETTER = "to_better"
    TO_WORSE = "to_worse"


class Wait(StrEnum):
    """How long studies waited for their first read.

    READ: whose wait is known; IN_TARGET and LATE are of those, against the target in force when their day
    began. LYING: unread and past that target. DUE: READ and LYING, what a share within the target is of.
    BACKWARDS: read before they came in. UNREAD, OVERDUE: waiting now, whenever they came in.
    """

    READ = "read"
    IN_TARGET = "in_target"
    LATE = "late"
    LYING = "lying"
    DUE = "due"
    BACKWARDS = "backwards"
    UNREAD = "unread"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Behind:
    """What a point stands for. An empty field doesn't narrow; all that are set must hold.

    since, until: days (UTC) of arrival, inside the window. model, version: of the deciding answer.
    facet, value: as in `accuracy`'s facets, value "" where it isn't known. bands, calls, references: words of
    the casebook, "" for none. probability: from, and up to but without. disputed, settled: as in
    `core.monitoring.verification`. known: whether the reference says fracture or not. fractured: what it
    says. sources: where it comes from. outcome: of answers with a known reference, at `point`.
    turn: of reads; reader (a pseudonym) and experience narrow reads, and bands are those that readers saw.
    wait: of studies; weekday (0 is Monday) and hour are those of arrival in `zone`. open_dispute: in dispute
    and not decided; missed: where a fracture may have been missed. studies: these numbers and no others.
    """

    since: date | None = None
    until: date | None = None
    model: str = ""
    version: str = ""
    facet: str = ""
    value: str = ""
    bands: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    probability: tuple[float, float] | None = None
    answered: bool | None = None
    disputed: bool | None = None
    settled: bool | None = None
    known: bool | None = None
    fractured: bool | None = None
    sources: frozenset[Source] = frozenset()
    outcome: Outcome | None = None
    point: str = "high_sensitivity"
    turn: Turn | None = None
    reader: str = ""
    experience: str = ""
    wait: Wait | None = None
    weekday: int | None = None
    hour: int | None = None
    zone: tzinfo | None = None
    open_dispute: bool = False
    missed: bool = False
    studies: tuple[int, ...] = ()

    @property
    def tells_answer(self) -> bool:
        """Whether being on the list says something of the model's answer."""
        return bool(
            self.bands
            or self.outcome
            or self.probability
            or self.open_dispute
            or self.missed
            or self.studies
            or self.disputed is not None
            or self.settled is not None
        )

    @property
    def of_any_time(self) -> bool:
        """Whether the window's days don't matter: what waits now, and studies by number."""
        waits = self.wait in (Wait.UNREAD, Wait.OVERDUE)
        return waits or self.open_dispute or bool(self.studies)
