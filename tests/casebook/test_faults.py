"""What the database raises becomes a sentence for the person, and a line in the log that quotes no row."""

from pathlib import Path

import pytest
from sqlalchemy import event, make_url, text

from core.casebook import Casebook
from core.errors import CasebookBusyError, CasebookError
from tests.casebook.builders import address_of, keep_case, on_both, open_casebook, read
from tests.live import free_port

SECRET = "correct-horse"  # noqa: S105
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def refused(casebook: Casebook, statement: str) -> str:
    """Return the sentence in which a statement is refused."""
    with pytest.raises(CasebookError) as error, casebook.database.writing() as session:
        session.execute(text(statement))
    return error.value.sentence


@on_both
def test_of_a_statement_that_is_refused_the_log_has_the_cause(
    casebook: Casebook, caplog: pytest.LogCaptureFixture
) -> None:
    said = refused(casebook, "SELECT * FROM nowhere")
    assert said == "The casebook's database refused this. Nothing was kept."
    assert "nowhere" in caplog.text


@on_postgresql
def test_what_a_reader_wrote_never_comes_into_the_log(
    database: str, casebook: Casebook, caplog: pytest.LogCaptureFixture
) -> None:
    refused(casebook, "SELECT CAST('Mr Miller fell' AS integer)")
    assert "InvalidTextRepresentation 22P02" in caplog.text
    assert "Miller" not in caplog.text


@on_postgresql
@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("53100", "The disk of the casebook's database server is full. Nothing was kept."),
        ("42501", "The casebook's database doesn't let Callus do this: its user lacks a right."),
        ("25006", "The casebook's database is read-only."),
        ("57P01", "The casebook's database server can't be reached"),
    ],
)
def test_a_servers_refusal_has_its_own_sentence(
    database: str, casebook: Casebook, caplog: pytest.LogCaptureFixture, state: str, sentence: str
) -> None:
    block = f"DO $$ BEGIN RAISE EXCEPTION 'the cause of it' USING ERRCODE = '{state}'; END $$"
    assert refused(casebook, block).startswith(sentence)
    assert f"{state} the cause of it" in caplog.text


@on_postgresql
def test_whoever_holds_a_lock_is_not_waited_for_without_end(database: str, tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path, patience_s=0.2)
    case_id = keep_case(casebook, "film")
    with casebook.database.engine.begin() as stuck:
        stuck.execute(text("SELECT pg_advisory_xact_lock(hashtext('callus trail'))"))
        with pytest.raises(CasebookBusyError, match="try again"):
            casebook.add_read(read(case_id))
    casebook.add_read(read(case_id))
    assert len(casebook.reads(case_id)) == 1
    casebook.close()


def test_a_server_that_is_not_there_is_said_to_be_out_of_reach(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = f"postgresql+psycopg://callus:{SECRET}@127.0.0.1:{free_port()}/callus"
    with pytest.raises(CasebookError, match="server can't be reached, or doesn't let Callus in"):
        Casebook(address, tmp_path)
    assert "OperationalError" in caplog.text
    assert "refused" in caplog.text
    assert SECRET not in caplog.text


@on_postgresql
def test_a_database_that_the_server_does_not_have_is_named_in_the_log(
    database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = make_url(address_of(tmp_path)).set(database="mistyped", password=SECRET)
    with pytest.raises(CasebookError, match="can't be reached"):
        Casebook(address.render_as_string(hide_password=False), tmp_path)
    assert '"mistyped" does not exist' in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("query", "waited"), [("", 7), ("?connect_timeout=3", 3)], ids=["patience", "the address says it"]
)
def test_a_silent_server_is_not_waited_for_without_end(tmp_path: Path, query: str, waited: int) -> None:
    from core.casebook.database import Database, parse

    asked: dict[str, object] = {}
    database = Database(parse(f"postgresql+psycopg://127.0.0.1:{free_port()}/callus{query}"), 7.0)
    event.listen(database.engine, "do_connect", lambda _d, _r, _a, given: asked.update(given))
    with pytest.raises(CasebookError), database.reading() as session:
        session.execute(text("SELECT 1"))
    assert int(str(asked["connect_timeout"])) == waited


@pytest.mark.parametrize(
    "address", [f"postgresql://callus:{SECRET}@1@db/callus", f"postgresql://a/b:{SECRET}@db/c"]
)
def test_part_of_a_password_is_never_taken_for_a_server(tmp_path: Path, address: str) -> None:
    with pytest.raises(CasebookError, match="write %40 for @") as error:
        Casebook(address, tmp_path)
    assert SECRET not in str(error.value)
