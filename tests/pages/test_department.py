from pathlib import Path

import pytest

from core.casebook import Reading, Terms
from core.records import Role
from dashboard.components.department import changed
from tests.casebook.builders import open_casebook
from tests.pages.conftest import Door
from tests.pages.house import open_page, words


def test_terms_are_changed_and_the_change_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    door.let_in(Role.ADMINISTRATOR, "root")
    app = open_page("department", tmp_path, monkeypatch)
    assert "Nobody has changed them" in words(app)
    app.text_input[0].input("Trauma Radiology")
    app.radio[0].set_value(Reading.RANDOM)
    app.slider[0].set_value(60)
    app.number_input[0].set_value(45)
    assert [each.value for each in app.number_input] == [45, 15, 2.0]
    app.number_input[2].set_value(7.5)
    app.button[0].click().run()
    assert not app.exception
    casebook = open_casebook(tmp_path, reading=None)
    assert casebook.department.terms() == Terms("Trauma Radiology", Reading.RANDOM, 0.6, 45, 15, 0.075)
    casebook.close()
    assert "Reading: at random, to measure (was blind first)" in words(app)
    assert "root" in words(app)


def test_only_what_differs_is_said() -> None:
    assert (
        changed(Terms(), Terms(name="ER", claim_minutes=20))
        == "Name: ER (was none); Held for: 20 min (was 15 min)"
    )
    assert changed(Terms(), Terms(audit_share=0.0)) == "Drawn for an audit: 0 % (was 2 %)"
    assert changed(Terms(), Terms()) == "Nothing"


@pytest.mark.parametrize("role", [Role.READER, Role.SENIOR, Role.VIEWER])
def test_only_for_administrators(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door, role: Role
) -> None:
    door.let_in(role)
    app = open_page("department", tmp_path, monkeypatch)
    assert "Not for your role" in words(app)
    assert not app.text_input
