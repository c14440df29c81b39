"""In what state a study's dispute or a recall is, as words."""

from enum import StrEnum


class Dispute(StrEnum):
    """Whether opinions on a study differ, and whether a senior reader has decided."""

    NONE = "none"
    OPEN = "open"
    DECIDED = "decided"


class Cause(StrEnum):
    """Why a study is in dispute."""

    MODEL_AND_READER = "model_and_reader"
    READERS = "readers"
    CHANGED_MIND = "changed_mind"


class RecallStep(StrEnum):
    """What was done about a missed fracture. A later decision may overrule the one that it came from."""

    TOLD = "told"
    OVERRULED = "overruled"
    DONE = "done"
