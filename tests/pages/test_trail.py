import sqlite3
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.casebook import EventKind
from core.records import Call, Role
from tests.casebook.builders import open_casebook
from tests.pages.conftest import Door
from tests.pages.house import open_page, put_cases, words


@pytest.fixture
def house(tmp_path: Path, door: Door) -> Path:
    """Twenty films, analysed and read: sixty lines, with an administrator in front."""
    put_cases(tmp_path, 20, call=Call.FRACTURE, reader="anna")
    door.let_in(Role.ADMINISTRATOR, "root")
    return tmp_path


def _button(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def test_lines_by_pages_the_newest_first(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(open_page("trail", house, monkeypatch))
    assert "1\u201350 of 60 lines" in said
    assert said.index("read 20<") < said.index("read 19<")
    assert "51\u201360 of 60 lines" in words(open_page("trail", house, monkeypatch, page="2"))


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ({"who": "anna"}, 20),
        ({"what": "Read signed"}, 20),
        ({"study": "3"}, 3),
        ({"case": "#3", "what": "Analysed"}, 1),
        ({"words": "densenet121"}, 40),
        ({"since": "2020-01-01", "until": "2020-12-31"}, 0),
        ({"study": "three"}, 0),
    ],
)
def test_the_address_filters(
    house: Path, monkeypatch: pytest.MonkeyPatch, query: dict[str, str], lines: int
) -> None:
    app = open_page("trail", house, monkeypatch, **query)
    assert not app.exception
    assert (f"of {lines:,} line" if lines else "No line matches") in words(app)


def test_filters_can_be_cleared(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("trail", house, monkeypatch, study="77", words="x")
    assert "of 60 lines" in words(_button(app, "Clear filters"))


def test_a_check_is_shown_and_told(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("trail", house, monkeypatch)
    assert any("Nobody has checked" in str(one.value) for one in app.markdown)
    app = _button(app, "Check every seal")
    assert "Whole when it was last checked" in words(app)
    casebook = open_casebook(house)
    assert casebook.trail.search().rows[0].kind is EventKind.TRAIL_VERIFIED
    assert f"Head of the trail: {casebook.trail.head()}" in words(app)
    casebook.close()


def test_a_broken_trail_is_shown_as_such(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(house / "casebook.sqlite3") as connection:
        connection.execute("DROP TRIGGER events_no_update")
        connection.execute("UPDATE events SET who = 'ben' WHERE id = 7")
    connection.close()
    app = _button(open_page("trail", house, monkeypatch), "Check every seal")
    assert "Broken at line 7" in words(app)


@pytest.mark.parametrize("role", [Role.READER, Role.SENIOR, Role.VIEWER])
def test_only_for_administrators(
    house: Path, monkeypatch: pytest.MonkeyPatch, door: Door, role: Role
) -> None:
    door.let_in(role)
    app = open_page("trail", house, monkeypatch)
    assert "Not for your role" in words(app)
    assert "Head of the trail" not in words(app)
