"""Pages are tested without networks: nothing is loaded in the background. A senior reader is signed in."""

import pytest

from core.accounts import Person
from core.records import Experience, Role
from dashboard import resources, session
from dashboard.analysing import Analyst


def someone(role: Role = Role.SENIOR, name: str = "reader") -> Person:
    """Somebody of a role, called 'reader' unless the test says otherwise."""
    return Person(name, name.title(), role, Experience.SPECIALIST, "Reader 7F")


class Door:
    """Who is in front of the screen in a test; `door.let_in(Role.VIEWER)` changes it, None lets nobody in."""

    def __init__(self) -> None:
        self.person: Person | None = someone()

    def let_in(self, role: Role | None, name: str = "reader") -> Person | None:
        """Change who is signed in, and return them."""
        self.person = someone(role, name) if role else None
        return self.person


@pytest.fixture(autouse=True)
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    """The sign-in of every page test."""
    door = Door()
    monkeypatch.setattr(session, "person", lambda: door.person)
    monkeypatch.setattr(session, "film_address", lambda case_id: f"{session.FILMS}/{case_id}.signed")
    return door


@pytest.fixture(autouse=True)
def _no_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "warm_up", lambda: None)
    monkeypatch.setattr(Analyst, "start", lambda self: self)
