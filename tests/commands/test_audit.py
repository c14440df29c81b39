import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from core.__main__ import main
from tests.casebook.builders import address_of, keep_case, open_casebook, read


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A casebook with a film, an analysis and a read: three lines of the trail."""
    monkeypatch.setenv("CALLUS_HOME", str(tmp_path))
    monkeypatch.delenv("CALLUS_DATABASE_URL", raising=False)
    casebook = open_casebook(tmp_path)
    casebook.add_read(read(keep_case(casebook, "film", 0.9)))
    casebook.close()
    return tmp_path


def _tamper(home: Path, statement: str) -> None:
    with sqlite3.connect(home / "casebook.sqlite3") as connection:
        connection.executescript("DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete;")
        connection.execute(statement)
    connection.close()


def test_a_whole_trail(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "head"]) == 0
    head = capsys.readouterr().out.strip()
    assert len(head) == 64
    assert main(["audit", "verify", "--expect", head]) == 0
    assert capsys.readouterr().out == (
        f"The trail is whole: 3 lines, each sealed by the one before.\nHead: {head}\n"
    )


def test_a_changed_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _tamper(home, "UPDATE events SET who = 'ben' WHERE id = 3")
    assert main(["audit", "verify"]) == 1
    assert "broken at line 3" in capsys.readouterr().out


def test_a_cut_end(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["audit", "head"])
    head = capsys.readouterr().out.strip()
    _tamper(home, "DELETE FROM events WHERE id = 3")
    assert main(["audit", "verify"]) == 0
    assert main(["audit", "verify", "--expect", head]) == 1
    assert "cut off" in capsys.readouterr().out


def test_no_casebook_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALLUS_HOME", str(tmp_path))
    monkeypatch.delenv("CALLUS_DATABASE_URL", raising=False)
    assert main(["audit", "verify"]) == 2
    assert "There is no casebook here" in capsys.readouterr().err
    monkeypatch.setenv("CALLUS_DATABASE_URL", f"sqlite:///{tmp_path}/mistyped.sqlite3")
    assert main(["audit", "verify"]) == 2
    assert "CALLUS_DATABASE_URL" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_empty_database_on_a_server_is_no_casebook(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = address_of(tmp_path, empty=True)
    monkeypatch.setenv("CALLUS_HOME", str(tmp_path))
    monkeypatch.setenv("CALLUS_DATABASE_URL", address)
    assert main(["audit", "verify"]) == 2
    assert "There is no casebook here" in capsys.readouterr().err
    engine = create_engine(address)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize("what", ["verify", "head"])
def test_a_casebook_without_a_line_is_not_vouched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    monkeypatch.setenv("CALLUS_HOME", str(tmp_path))
    monkeypatch.delenv("CALLUS_DATABASE_URL", raising=False)
    open_casebook(tmp_path).close()
    assert main(["audit", what]) == 2
    captured = capsys.readouterr()
    assert "has no line" in captured.err
    assert captured.out == ""


def test_a_trail_that_was_emptied_lacks_the_chain_that_is_expected(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", "head"])
    head = capsys.readouterr().out.strip()
    _tamper(home, "DELETE FROM events")
    assert main(["audit", "verify", "--expect", head]) == 1
    assert "none of 0 lines" in capsys.readouterr().out
