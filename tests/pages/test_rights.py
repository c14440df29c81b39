"""Every page and every role: generated from the table of pages, so that a new page can't be forgotten."""

from pathlib import Path

import pytest

from core.records import Role
from dashboard.routes import PLACES, Place, home_of
from tests.pages.conftest import Door, someone
from tests.pages.house import ROOT, open_page, words

REFUSED = "Not for your role"


def test_every_page_is_in_the_table() -> None:
    assert {place.name for place in PLACES} == {path.stem for path in (ROOT / "pages").glob("*.py")}


def test_every_page_asks_for_the_right_of_the_table_itself() -> None:
    """The router asks too; a page must not depend on it."""
    for place in PLACES:
        text = (ROOT / "pages" / f"{place.name}.py").read_text()
        assert f"session.require(Right.{place.right.name})" in text, place.name


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_opens_for_those_who_may_and_refuses_all_others(
    place: Place, role: Role, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = door.let_in(role)
    app = open_page(place.name, tmp_path, monkeypatch)
    assert not app.exception
    assert (REFUSED in words(app)) is not (person is not None and person.may(place.right))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_no_page_says_anything_to_nobody(
    place: Place, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.let_in(Role.SENIOR)
    app = open_page(place.name, tmp_path, monkeypatch)
    door.let_in(None)
    app.run()
    assert not app.exception
    assert "location.replace('/callus/sign-in" in words(app)
    assert not app.title
    assert not app.button


@pytest.mark.parametrize("role", Role)
def test_the_menu_lists_what_one_may_open(
    role: Role, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = someone(role)
    door.let_in(role)
    app = open_page("about", tmp_path, monkeypatch)
    assert not app.exception
    first = {Role.VIEWER: "validation"}.get(role, "worklist")
    assert home_of(person).name == first
