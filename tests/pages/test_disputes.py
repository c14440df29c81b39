"""The film first, then the opinions, then the decision."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.casebook import Dispute, Reading
from core.errors import CasebookBusyError
from core.records import Call, Role
from tests.casebook.builders import open_casebook, set_reading
from tests.casebook.disagreeing import decide, say, study_read
from tests.pages.conftest import Door
from tests.pages.house import open_page, words

YES, NO = Call.FRACTURE, Call.NO_FRACTURE


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Study 1: the model against anna; 2: anna against ben; 3: all agree."""
    casebook = open_casebook(tmp_path)
    study_read(casebook, "one", 0.9, {"anna": NO})
    study_read(casebook, "two", 0.5, {"anna": NO, "ben": YES})
    study_read(casebook, "three", 0.9, {"anna": YES})
    casebook.close()
    return tmp_path


def _button(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def test_the_queue_says_nothing_of_who_said_what(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(open_page("disputes", house, monkeypatch))
    assert "1\u20132 of 2 studies" in said
    assert "May have been missed" in said
    assert "Reader against reader" in said
    assert not [word for word in ("anna", "ben", "Positive", "90 %") if word in said]


def test_the_address_filters(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(open_page("disputes", house, monkeypatch, cause="Reader against reader"))
    assert "1\u20131 of 1 study" in said
    nothing = open_page("disputes", house, monkeypatch, cause="Change of mind")
    assert "No study matches" in words(nothing)
    assert "1\u20132 of 2 studies" in words(_button(nothing, "Show all"))
    assert "Nothing decided yet" in words(open_page("disputes", house, monkeypatch, dispute="Decided"))


def test_the_film_is_seen_before_any_opinion(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("disputes", house, monkeypatch, study="1")
    assert "Your own look first" in words(app)
    assert not [word for word in ("anna", "Positive", "Model against reader") if word in words(app)]
    app = _button(app, "Unsure")
    assert "anna" in words(app)
    assert "Positive" in words(app)
    again = open_page("disputes", house, monkeypatch, study="1")
    assert "anna" in words(again), "a reload shows what was shown"


def test_an_audit_is_decided_like_a_dispute_the_film_first(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = open_casebook(house)
    set_reading(casebook, Reading.CONCURRENT, audit_share=1.0)
    study_read(casebook, "four", 0.1, {"anna": NO})
    said = words(open_page("disputes", house, monkeypatch))
    assert "1\u20133 of 3 studies" in said and "Drawn for audit" in said
    app = open_page("disputes", house, monkeypatch, study="4")
    assert "Your own look first" in words(app)
    assert not [word for word in ("anna", "Negative", "Drawn for audit") if word in words(app)]
    app = _button(app, "No fracture")
    assert "anna" in words(app) and "Drawn for audit" in words(app)
    app.text_area[0].input("Nothing to see.")
    app = _button(app, "Decide")
    assert not app.exception
    assert casebook.studies.study(4).dispute is Dispute.DECIDED
    casebook.close()


def test_a_decision_becomes_the_reference_and_opens_a_recall(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _button(open_page("disputes", house, monkeypatch, study="1"), "Fracture")
    assert "Opens a recall: anna said no fracture." in words(app)
    assert "needs a reason" in words(_button(app, "Decide"))
    app.text_area[0].input("A step in the cortex.")
    app = _button(app, "Decide")
    assert not app.exception
    assert "Reference: fracture." in words(app)
    casebook = open_casebook(house)
    (made,) = casebook.disputes.decisions(1)
    assert (made.who, made.label, made.first_look, made.why) == ("reader", YES, YES, "A step in the cortex.")
    assert [recall.missed_by for recall in casebook.disputes.recalls()] == [("anna",)]
    casebook.close()
    assert "Your own look first" in words(_button(app, "Next disagreement"))


def test_deciding_anew_supersedes(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    casebook = open_casebook(house)
    first = decide(casebook, 1)
    app = _button(open_page("disputes", house, monkeypatch, study="1"), "Decide anew")
    app.segmented_control(key="label-1").set_value(NO)
    app.text_area[0].input("A growth plate.")
    app = _button(app.run(), "Decide")
    assert "Reference: no fracture." in words(app)
    second, earlier = casebook.disputes.decisions(1)
    assert (second.supersedes, earlier) == (first.id, first)
    assert casebook.disputes.recalls()[0].overruled
    casebook.close()


def test_a_decided_study_opens_again_for_whoever_contradicts(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = open_casebook(house)
    decide(casebook, 1)
    say(casebook, 1, "ben", NO)
    assert casebook.studies.study(1).dispute is Dispute.OPEN
    casebook.close()
    assert "decided before" in words(open_page("disputes", house, monkeypatch))
    assert "Your own look first" in words(open_page("disputes", house, monkeypatch, study="1"))


def test_a_study_that_nobody_has_read_is_not_shown_by_its_address(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = open_casebook(house)
    set_reading(casebook, Reading.BLIND_FIRST)
    study_read(casebook, "four", 0.83, {})
    casebook.close()
    app = open_page("disputes", house, monkeypatch, study="4")
    assert "Not in dispute" in words(app)
    assert not [word for word in ("Positive", "83 %") if word in words(app)]
    assert not app.get("bidi_component")
    assert "All disagreements" in [button.label for button in app.button]


def test_a_look_that_can_not_be_kept_is_said_in_words(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("disputes", house, monkeypatch, study="1")

    def busy(*_: object) -> None:
        raise CasebookBusyError

    monkeypatch.setattr("dashboard.adjudicating.keep_look", busy)
    app = _button(app, "Unsure")
    assert not app.exception
    assert CasebookBusyError.default in words(app)
    assert "Your own look first" in words(app)


def test_no_such_study(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No such study" in words(open_page("disputes", house, monkeypatch, study="99"))


@pytest.mark.parametrize("role", [Role.READER, Role.ADMINISTRATOR, Role.VIEWER])
def test_only_a_senior_reader_decides(
    house: Path, monkeypatch: pytest.MonkeyPatch, door: Door, role: Role
) -> None:
    door.let_in(role)
    app = open_page("disputes", house, monkeypatch, study="1")
    assert "Not for your role" in words(app)
    assert not app.button
