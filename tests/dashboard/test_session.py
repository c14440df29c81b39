"""Who is in front of the screen: read off the cookie and the database at every run."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st

from core.accounts import SignedIn
from core.records import Role
from dashboard import resources, session
from dashboard.server import paths
from tests.live import let_in


@pytest.fixture
def cookies(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The cookies of the browser, to be filled in."""
    held: dict[str, str] = {}
    monkeypatch.setattr(st, "context", SimpleNamespace(cookies=held))
    yield held


def found(cookie: str) -> SignedIn:
    signed_in = resources.accounts().sessions.find(resources.seal().token(cookie))
    assert signed_in is not None
    return signed_in


def test_nobody_is_there_without_a_cookie_or_with_a_false_one(cookies: dict[str, str]) -> None:
    assert session.person() is None
    cookies[session.COOKIE] = "forged.cookie"
    assert session.person() is None


def test_somebody_is_there_until_the_session_ends(home: Path, cookies: dict[str, str]) -> None:
    cookies[session.COOKIE] = let_in(home / "home", Role.READER, "ben")
    person = session.person()
    assert person is not None
    assert (person.name, person.role) == ("ben", Role.READER)
    resources.accounts().end_sessions("ben", "anna")
    assert session.person() is None


def test_a_films_address_opens_for_this_session_only(home: Path, cookies: dict[str, str]) -> None:
    assert session.film_address(7) == "/callus/films/none"
    cookie = cookies[session.COOKIE] = let_in(home / "home")
    address = session.film_address(7)
    prefix, _, rest = address.rpartition("/")
    assert prefix == paths.FILMS == session.FILMS
    assert resources.seal().film_case(found(cookie).digest, rest) == 7
    assert resources.seal().film_case(found(let_in(home / "home")).digest, rest) is None


def test_the_sign_in_page_is_at_one_address() -> None:
    assert session.SIGN_IN == paths.SIGN_IN
