"""Where Callus can't open, the page says so in a sentence, and the engineer finds the cause in the log."""

import asyncio
import errno
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from core.casebook import Casebook
from dashboard.server import door, paths, serving
from tests.live import free_port

PASSWORD = "correct-horse"  # noqa: S105
OUT_OF_REACH = "The casebook's database server can't be reached, or doesn't let Callus in."


@pytest.fixture
def lost_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A house whose database server does not answer."""
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("CALLUS_DATABASE_URL", f"postgresql+psycopg://callus:{PASSWORD}@{address}/callus")
    yield address
    monkeypatch.delenv("CALLUS_DATABASE_URL")


def at_the_door() -> Response:
    scope = {"type": "http", "method": "GET", "path": paths.SIGN_IN, "query_string": b"", "headers": []}
    with ThreadPoolExecutor(1) as thread:  # this one may have an event loop already, a browser test's
        return thread.submit(lambda: asyncio.run(_answer(Request(scope)))).result()


async def _answer(request: Request) -> Response:
    return await door.sign_in(request)


def test_a_database_server_out_of_reach(lost_server: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = at_the_door()
    assert answer.status_code == 503
    assert b"database server can&#x27;t be reached" in bytes(answer.body)
    assert "Connection refused" in caplog.text
    assert lost_server.partition(":")[2] in caplog.text
    assert f"Callus can't open: {OUT_OF_REACH}" in caplog.text
    assert PASSWORD not in caplog.text


def test_what_fails_at_the_start_is_in_the_log_before_anybody_comes(
    lost_server: str, caplog: pytest.LogCaptureFixture
) -> None:
    serving._open_up()
    assert OUT_OF_REACH in caplog.text


def test_a_key_that_can_not_be_made(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", "session.key")

    monkeypatch.setattr(Path, "write_bytes", full)
    serving._open_up()
    assert "The key of the sessions can't be read or made" in caplog.text
    assert "No space left on device" in caplog.text


def test_a_setting_that_can_not_be_understood(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CALLUS_DATABASE_URL", "mysql://callus@db/callus")
    assert at_the_door().status_code == 503
    assert "CALLUS_DATABASE_URL must be the address of a PostgreSQL" in caplog.text
    monkeypatch.delenv("CALLUS_DATABASE_URL")  # the home is closed by its own database
