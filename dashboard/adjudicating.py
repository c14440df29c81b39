"""What a senior reader has in front of them: one study in dispute, and how far they have come with it.

The film is seen first, without any opinion; the senior's own look is kept as a draft, so that a reload shows
what was shown before and loses nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.casebook import Casebook, Decision, Draft, StoredAnalysis, StudyRecord
from core.records import Call, FirstRead, Mark, Read


@dataclass(frozen=True, slots=True)
class Bench:
    """A study in dispute with every opinion on it, in front of a senior reader.

    stored: each film's analyses, the deciding one first. final: each reader's last read, in the order made;
    first: what readers said before the answer, by reader. decisions: the one in force first.
    draft: the senior's own look so far; its call is set once the opinions were shown, its comment is the
    reason as far as it was written.
    """

    study: StudyRecord
    senior: str
    stored: Mapping[int, tuple[StoredAnalysis, ...]]
    final: tuple[Read, ...]
    first: Mapping[str, FirstRead]
    decisions: tuple[Decision, ...]
    draft: Draft

    @property
    def looked(self) -> bool:
        """Whether the opinions may be shown: the senior has said what they see, or all is decided."""
        return self.draft.call is not None or not self.study.to_decide

    @property
    def missed_by(self) -> tuple[str, ...]:
        """The readers whose final call was no fracture."""
        return tuple(read.reader for read in self.final if read.call is Call.NO_FRACTURE)

    @property
    def last_read_id(self) -> int | None:
        """The newest read that is shown."""
        return self.final[-1].id if self.final else None


def bench(study_id: int, senior: str, casebook: Casebook) -> Bench:
    """Return what is known of a study in dispute; raises `UnknownStudyError`, `CasebookError`."""
    study = casebook.studies.study(study_id)
    return Bench(
        study,
        senior,
        {film.id: casebook.analyses(film.id) for film in study.films},
        final_reads(casebook.readings.reads(study_id)),
        {first.reader: first for first in casebook.readings.first_reads(study_id)},
        casebook.disputes.decisions(study_id),
        casebook.drafts.of(study_id, _desk_of(senior)),
    )


def final_reads(reads: tuple[Read, ...]) -> tuple[Read, ...]:
    """Return each reader's last read, in the order made."""
    last = {read.reader: read for read in reads}
    return tuple(read for read in reads if last[read.reader] is read)


def keep_look(bench: Bench, call: Call, marks: tuple[Mark, ...], casebook: Casebook) -> None:
    """Keep what the senior sees by themselves; from now on the opinions are shown."""
    casebook.drafts.keep(bench.study.id, _desk_of(bench.senior), replace(bench.draft, call=call, marks=marks))


def keep_words(bench: Bench, why: str, marks: tuple[Mark, ...], casebook: Casebook) -> None:
    """Keep the reason as far as it was written, and the marks, where they changed."""
    draft = replace(bench.draft, comment=why, marks=marks)
    if bench.draft.call is not None and draft != bench.draft:
        casebook.drafts.keep(bench.study.id, _desk_of(bench.senior), draft)


def decide(bench: Bench, label: Call, why: str, marks: tuple[Mark, ...], casebook: Casebook) -> Decision:
    """Keep the decision on what was shown, and clear the desk; raises `CasebookError`."""
    decision = casebook.disputes.decide(
        Decision(
            bench.study.id,
            bench.senior,
            label,
            why,
            marks if label is Call.FRACTURE else (),
            supersedes=bench.decisions[0].id if bench.decisions else None,
            first_look=bench.draft.call,
            last_read_id=bench.last_read_id,
        )
    )
    casebook.drafts.drop(bench.study.id, _desk_of(bench.senior))
    return decision


def _desk_of(senior: str) -> str:
    """Return under whose name a decision's draft is kept: not that of the senior's own read of the study."""
    return f"decision: {senior}"[:128]
