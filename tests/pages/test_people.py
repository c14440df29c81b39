"""The People page: the administrator adds and changes people, and sees a password once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.accounts import Account, Accounts, passwords
from core.casebook import Casebook
from core.records import Experience, Role
from dashboard.components import tables
from tests.accounts.conftest import QUICK
from tests.casebook.builders import open_casebook
from tests.pages.conftest import Door
from tests.pages.house import live_table, open_page, words

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture(autouse=True)
def casebook(tmp_path: Path, door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casebook]:
    """A house whose administrator, anna, is signed in, and its casebook."""
    monkeypatch.setattr(passwords, "_hasher", lambda: QUICK)
    door.let_in(Role.ADMINISTRATOR, "anna")
    opened = open_casebook(tmp_path)
    Accounts(opened.database).found("anna", PASSWORD, display="Anna Weber")
    yield opened
    opened.close()
    st.cache_resource.clear()


def account(casebook: Casebook, name: str) -> Account:
    return {each.person.name: each for each in Accounts(casebook.database).people()}[name]


def button(app: AppTest, label: str) -> None:
    next(each for each in app.button if each.label == label).click()
    app.run()
    assert not app.exception


def opened_on(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the page after a click on somebody's row, which no JavaScript runs for here."""
    clicked = [name]
    live = tables.live

    def click(*given: object, **named: object) -> str:
        live(*given, **named)  # type: ignore[arg-type]
        return clicked.pop() if clicked else ""

    app = open_page("people", tmp_path, monkeypatch)
    monkeypatch.setattr(tables, "live", click)
    return app.run()


def test_everybody_is_listed_with_role_and_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("people", tmp_path, monkeypatch)
    assert all(word in words(app) for word in ("Anna Weber", "Administrator", "Signed in", "you"))


def test_the_keyboard_comes_to_every_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = live_table(open_page("people", tmp_path, monkeypatch))
    assert table.count("<a href='people'>") == table.count("data-open=") > 0


def test_somebody_added_gets_a_password_that_is_shown_once(
    casebook: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("people", tmp_path, monkeypatch)
    button(app, "Add somebody")
    name, display = app.text_input
    name.set_value("Ben")
    display.set_value("Ben Sommer")
    button(app, "Add")
    (given,) = [each.value for each in app.code]
    assert account(casebook, "ben").must_change
    assert Accounts(casebook.database).door.enter("ben", given)
    button(app, "Done")
    assert not app.code
    assert "Has yet to choose a password" in words(app)


def test_what_is_refused_is_said_in_the_dialog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("people", tmp_path, monkeypatch)
    button(app, "Add somebody")
    app.text_input[0].set_value("ben sommer")
    button(app, "Add")
    assert "A name has 2 to 64 letters" in words(app)


def test_role_and_experience_are_changed(
    casebook: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Accounts(casebook.database).add("ben", Role.READER, "anna", password=PASSWORD)
    app = opened_on("ben", tmp_path, monkeypatch)
    role, experience = app.selectbox
    role.set_value("Senior reader: reads, and decides on disagreements")
    experience.set_value("Trainee")
    button(app, "Save")
    person = account(casebook, "ben").person
    assert (person.role, person.experience) == (Role.SENIOR, Experience.TRAINEE)


def test_the_last_administrator_can_not_leave(
    casebook: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened_on("anna", tmp_path, monkeypatch)
    assert "New password" not in [each.label for each in app.button]
    button(app, "Deactivate")
    assert "only administrator" in words(app)
    assert account(casebook, "anna").active


def test_somebody_is_deactivated_and_comes_back(
    casebook: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Accounts(casebook.database).add("ben", Role.READER, "anna", password=PASSWORD)
    button(opened_on("ben", tmp_path, monkeypatch), "Deactivate")
    assert not account(casebook, "ben").active
    button(opened_on("ben", tmp_path, monkeypatch), "Reactivate")
    assert account(casebook, "ben").active
