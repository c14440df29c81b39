"""A share of what nobody disputes is drawn for an audit, and decided on like a dispute."""

import pytest

from core.casebook import Casebook, Cause, Dispute, EventKind, Reading, StudyFilter, Terms
from core.casebook.disputes import Decision
from core.errors import DecisionError, UnknownStudyError
from core.records import Call
from tests.casebook.builders import answer, film, on_both, set_reading
from tests.casebook.disagreeing import decide, say, study_read

pytestmark = on_both
YES, NO = Call.FRACTURE, Call.NO_FRACTURE


def audit(casebook: Casebook, share: float) -> None:
    set_reading(casebook, Reading.CONCURRENT, audit_share=share)


def state(casebook: Casebook, study_id: int) -> tuple[Dispute, tuple[Cause, ...]]:
    study = casebook.studies.study(study_id)
    return study.dispute, study.causes


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 1.0])
def test_as_many_are_drawn_as_the_terms_say(share: float) -> None:
    keys = [f"{number:064x}" for number in range(4000)]
    terms = Terms(audit_share=share)
    assert sum(terms.audits(key) for key in keys) / 4000 == pytest.approx(share, abs=0.03)
    blind = Terms(reading=Reading.RANDOM, blind_share=0.5)
    both = sum(terms.audits(key) and blind.mode_of(key) == "blind_first" for key in keys)
    assert both / 4000 == pytest.approx(share / 2, abs=0.03)  # the two draws know nothing of each other


def test_a_drawn_study_is_to_be_decided_and_is_in_no_dispute(casebook: Casebook) -> None:
    audit(casebook, 1.0)
    study_id = study_read(casebook, "film", 0.9, {"anna": YES})
    assert state(casebook, study_id) == (Dispute.AUDIT, (Cause.AUDIT,))
    assert casebook.studies.study(study_id).to_decide
    assert casebook.studies.counts().in_dispute == 0
    assert casebook.studies.worklist(StudyFilter(disputes=frozenset({Dispute.OPEN}))).total == 0
    made = decide(casebook, study_id, NO)
    assert made.causes == (Cause.AUDIT,)
    assert state(casebook, study_id) == (Dispute.DECIDED, (Cause.AUDIT,))
    assert casebook.studies.study(study_id).reference == NO


def test_an_audit_that_finds_a_missed_fracture_opens_a_recall(casebook: Casebook) -> None:
    audit(casebook, 1.0)
    decide(casebook, study_read(casebook, "film", 0.1, {"anna": NO}), YES)
    (recall,) = casebook.disputes.recalls()
    assert recall.missed_by == ("anna",)


def test_nothing_is_drawn_while_it_is_turned_off(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.9, {"anna": YES})
    assert state(casebook, study_id) == (Dispute.NONE, ())
    with pytest.raises(DecisionError, match="Nobody disagrees"):
        casebook.disputes.decide(Decision(study_id, "sonja", YES, "x"))


def test_what_was_drawn_stays_drawn_and_a_read_draws_by_the_terms_of_its_time(casebook: Casebook) -> None:
    audit(casebook, 1.0)
    drawn = study_read(casebook, "drawn", 0.9, {"anna": YES})
    audit(casebook, 0.0)
    spared = study_read(casebook, "spared", 0.9, {"anna": YES})
    say(casebook, drawn, "ben", YES)
    audit(casebook, 1.0)
    # An answer that comes later draws nobody: a study is drawn when its read is signed.
    for name, study_id in ((b"drawn", drawn), (b"spared", spared)):
        case_id = casebook.studies.study(study_id).case_id
        casebook.add_analysis(case_id, answer(film(name)[0], 0.8, model="resnet50"), decides=True)
    assert state(casebook, drawn) == (Dispute.AUDIT, (Cause.AUDIT,))
    assert state(casebook, spared) == (Dispute.NONE, ())


def test_a_dispute_takes_the_place_of_an_audit(casebook: Casebook) -> None:
    audit(casebook, 1.0)
    study_id = study_read(casebook, "film", 0.9, {"anna": YES})
    other = say(casebook, study_id, "ben", NO)
    assert state(casebook, study_id) == (Dispute.OPEN, (Cause.MODEL_AND_READER, Cause.READERS))
    say(casebook, study_id, "ben", YES, corrects=other.id)
    assert state(casebook, study_id) == (Dispute.AUDIT, (Cause.AUDIT,))


def test_what_was_decided_in_a_dispute_is_not_drawn_when_the_dispute_ends(casebook: Casebook) -> None:
    audit(casebook, 1.0)
    study_id = study_read(casebook, "film", 0.9, {"anna": NO})
    decide(casebook, study_id, YES)
    say(casebook, study_id, "anna", YES, corrects=casebook.readings.reads(study_id)[0].id)
    assert state(casebook, study_id) == (Dispute.DECIDED, ())


def test_disputes_are_never_drawn(casebook: Casebook) -> None:
    audit(casebook, 1.0)
    study_id = study_read(casebook, "film", 0.9, {"anna": NO})
    assert state(casebook, study_id) == (Dispute.OPEN, (Cause.MODEL_AND_READER,))


def test_the_queue_has_audits_last_in_the_order_in_which_they_came(casebook: Casebook) -> None:
    audit(casebook, 1.0)
    early = study_read(casebook, "early", 0.1, {"anna": NO})
    likely = study_read(casebook, "likely", 0.99, {"anna": YES})
    dispute = study_read(casebook, "dispute", 0.15, {"anna": YES})
    missed = study_read(casebook, "missed", 0.8, {"anna": NO})
    order = [missed, dispute, early, likely]
    assert [row.id for row in casebook.disputes.queue().rows] == order
    assert [row.id for row in casebook.disputes.queue(cause=Cause.AUDIT).rows] == [early, likely]
    following = [casebook.disputes.next_after(study_id) for study_id in order]
    assert following == [dispute, early, likely, missed]


def test_a_senior_puts_more_studies_up_and_only_those_that_nobody_disputes(casebook: Casebook) -> None:
    agreed = study_read(casebook, "agreed", 0.9, {"anna": YES})
    disputed = study_read(casebook, "disputed", 0.9, {"anna": NO})
    unread = study_read(casebook, "unread", 0.9, {})
    assert casebook.disputes.draw([agreed, disputed, unread, agreed], "sonja") == 1
    assert state(casebook, agreed) == (Dispute.AUDIT, (Cause.AUDIT,))
    assert state(casebook, disputed) == (Dispute.OPEN, (Cause.MODEL_AND_READER,))
    assert state(casebook, unread) == (Dispute.NONE, ())
    assert casebook.disputes.draw([agreed], "sonja") == 0
    drawn = [
        (event.study_id, event.who) for event in casebook.events() if event.kind is EventKind.AUDIT_DRAWN
    ]
    assert drawn == [(agreed, "sonja")]
    assert decide(casebook, agreed, YES).causes == (Cause.AUDIT,)
    assert casebook.disputes.draw([agreed], "sonja") == 0


def test_a_study_that_is_not_there_puts_nothing_up(casebook: Casebook) -> None:
    agreed = study_read(casebook, "agreed", 0.9, {"anna": YES})
    with pytest.raises(UnknownStudyError):
        casebook.disputes.draw([agreed, 99], "sonja")
    assert state(casebook, agreed) == (Dispute.NONE, ())
