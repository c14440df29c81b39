"""A fresh house for each test, and people in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from core.accounts import Accounts, passwords
from core.casebook import Casebook, Event
from core.casebook.tables import UserTable
from core.records import Role
from tests.casebook.builders import open_casebook

PASSWORD = "correct horse battery"  # noqa: S105
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class House:
    """A casebook and its accounts; `anna` is the administrator where `founded` was called."""

    def __init__(self, casebook: Casebook) -> None:
        self.casebook, self.accounts = casebook, Accounts(casebook.database)

    def founded(self) -> str:
        return self.accounts.found("anna", PASSWORD, display="Anna Weber")

    def add(self, name: str, role: Role = Role.READER) -> None:
        self.accounts.add(name, role, "anna", password=PASSWORD, must_change=False)

    def told(self) -> list[Event]:
        return list(reversed(self.casebook.events()))

    def locked_until(self, name: str) -> datetime | None:
        with self.casebook.database.reading() as session:
            return session.scalars(select(UserTable.locked_until).filter_by(name=name)).one()

    def let_time_pass(self, name: str) -> None:
        """Let the time of a lock be over, without what led to it being forgotten."""
        with self.casebook.database.writing() as session:
            session.scalars(select(UserTable).filter_by(name=name)).one().locked_until = datetime.now(UTC)


@pytest.fixture(autouse=True)
def hasher(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[PasswordHasher]:
    """Hashes that cost next to nothing, but for tests that ask for the real ones by `indirect`."""
    found: PasswordHasher = getattr(request, "param", QUICK)
    passwords._nobodys.cache_clear()
    monkeypatch.setattr(passwords, "_hasher", lambda: found)
    yield found
    passwords._nobodys.cache_clear()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_casebook(tmp_path)
    yield House(opened)
    opened.close()
