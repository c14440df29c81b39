"""The casebook: every radiograph, analysis and read that Callus keeps, and the trail of who did what.

One `Casebook` serves all threads of a process; several processes may share one database. Nothing is ever
changed or deleted: an analysis belongs to a model version, a correction is a new read, and a proposal of new
thresholds changes no model.
"""

from core.casebook.casebook import Casebook
from core.casebook.records import (
    CaseCounts,
    CaseFilter,
    CasePage,
    CaseRecord,
    CaseRow,
    Event,
    EventKind,
    KeptCase,
    Proposal,
    Sort,
    StoredAnalysis,
    Tally,
)

__all__ = [
    "CaseCounts",
    "CaseFilter",
    "CasePage",
    "CaseRecord",
    "CaseRow",
    "Casebook",
    "Event",
    "EventKind",
    "KeptCase",
    "Proposal",
    "Sort",
    "StoredAnalysis",
    "Tally",
]
