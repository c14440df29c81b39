"""Everything about the study in view that the Read page needs, gathered once a run."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.casebook import Casebook, Draft, StoredAnalysis, StudyRecord
from core.records import Band, FirstRead, ModelVersion, Read
from core.reporting import Statement, ViewWords, pre_report
from dashboard import flow
from dashboard.components.said_form import seed
from dashboard.components.view_list import names
from dashboard.desk import Desk
from dashboard.flow import Stage
from dashboard.reading import unanswered


@dataclass(frozen=True, slots=True)
class InView:
    """One reader in front of one study.

    stored: the analyses of each film, the deciding one first. first, own: the reader's own first read and
    read. reads: everybody's. waiting: the films on which networks have still to speak.
    """

    study: StudyRecord
    stored: Mapping[int, tuple[StoredAnalysis, ...]]
    first: FirstRead | None
    reads: tuple[Read, ...]
    own: Read | None
    stage: Stage
    draft: Draft
    waiting: tuple[int, ...]

    @property
    def answer(self) -> StoredAnalysis | None:
        """The verdict: the deciding analysis of the deciding view; None while there is none."""
        return next(iter(self.stored[self.study.case_id]), None)

    @property
    def band(self) -> Band | None:
        """The verdict's band."""
        return self.answer.analysis.band if self.answer else None

    def report(self, draft: Draft) -> str:
        """Return the pre-report text: as the reader edited it, else as it follows from what they say."""
        if draft.report is not None or draft.call is None:
            return draft.report or ""
        sizes = {film.id: film for film in self.study.films}
        views = {
            case_id: ViewWords(name.lower(), sizes[case_id].width, sizes[case_id].height)
            for case_id, name in names(self.study).items()
        }
        named = self.band if draft.names_ai else None
        return pre_report(Statement(draft.call, draft.marks, draft.confidence, draft.comment, named), views)


def bring(
    study_id: int, reader: str, versions: tuple[ModelVersion, ...], desk: Desk, casebook: Casebook
) -> InView:
    """Return what is known of a study for its reader; raises `UnknownStudyError`, `CasebookError`."""
    study = casebook.studies.study(study_id)
    stored = {film.id: casebook.analyses(film.id) for film in study.films}
    first, reads = casebook.readings.first(study_id, reader), casebook.readings.reads(study_id)
    own = flow.latest(reads, reader)
    draft = desk.drafts.get(study_id)
    if draft is None:
        left = casebook.drafts.of(study_id, reader)
        draft = _opened(study, first, own, left)
        if draft != Draft():
            desk.begun_before.add(study_id)
        desk.begin(study_id, draft)
    if study_id in desk.unseeded:
        seed(study_id, draft)
        desk.unseeded.discard(study_id)
    correcting = own is not None and draft.corrects == own.id
    waiting = tuple(
        case_id
        for case_id, said in stored.items()
        if case_id not in desk.failures and unanswered(versions, said)
    )
    stage = flow.stage(study, first, own, correcting=correcting)
    return InView(study, stored, first, reads, own, stage, draft, waiting)


def _opened(study: StudyRecord, first: FirstRead | None, own: Read | None, left: Draft) -> Draft:
    """Return the draft that a study opens with: as it was left, else as a read begins.

    A signed study opens as signed: its form begins when the reader corrects it, or a film has joined.
    """
    stale = own is not None and left.corrects != own.id
    if left != Draft() and not stale:
        return left
    return Draft() if own and study.is_read else flow.begun(first, own)
