"""The tables, typed by SQLAlchemy 2: cases, the reading room's studies and reads, and the house itself."""

from core.casebook.tables.base import LARGEST_ID, Base, UtcDateTime
from core.casebook.tables.cases import AnalysisTable, CaseTable, FeatureTable, ImageTable
from core.casebook.tables.house import DepartmentTable, EventTable, ProposalTable, SessionTable, UserTable
from core.casebook.tables.monitoring import (
    AlarmStepTable,
    AlarmTable,
    DailyFacetTable,
    DailyFilmTable,
    DailyHourTable,
    DailyLookTable,
    DailyNightTable,
    DailyReadTable,
    DailyRefusalTable,
    DailyScoreTable,
    DailyWaitTable,
    NoticeTable,
    TouchedDayTable,
)
from core.casebook.tables.reading import (
    DecisionTable,
    DraftTable,
    FirstReadTable,
    ReadTable,
    RecallStepTable,
    RecallTable,
    StudyTable,
)

__all__ = [
    "LARGEST_ID",
    "AlarmStepTable",
    "AlarmTable",
    "AnalysisTable",
    "Base",
    "CaseTable",
    "DailyFacetTable",
    "DailyFilmTable",
    "DailyHourTable",
    "DailyLookTable",
    "DailyNightTable",
    "DailyReadTable",
    "DailyRefusalTable",
    "DailyScoreTable",
    "DailyWaitTable",
    "DecisionTable",
    "DepartmentTable",
    "DraftTable",
    "EventTable",
    "FeatureTable",
    "FirstReadTable",
    "ImageTable",
    "NoticeTable",
    "ProposalTable",
    "ReadTable",
    "RecallStepTable",
    "RecallTable",
    "SessionTable",
    "StudyTable",
    "TouchedDayTable",
    "UserTable",
    "UtcDateTime",
]
