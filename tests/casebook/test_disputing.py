"""When opinions on a study differ, and when a decision covers it."""

import pytest

from core.casebook import Casebook, Cause, Decision, Dispute, Reading, StudyRecord
from core.records import Agreement, Call, Objection, Read
from tests.casebook.builders import set_reading
from tests.casebook.disagreeing import decide, say, study_read

YES, NO, UNSURE = Call.FRACTURE, Call.NO_FRACTURE, Call.UNSURE
POSITIVE, DOUBT, NEGATIVE = 0.9, 0.5, 0.1


@pytest.mark.parametrize(
    ("probability", "said", "causes", "missed"),
    [
        (POSITIVE, {"anna": YES}, (), False),
        (POSITIVE, {"anna": NO}, (Cause.MODEL_AND_READER,), True),
        (NEGATIVE, {"anna": YES}, (Cause.MODEL_AND_READER,), False),
        (NEGATIVE, {"anna": NO, "ben": NO}, (), False),
        (POSITIVE, {"anna": UNSURE}, (), False),
        (DOUBT, {"anna": YES}, (), False),
        (DOUBT, {"anna": NO}, (), False),
        (DOUBT, {"anna": NO, "ben": YES}, (Cause.READERS,), True),
        (POSITIVE, {"anna": NO, "ben": YES}, (Cause.MODEL_AND_READER, Cause.READERS), True),
        (DOUBT, {"anna": UNSURE, "ben": YES}, (), False),
    ],
)
def test_opinions_differ(
    casebook: Casebook, probability: float, said: dict[str, Call], causes: tuple[Cause, ...], missed: bool
) -> None:
    study = casebook.studies.study(study_read(casebook, "film", probability, said))
    assert (study.causes, study.missed) == (causes, missed)
    assert study.dispute == (Dispute.OPEN if causes else Dispute.NONE)


def test_an_objection_is_a_disagreement_with_the_model(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", POSITIVE, {})
    case_id = casebook.studies.study(study_id).case_id
    wrong_place = Read(case_id, "anna", YES, Agreement.DISAGREE, objection=Objection.WRONG_PLACE)
    casebook.add_read(wrong_place)
    study = casebook.studies.study(study_id)
    assert (study.dispute, study.causes, study.missed) == (Dispute.OPEN, (Cause.MODEL_AND_READER,), False)


def test_only_the_last_of_a_readers_reads_counts(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", POSITIVE, {"anna": NO})
    wrong = casebook.readings.reads(study_id)[0].id
    say(casebook, study_id, "anna", YES, corrects=wrong)
    study = casebook.studies.study(study_id)
    assert (study.dispute, study.causes, study.missed) == (Dispute.NONE, (), False)


def test_a_change_of_mind_under_the_answer_is_a_disagreement(casebook: Casebook) -> None:
    set_reading(casebook, Reading.BLIND_FIRST)
    followed = study_read(casebook, "followed", NEGATIVE, {})
    say(casebook, followed, "anna", NO, first=YES)
    steady = study_read(casebook, "steady", NEGATIVE, {})
    say(casebook, steady, "anna", NO, first=NO)
    changed = casebook.studies.study(followed)
    assert (changed.dispute, changed.causes, changed.missed) == (
        Dispute.OPEN,
        (Cause.CHANGED_MIND,),
        True,
    )
    assert casebook.studies.study(steady).dispute == Dispute.NONE


def test_a_decision_covers_the_study_until_somebody_contradicts_it(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", POSITIVE, {"anna": NO})
    decide(casebook, study_id, YES)
    assert _state(casebook, study_id) == (Dispute.DECIDED, YES)
    say(casebook, study_id, "ben", YES)
    say(casebook, study_id, "cleo", UNSURE)
    assert _state(casebook, study_id) == (Dispute.DECIDED, YES)
    say(casebook, study_id, "dora", NO)
    assert _state(casebook, study_id) == (Dispute.OPEN, YES)


def test_a_read_that_its_author_did_not_see_is_not_covered(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", POSITIVE, {"anna": NO})
    seen = casebook.readings.reads(study_id)[-1].id
    say(casebook, study_id, "ben", NO)
    casebook.disputes.decide(Decision(study_id, "sonja", YES, "Step.", last_read_id=seen))
    assert _state(casebook, study_id) == (Dispute.OPEN, YES)


def _state(casebook: Casebook, study_id: int) -> tuple[Dispute, Call | None]:
    study: StudyRecord = casebook.studies.study(study_id)
    return study.dispute, study.reference
