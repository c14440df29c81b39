"""In what state a study's dispute, a recall or an alarm is, as words."""

from enum import StrEnum


class Dispute(StrEnum):
    """Whether opinions on a study differ, and whether a senior reader has decided.

    AUDIT: nobody disputes it, but it was drawn at random to be decided on all the same.
    """

    NONE = "none"
    OPEN = "open"
    AUDIT = "audit"
    DECIDED = "decided"


# A senior reader is to decide on these.
TO_DECIDE = (Dispute.OPEN, Dispute.AUDIT)


class Cause(StrEnum):
    """Why a senior reader is to decide on a study: opinions differ, or, alone, it was drawn at random."""

    MODEL_AND_READER = "model_and_reader"
    READERS = "readers"
    CHANGED_MIND = "changed_mind"
    AUDIT = "audit"


class RecallStep(StrEnum):
    """What was done about a missed fracture. A later decision may overrule the one that it came from."""

    TOLD = "told"
    OVERRULED = "overruled"
    DONE = "done"


class AlarmStep(StrEnum):
    """What somebody did about an alarm: looked at it, or closed it."""

    SEEN = "seen"
    CLOSED = "closed"
