"""The queue of disagreements, decisions, and the recalls that they open."""

import pytest
from sqlalchemy.exc import IntegrityError

from core.casebook import Casebook, Cause, Decision, Dispute, EventKind, RecallStep
from core.casebook.tables import Base
from core.errors import CasebookError, DecisionError, InvalidReadError, RecallError, UnknownStudyError
from core.records import Box, Call, Mark
from tests.casebook.builders import answer, film
from tests.casebook.disagreeing import decide, say, study_read

YES, NO, UNSURE = Call.FRACTURE, Call.NO_FRACTURE, Call.UNSURE


def test_the_queue_begins_with_what_readers_may_have_missed(casebook: Casebook) -> None:
    false_alarm = study_read(casebook, "model missed it", 0.15, {"anna": YES})
    likely = study_read(casebook, "reader against 0.95", 0.95, {"anna": NO})
    less = study_read(casebook, "readers differ at 0.5", 0.5, {"anna": NO, "ben": YES})
    study_read(casebook, "agreed", 0.99, {"anna": YES})
    assert [row.id for row in casebook.disputes.queue().rows] == [likely, less, false_alarm]
    readers = casebook.disputes.queue(cause=Cause.READERS)
    assert ([row.id for row in readers.rows], readers.total) == ([less], 1)
    order = [casebook.disputes.next_after(study) for study in (likely, less, false_alarm)]
    assert order == [less, false_alarm, likely]
    second = casebook.disputes.queue(page=2, page_size=2)
    assert ([row.id for row in second.rows], second.total, second.pages) == ([false_alarm], 3, 2)
    decide(casebook, likely)
    assert [row.id for row in casebook.disputes.queue().rows] == [less, false_alarm]
    assert [row.id for row in casebook.disputes.queue(state=Dispute.DECIDED).rows] == [likely]
    assert casebook.disputes.next_after(likely) == less


def test_an_answer_that_comes_after_the_read_and_contradicts_it_is_a_disagreement(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.05, {"anna": NO})
    assert casebook.studies.study(study_id).dispute == Dispute.NONE
    radiograph, _ = film(b"film")
    later = answer(radiograph, 0.95, model="resnet50")
    casebook.add_analysis(casebook.studies.study(study_id).case_id or 0, later, decides=True)
    found = casebook.studies.study(study_id)
    assert (found.dispute, found.causes) == (Dispute.OPEN, (Cause.MODEL_AND_READER,))


def test_taking_a_study_out_of_the_house_is_told(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.9, {"anna": YES})
    casebook.exported(study_id, "anna")
    (last,) = casebook.events(limit=1)
    assert (last.kind, last.who, last.study_id) == (EventKind.STUDY_EXPORTED, "anna", study_id)
    with pytest.raises(UnknownStudyError):
        casebook.exported(999, "anna")


def test_a_decision_is_the_reference_and_has_an_author(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.9, {"anna": NO, "ben": YES})
    case_id = casebook.studies.study(study_id).case_id
    mark = Mark(case_id, Box(0, 0, 2, 2))
    made = casebook.disputes.decide(Decision(study_id, " sonja ", YES, " Step. ", (mark,), first_look=UNSURE))
    assert (made.id, made.who, made.why, made.marks) == (1, "sonja", "Step.", (mark,))
    assert made.causes == (Cause.MODEL_AND_READER, Cause.READERS)
    assert casebook.disputes.decisions(study_id) == (made,)
    study = casebook.studies.study(study_id)
    assert (study.reference, study.reference_at, study.dispute) == (YES, made.made_at, Dispute.DECIDED)
    opened, decided = casebook.events(limit=2)
    assert (decided.kind, decided.who, decided.study_id) == (EventKind.DISPUTE_DECIDED, "sonja", study_id)
    assert decided.facts["label"] == "fracture"
    assert (opened.kind, opened.facts["missed_by"]) == (EventKind.RECALL_OPENED, ["anna"])


def test_sent_twice_is_kept_once_and_two_seniors_do_not_overwrite_each_other(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.9, {"anna": NO})
    first = decide(casebook, study_id)
    assert decide(casebook, study_id) == first
    with pytest.raises(DecisionError, match="decided on this study meanwhile"):
        casebook.disputes.decide(Decision(study_id, "silvio", NO, "Growth plate."))
    second = casebook.disputes.decide(Decision(study_id, "silvio", NO, "Growth plate.", supersedes=first.id))
    assert casebook.disputes.decisions(study_id) == (second, first)
    assert casebook.studies.study(study_id).reference == NO


def test_what_cannot_be_meant_is_refused(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.9, {"anna": NO})
    agreed = study_read(casebook, "agreed", 0.9, {"anna": YES})
    other = casebook.studies.study(agreed).case_id
    here = Mark(casebook.studies.study(study_id).case_id, Box(0, 0, 2, 2))
    for decision, error, sentence in (
        (Decision(study_id, "s", UNSURE, "x"), DecisionError, "fracture or no fracture"),
        (Decision(study_id, "s", YES, " "), DecisionError, "needs a reason"),
        (Decision(study_id, " ", YES, "x"), CasebookError, "needs a name"),
        (Decision(agreed, "s", YES, "x"), DecisionError, "Nobody disagrees"),
        (Decision(99, "s", YES, "x"), UnknownStudyError, "no such study"),
        (Decision(study_id, "s", NO, "x", (here,)), DecisionError, "Take the marks away"),
        (Decision(study_id, "s", YES, "x", (Mark(other, Box(0, 0, 2, 2)),)), InvalidReadError, "another"),
    ):
        with pytest.raises(error, match=sentence):
            casebook.disputes.decide(decision)
    assert casebook.disputes.decisions(study_id) == ()
    assert casebook.studies.study(study_id).dispute == Dispute.OPEN


def test_a_missed_fracture_is_followed_until_it_is_done(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.9, {"anna": NO, "ben": YES, "cleo": NO})
    decide(casebook, study_id)
    (recall,) = casebook.disputes.recalls()
    assert (recall.study_id, recall.missed_by, recall.opened_by) == (study_id, ("anna", "cleo"), "sonja")
    assert casebook.studies.counts().open_recalls == 1
    with pytest.raises(RecallError, match="Nobody was told yet"):
        casebook.disputes.step(recall.id, RecallStep.DONE, "anna")
    with pytest.raises(RecallError, match="who was told"):
        casebook.disputes.step(recall.id, RecallStep.TOLD, "anna", " ")
    told = casebook.disputes.step(recall.id, RecallStep.TOLD, "anna", "Emergency department", "by phone")
    assert (told.who, told.told, told.note) == ("anna", "Emergency department", "by phone")
    casebook.disputes.step(recall.id, RecallStep.DONE, "anna")
    assert casebook.disputes.recalls() == ()
    page = casebook.disputes.recall_page(is_open=False)
    assert (page.total, [step.step for step in page.rows[0].steps]) == (
        1,
        [RecallStep.TOLD, RecallStep.DONE],
    )
    with pytest.raises(RecallError, match="is done"):
        casebook.disputes.step(recall.id, RecallStep.TOLD, "anna", "Ward")


@pytest.mark.parametrize(("label", "said"), [(NO, {"anna": NO}), (YES, {"anna": UNSURE, "ben": YES})])
def test_no_recall_where_nothing_was_missed(casebook: Casebook, label: Call, said: dict[str, Call]) -> None:
    study_id = study_read(casebook, "film", 0.1 if label == YES else 0.9, said)
    decide(casebook, study_id, label)
    assert casebook.disputes.recalls(open_only=False) == ()


def test_overruling_closes_nothing_and_opens_a_done_recall_again(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.9, {"anna": NO})
    first = decide(casebook, study_id)
    (recall,) = casebook.disputes.recalls()
    casebook.disputes.step(recall.id, RecallStep.TOLD, "anna", "Ward")
    casebook.disputes.step(recall.id, RecallStep.DONE, "anna")
    second = decide(casebook, study_id, NO, supersedes=first.id)
    (again,) = casebook.disputes.recalls()
    assert (again.id, again.is_open, again.overruled) == (recall.id, True, True)
    assert again.steps[-1].note == "Decision 2 says that there is no fracture."
    with pytest.raises(RecallError, match="Nobody was told yet"):
        casebook.disputes.step(recall.id, RecallStep.DONE, "anna")
    with pytest.raises(RecallError, match="Only a new decision"):
        casebook.disputes.step(recall.id, RecallStep.OVERRULED, "anna")
    casebook.disputes.step(recall.id, RecallStep.DONE, "anna", note="Nobody had acted on it.")
    assert casebook.disputes.recalls() == ()
    decide(casebook, study_id, YES, supersedes=second.id)
    assert [one.id for one in casebook.disputes.recalls()] == [2]


def test_the_same_fracture_opens_one_recall_and_a_new_miss_another(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.9, {"anna": NO})
    first = decide(casebook, study_id)
    second = casebook.disputes.decide(Decision(study_id, "silvio", YES, "I see it too.", supersedes=first.id))
    assert len(casebook.disputes.recalls()) == 1
    say(casebook, study_id, "ben", NO)
    decide(casebook, study_id, supersedes=second.id)
    assert [one.missed_by for one in casebook.disputes.recalls()] == [("anna",), ("anna", "ben")]


@pytest.mark.parametrize("table", ["decisions", "recalls", "recall_steps"])
def test_the_database_refuses_to_change_or_delete(casebook: Casebook, table: str) -> None:
    decide(casebook, study_read(casebook, "film", 0.9, {"anna": NO}))
    casebook.disputes.step(1, RecallStep.TOLD, "anna", "Ward")
    engine = casebook.database.engine
    rows = Base.metadata.tables[table]
    for statement in (rows.update().values(id=7), rows.delete()):
        with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
            connection.execute(statement)
