"""How one reader gets through one study: what may be shown, what is still to be said, what will be kept.

Nothing here draws or keeps anything.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from core.casebook import Draft, StoredAnalysis, StudyRecord
from core.records import Agreement, Band, Call, FirstRead, Mark, Mode, Objection, Read


class Stage(StrEnum):
    """Where a reader stands with a study.

    BLIND: their own call first, nothing of any answer is shown. ANSWERED: the answer is in view, the read is
    not signed. SIGNED: their read is kept.
    """

    BLIND = "blind"
    ANSWERED = "answered"
    SIGNED = "signed"


def stage(
    study: StudyRecord, first: FirstRead | None, own: Read | None, *, correcting: bool = False
) -> Stage:
    """Return where a reader stands.

    first, own: the reader's own first read and latest read of the study, None where there is none.
    A film that joined a signed study opens it again; what was seen can't be unseen, so it is not blind again.
    """
    if own is not None:
        return Stage.SIGNED if study.is_read and not correcting else Stage.ANSWERED
    blind = study.mode is Mode.BLIND_FIRST and first is None
    return Stage.BLIND if blind else Stage.ANSWERED


def latest(reads: Sequence[Read], reader: str) -> Read | None:
    """Return a reader's read that stands: the last one, since a correction comes after what it corrects."""
    return next((read for read in reversed(reads) if read.reader == reader), None)


def begun(first: FirstRead | None, own: Read | None) -> Draft:
    """Return the form of the read as it begins: with what the reader said of the study before."""
    if own is not None:
        return Draft(
            call=own.call,
            agreement=own.agreement,
            objection=own.objection,
            confidence=own.confidence,
            comment=own.comment,
            marks=own.marks,
            report=own.report or None,
            corrects=own.id,
        )
    if first is not None:
        return Draft(call=first.call, confidence=first.confidence, comment=first.comment, marks=first.marks)
    return Draft()


def first_read(draft: Draft, call: Call, study_id: int, reader: str, seconds: float | None) -> FirstRead:
    """Return the first read that a draft amounts to."""
    return FirstRead(
        study_id, reader, call, draft.confidence, standing_marks(draft, call), draft.comment.strip(), seconds
    )


def implied_agreement(call: Call | None, band: Band | None) -> Agreement | None:
    """Return what a reader's own call says of the answer; None where it is open, as in the doubt band."""
    if call is Call.UNSURE:
        return Agreement.UNSURE
    if call is None or band not in (Band.POSITIVE, Band.NEGATIVE):
        return None
    same = (call is Call.FRACTURE) == (band is Band.POSITIVE)
    return Agreement.AGREE if same else Agreement.DISAGREE


def implied_call(agreement: Agreement | None, band: Band | None) -> Call | None:
    """Return the call that goes with agreeing or disagreeing; None where it is open."""
    if agreement is Agreement.UNSURE:
        return Call.UNSURE
    if agreement is None or band not in (Band.POSITIVE, Band.NEGATIVE):
        return None
    fracture = (agreement is Agreement.AGREE) == (band is Band.POSITIVE)
    return Call.FRACTURE if fracture else Call.NO_FRACTURE


def implied_objection(call: Call | None, band: Band | None) -> Objection | None:
    """Return what is wrong with the answer in the eyes of a reader who disagrees; None where it is open."""
    if call is Call.NO_FRACTURE and band is not Band.NEGATIVE:
        return Objection.FALSE_ALARM
    if call is Call.FRACTURE:
        return Objection.WRONG_PLACE if band is Band.POSITIVE else Objection.MISSED
    return None


def completed(draft: Draft, band: Band | None) -> Draft:
    """Return the draft with what follows from what was said; band: the answer's, None where there is none.

    What the reader said is never changed; an objection goes only with disagreeing.
    """
    if band is None:
        return replace(draft, agreement=Agreement.UNSURE, objection=None)
    call = draft.call or implied_call(draft.agreement, band)
    agreement = draft.agreement or implied_agreement(call, band)
    if agreement is not Agreement.DISAGREE:
        return replace(draft, call=call, agreement=agreement, objection=None)
    objection = draft.objection or implied_objection(call, band)
    return replace(draft, call=call, agreement=agreement, objection=objection)


def missing(whole: Draft, band: Band | None) -> str:
    """Return the sentence for what keeps a completed draft from being signed; empty where nothing does."""
    if whole.call is None:
        return "Give your call."
    if whole.agreement is None:
        return "Say whether you agree with the answer."
    if whole.agreement is Agreement.AGREE and implied_agreement(whole.call, band) is Agreement.DISAGREE:
        return "Your call and the answer differ, so you can't agree with it. Change one of them."
    if whole.agreement is Agreement.DISAGREE and whole.objection is None:
        return "Say what is wrong with the answer."
    return ""


def signed_read(
    whole: Draft,
    study: StudyRecord,
    answer: StoredAnalysis | None,
    *,
    reader: str,
    first: FirstRead | None,
    report: str,
    seconds: float | None,
) -> Read | None:
    """Return the read that a completed draft amounts to, None while something is missing.

    answer: the deciding analysis of the deciding view, None where no network has spoken.
    """
    band = answer.analysis.band if answer else None
    if whole.call is None or whole.agreement is None or missing(whole, band):
        return None
    return Read(
        case_id=answer.case_id if answer else study.case_id,
        reader=reader,
        call=whole.call,
        agreement=whole.agreement,
        analysis_id=answer.id if answer else None,
        comment=whole.comment.strip(),
        seconds=seconds,
        corrects=whole.corrects,
        first_read_id=first.id if first else None,
        objection=whole.objection,
        confidence=whole.confidence,
        marks=standing_marks(whole, whole.call),
        report=report.strip(),
    )


def standing_marks(draft: Draft, call: Call) -> tuple[Mark, ...]:
    """Return the marks that stand beside a call: a place of a fracture can't stand beside none."""
    return () if call is Call.NO_FRACTURE else draft.marks
