"""Who has gone: a while after the last window is closed, and not for a reload."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from core.accounts import Person, SignedIn
from core.casebook import Casebook
from core.errors import CasebookError
from core.records import Role
from dashboard import resources
from dashboard.server import standing
from dashboard.server.gate import Gate
from dashboard.server.presence import Presence, give_back
from tests.casebook.builders import keep_case, open_casebook

Steps = Callable[[Presence], Coroutine[Any, Any, None]]


def gone(steps: Steps, wait_s: float = 0.2) -> list[str]:
    """Let people come and go; return whose studies were given back by the end."""
    found: list[str] = []

    async def run() -> None:
        await steps(Presence(found.append, 0.05))
        await asyncio.sleep(wait_s)

    # In a thread of its own: Playwright leaves an event loop running in the main one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result()
    return found


def test_who_has_closed_the_last_window_has_gone() -> None:
    async def steps(presence: Presence) -> None:
        for who in ("anna", "anna", "ben"):
            presence.come(who)
        presence.go("anna")
        presence.go("ben")

    assert gone(steps) == ["ben"]


def test_a_reload_gives_nothing_back() -> None:
    async def steps(presence: Presence) -> None:
        presence.come("anna")
        presence.go("anna")
        await asyncio.sleep(0.01)
        presence.come("anna")

    assert gone(steps) == []


def test_who_comes_again_after_a_while_has_gone_once() -> None:
    async def steps(presence: Presence) -> None:
        presence.come("anna")
        presence.go("anna")
        await asyncio.sleep(0.15)
        presence.come("anna")

    assert gone(steps) == ["anna"]


def test_the_gate_tells_of_every_window_however_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async def found(_scope: Scope) -> SignedIn:
        return SignedIn(Person("anna", "Anna", Role.READER, None, "Reader 1"), "", must_change=False)

    async def window(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ConnectionError

    async def steps(presence: Presence) -> None:
        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": []}
        with pytest.raises(ConnectionError):
            await Gate(window, presence)(scope, _never, _never)

    monkeypatch.setattr(standing, "signed_in", found)
    assert gone(steps) == ["anna"]


async def _never(*_: object) -> Any:
    raise AssertionError("nothing is received or sent here")


def test_what_was_held_is_free_for_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    casebook = open_casebook(tmp_path)
    keep_case(casebook, "one")
    monkeypatch.setattr(resources, "casebook", lambda: casebook)
    casebook.studies.claim(1, "anna")
    give_back("anna")
    assert casebook.studies.claim(1, "ben").granted


def test_a_casebook_that_cannot_be_asked_is_told_to_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Casebook:
        raise CasebookError

    monkeypatch.setattr(resources, "casebook", broken)
    give_back("anna")
    assert "run out by themselves" in caplog.text
    assert "anna" not in caplog.messages[0]
