from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.casebook import RecallStep
from core.records import Call, Role
from tests.casebook.builders import open_casebook
from tests.casebook.disagreeing import decide, study_read
from tests.pages.conftest import Door
from tests.pages.house import open_page, words


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Two open recalls: anna missed study 1, the one who is signed in missed study 2."""
    casebook = open_casebook(tmp_path)
    for name, reader in (("one", "anna"), ("two", "reader")):
        decide(casebook, study_read(casebook, name, 0.9, {reader: Call.NO_FRACTURE}))
    casebook.close()
    return tmp_path


def _button(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def test_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No recall is open" in words(open_page("recalls", tmp_path, monkeypatch))
    assert "No recall is done yet" in words(open_page("recalls", tmp_path, monkeypatch, recalls="Done"))


def test_from_told_to_done(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("recalls", house, monkeypatch)
    assert "nobody told yet" in words(app)
    assert "Nobody was told yet. Say who" in words(_button(app, "Done"))
    app.selectbox[0].set_value("Emergency department")
    app.text_input[0].input("by phone")
    app = _button(app.run(), "Keep: told")
    assert "Told: Emergency department" in words(app)
    app = _button(app, "Done")
    assert not app.exception
    casebook = open_casebook(house)
    (done,) = casebook.disputes.recall_page(is_open=False).rows
    assert [(step.step, step.who, step.told, step.note) for step in done.steps] == [
        (RecallStep.TOLD, "reader", "Emergency department", "by phone"),
        (RecallStep.DONE, "reader", "", ""),
    ]
    casebook.close()


def test_the_steps_of_each_recall_are_its_own_so_that_a_second_click_reaches_no_other(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = []
    for recall in ("1", "2"):
        app = open_page("recalls", house, monkeypatch, recall=recall)
        ids.append({button.id for button in app.button if button.label in ("Done", "Keep: told")})
    assert [len(found) for found in ids] == [2, 2]
    assert not ids[0] & ids[1]


def test_the_address_names_the_recall(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("recalls", house, monkeypatch, recall="2")
    assert "Study 2, decision 2" in words(app)
    assert "Study 1, decision 1" in words(_button(app, "Next"))


@pytest.mark.parametrize(
    ("who", "shown"),
    [((Role.SENIOR, "sonja"), "anna"), ((Role.READER, "anna"), "you"), ((Role.READER, "cleo"), "1 reader")],
)
def test_who_missed_it_is_named_to_those_who_must_know(
    house: Path, monkeypatch: pytest.MonkeyPatch, door: Door, who: tuple[Role, str], shown: str
) -> None:
    door.let_in(*who)
    said = words(open_page("recalls", house, monkeypatch))
    assert shown in said
    assert ("anna" in said) is (who[0] is Role.SENIOR)


def test_not_for_viewers(house: Path, monkeypatch: pytest.MonkeyPatch, door: Door) -> None:
    door.let_in(Role.VIEWER)
    assert "Not for your role" in words(open_page("recalls", house, monkeypatch))
