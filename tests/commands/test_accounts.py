"""The engineer's way in: people from the command line, their password from the standard input."""

import io
from pathlib import Path

import pytest

from core.__main__ import main
from core.accounts import Accounts
from core.casebook import EventKind
from core.records import Role
from tests.casebook.builders import open_casebook

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALLUS_HOME", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return tmp_path


def test_somebody_added_signs_in_with_the_password_of_the_standard_input(home: Path) -> None:
    assert main(["accounts", "add", "anna", "--role", "administrator", "--display", "Anna Weber"]) == 0
    casebook = open_casebook(home)
    accounts = Accounts(casebook.database)
    found = accounts.sessions.find(accounts.door.enter("anna", PASSWORD) or "")
    assert found is not None
    assert (found.person.display, found.person.role, found.must_change) == (
        "Anna Weber",
        Role.ADMINISTRATOR,
        True,
    )
    added = [event for event in casebook.events() if event.kind is EventKind.PERSON_ADDED]
    casebook.close()
    assert [(event.who, event.detail) for event in added] == [("command line", "anna")]


def test_the_last_administrator_can_not_be_deactivated_here_either(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["accounts", "add", "anna", "--role", "administrator"])
    assert main(["accounts", "deactivate", "anna"]) == 2
    assert "only administrator" in capsys.readouterr().err


def test_people_are_listed_and_changed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["accounts", "add", "ben"])
    assert main(["accounts", "role", "ben", "senior"]) == 0
    assert main(["accounts", "deactivate", "ben"]) == 0
    capsys.readouterr()
    assert main(["accounts", "list"]) == 0
    assert capsys.readouterr().out == "ben\tsenior\tdeactivated\n"


def test_a_password_is_no_argument() -> None:
    with pytest.raises(SystemExit):
        main(["accounts", "add", "ben", "--password", PASSWORD])


def test_a_weak_password_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["accounts", "add", "ben"]) == 2
    assert "at least 12 characters" in capsys.readouterr().err
