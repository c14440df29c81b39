"""The casebook: every radiograph, analysis and read that Callus keeps, and the trail of who did what.

One `Casebook` serves all threads of a process; several processes may share one database. Nothing is ever
changed or deleted: an analysis belongs to a model version, a correction is a new read, and a proposal of new
thresholds changes no model.
"""

from core.casebook.casebook import Casebook
from core.casebook.disputes import Decision
from core.casebook.drafts import Draft
from core.casebook.likeness import Alike
from core.casebook.paging import Page
from core.casebook.recalls import Recall, RecallPage, StepTaken
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
)
from core.casebook.states import AlarmStep, Cause, Dispute, RecallStep
from core.casebook.study_records import (
    Claim,
    StudyCounts,
    StudyFilter,
    StudyPage,
    StudyRecord,
    StudyRow,
    StudySort,
)
from core.casebook.terms import Reading, Terms, TermsChange
from core.casebook.trail_search import Sealed, TrailFilter, TrailPage

__all__ = [
    "AlarmStep",
    "Alike",
    "CaseCounts",
    "CaseFilter",
    "CasePage",
    "CaseRecord",
    "CaseRow",
    "Casebook",
    "Cause",
    "Claim",
    "Decision",
    "Dispute",
    "Draft",
    "Event",
    "EventKind",
    "KeptCase",
    "Page",
    "Proposal",
    "Reading",
    "Recall",
    "RecallPage",
    "RecallStep",
    "Sealed",
    "Sort",
    "StepTaken",
    "StoredAnalysis",
    "StudyCounts",
    "StudyFilter",
    "StudyPage",
    "StudyRecord",
    "StudyRow",
    "StudySort",
    "Terms",
    "TermsChange",
    "TrailFilter",
    "TrailPage",
]
