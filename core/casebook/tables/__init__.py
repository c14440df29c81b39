"""The tables, typed by SQLAlchemy 2: cases, the reading room's studies and reads, and the house itself."""

from core.casebook.tables.base import LARGEST_ID, Base, UtcDateTime
from core.casebook.tables.cases import AnalysisTable, CaseTable, FeatureTable, ImageTable
from core.casebook.tables.house import DepartmentTable, EventTable, ProposalTable, SessionTable, UserTable
from core.casebook.tables.reading import (
    DecisionTable,
    FirstReadTable,
    ReadTable,
    RecallStepTable,
    RecallTable,
    StudyTable,
)

__all__ = [
    "LARGEST_ID",
    "AnalysisTable",
    "Base",
    "CaseTable",
    "DecisionTable",
    "DepartmentTable",
    "EventTable",
    "FeatureTable",
    "FirstReadTable",
    "ImageTable",
    "ProposalTable",
    "ReadTable",
    "RecallStepTable",
    "RecallTable",
    "SessionTable",
    "StudyTable",
    "UserTable",
    "UtcDateTime",
]
