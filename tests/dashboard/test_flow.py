"""How a reader gets through a study: what may be shown, what follows from what, what will be kept."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.casebook import Draft, StoredAnalysis, StudyRecord
from core.casebook.states import Dispute
from core.records import Agreement, Band, Box, Call, FirstRead, Mark, Mode, Objection, Read
from dashboard import flow
from dashboard.flow import Stage
from tests.dashboard.conftest import an_analysis

NOW = datetime(2026, 11, 26, tzinfo=UTC)
MARK = Mark(7, Box(1, 2, 30, 40))
FIRST = FirstRead(3, "anna", Call.NO_FRACTURE, 75, (), "Nothing.", 4.0, 11, NOW)
OWN = Read(7, "anna", Call.FRACTURE, Agreement.AGREE, 1, "Seen.", id=5, marks=(MARK,), report="As seen.")


def study(mode: Mode = Mode.BLIND_FIRST, *, is_read: bool = False) -> StudyRecord:
    return StudyRecord(
        id=3, created_at=NOW, synthetic=False, mode=mode, views=1, case_id=7, probability=0.9,
        band=Band.POSITIVE, model="densenet121", version="1.0.0", region=None, is_read=is_read, reads=0,
        call=None, agreement=None, reader=None, read_at=None, dispute=Dispute.NONE, causes=(), missed=False,
        reference=None, reference_at=None, claimed_by=None, claimed_until=None, films=(),
    )  # fmt: skip


def answer(probability: float) -> StoredAnalysis:
    return StoredAnalysis(21, 7, NOW, decides=True, analysis=an_analysis(probability))


def test_blind_first_shows_nothing_until_the_reader_has_spoken() -> None:
    assert flow.stage(study(), None, None) is Stage.BLIND
    assert flow.stage(study(), FIRST, None) is Stage.ANSWERED
    assert flow.stage(study(Mode.CONCURRENT), None, None) is Stage.ANSWERED


def test_a_signed_study_stays_signed_until_it_is_corrected_or_grows() -> None:
    read_already = study(is_read=True)
    assert flow.stage(read_already, FIRST, OWN) is Stage.SIGNED
    assert flow.stage(read_already, FIRST, OWN, correcting=True) is Stage.ANSWERED
    assert flow.stage(study(is_read=False), None, OWN) is Stage.ANSWERED


def test_somebody_elses_read_leaves_a_blind_study_blind() -> None:
    reads = (replace(OWN, reader="ben"),)
    assert flow.stage(study(is_read=True), None, flow.latest(reads, "anna")) is Stage.BLIND
    assert flow.latest((OWN, replace(OWN, id=6, corrects=5)), "anna").id == 6  # type: ignore[union-attr]


def test_the_read_begins_with_what_was_said_before() -> None:
    assert flow.begun(None, None) == Draft()
    assert flow.begun(FIRST, None) == Draft(Call.NO_FRACTURE, confidence=75, comment="Nothing.")
    again = flow.begun(FIRST, OWN)
    assert (again.call, again.marks, again.report, again.corrects) == (Call.FRACTURE, (MARK,), "As seen.", 5)


def test_a_first_read_keeps_no_mark_beside_no_fracture() -> None:
    draft = Draft(marks=(MARK,), confidence=90, comment="  Here. ")
    assert flow.first_read(draft, Call.FRACTURE, 3, "anna", 4.2) == FirstRead(
        3, "anna", Call.FRACTURE, 90, (MARK,), "Here.", 4.2
    )
    assert flow.first_read(draft, Call.NO_FRACTURE, 3, "anna", None).marks == ()


@pytest.mark.parametrize(
    ("call", "band", "agreement"),
    [
        (Call.FRACTURE, Band.POSITIVE, Agreement.AGREE),
        (Call.FRACTURE, Band.NEGATIVE, Agreement.DISAGREE),
        (Call.NO_FRACTURE, Band.POSITIVE, Agreement.DISAGREE),
        (Call.NO_FRACTURE, Band.NEGATIVE, Agreement.AGREE),
    ],
)
def test_call_and_agreement_imply_each_other(call: Call, band: Band, agreement: Agreement) -> None:
    assert flow.implied_agreement(call, band) is agreement
    assert flow.implied_call(agreement, band) is call


def test_in_the_doubt_band_neither_implies_the_other() -> None:
    for band in (Band.DOUBT, None):
        assert flow.implied_agreement(Call.FRACTURE, band) is None
        assert flow.implied_call(Agreement.AGREE, band) is None


def test_unsure_goes_with_unsure_and_nothing_with_nothing() -> None:
    for band in Band:
        assert flow.implied_agreement(Call.UNSURE, band) is Agreement.UNSURE
        assert flow.implied_call(Agreement.UNSURE, band) is Call.UNSURE
        assert flow.implied_agreement(None, band) is None
        assert flow.implied_call(None, band) is None


@pytest.mark.parametrize(
    ("call", "band", "objection"),
    [
        (Call.NO_FRACTURE, Band.POSITIVE, Objection.FALSE_ALARM),
        (Call.NO_FRACTURE, Band.DOUBT, Objection.FALSE_ALARM),
        (Call.FRACTURE, Band.NEGATIVE, Objection.MISSED),
        (Call.FRACTURE, Band.DOUBT, Objection.MISSED),
        (Call.FRACTURE, Band.POSITIVE, Objection.WRONG_PLACE),
        (Call.UNSURE, Band.POSITIVE, None),
        (Call.NO_FRACTURE, Band.NEGATIVE, None),
    ],
)
def test_disagreeing_says_what_is_wrong(call: Call, band: Band, objection: Objection | None) -> None:
    whole = flow.completed(Draft(call, Agreement.DISAGREE), band)
    assert whole.objection is objection
    assert (flow.missing(whole, band) == "") is (objection is not None)


def test_what_the_reader_said_is_never_changed() -> None:
    said = Draft(Call.FRACTURE, Agreement.DISAGREE, Objection.MISSED)
    assert flow.completed(said, Band.POSITIVE) == said
    agreed = flow.completed(replace(said, agreement=Agreement.AGREE), Band.POSITIVE)
    assert (agreed.agreement, agreed.objection) == (Agreement.AGREE, None)


def test_what_is_missing_is_said() -> None:
    assert flow.missing(flow.completed(Draft(), Band.POSITIVE), Band.POSITIVE) == "Give your call."
    doubt = flow.completed(Draft(Call.FRACTURE), Band.DOUBT)
    assert flow.missing(doubt, Band.DOUBT) == "Say whether you agree with the answer."
    both = flow.completed(Draft(Call.FRACTURE, Agreement.AGREE), Band.NEGATIVE)
    assert flow.missing(both, Band.NEGATIVE).startswith("Your call and the answer differ")


def test_an_agreed_normal_needs_no_more_than_the_first_call() -> None:
    said = answer(0.05)
    whole = flow.completed(flow.begun(FIRST, None), said.analysis.band)
    read = flow.signed_read(
        whole, study(), said, reader="anna", first=FIRST, report=" No fracture is seen. ", seconds=1.5
    )
    assert read == Read(
        7, "anna", Call.NO_FRACTURE, Agreement.AGREE, 21, "Nothing.", 1.5,
        first_read_id=11, confidence=75, report="No fracture is seen.",
    )  # fmt: skip


def test_without_an_answer_the_call_alone_is_signed() -> None:
    whole = flow.completed(Draft(Call.FRACTURE, marks=(MARK,)), None)
    read = flow.signed_read(whole, study(), None, reader="anna", first=None, report="", seconds=None)
    assert read is not None
    assert (read.agreement, read.analysis_id, read.case_id) == (Agreement.UNSURE, None, 7)
    assert read.marks == (MARK,)
    nothing = flow.completed(Draft(), None)
    assert flow.signed_read(nothing, study(), None, reader="anna", first=None, report="", seconds=1) is None
