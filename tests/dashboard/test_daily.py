"""The watch looks again and again in the background, survives what fails, and ends when it is told to."""

import threading
from pathlib import Path

import pytest

import core.monitoring
from core.casebook import Casebook
from core.errors import CasebookError
from core.settings import Settings
from dashboard.daily import Watch
from tests.casebook.builders import open_casebook


def watching(casebook: Casebook | None = None) -> Watch:
    def opened() -> Casebook:
        if casebook is None:
            raise CasebookError("The casebook's folder is missing.")
        return casebook

    return Watch(opened, Settings, start_after_s=0.0, look_again_s=0.01)


def test_it_goes_on_looking_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    casebook, looked, thrice = open_casebook(tmp_path), [], threading.Event()

    def look(*_: object) -> bool:
        looked.append(threading.current_thread().name)
        if len(looked) == 3:
            thrice.set()
        return True

    monkeypatch.setattr(core.monitoring, "look_today", look)
    watch = watching(casebook).start()
    assert thrice.wait(10)
    watch.stop()
    seen = len(looked)
    assert set(looked) == {"daily-watch"}
    assert not any(thread.name == "daily-watch" for thread in threading.enumerate())
    assert len(looked) == seen
    casebook.close()


def test_a_casebook_that_cannot_be_opened_is_logged_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    watch = watching().start()
    for _ in range(1000):
        if caplog.text.count("folder is missing") >= 2:
            break
        threading.Event().wait(0.01)
    watch.stop()
    assert caplog.text.count("it can't be looked for alarms: The casebook's folder is missing.") >= 2


def test_whatever_befalls_a_look_is_logged_by_its_kind_and_place_and_the_next_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    casebook, looks, again = open_casebook(tmp_path), [], threading.Event()
    closed = "/home/Doe^Jane"

    def look(*_: object) -> bool:
        looks.append("look")
        if len(looks) == 1:
            raise PermissionError(13, "Permission denied", closed)
        again.set()
        return True

    monkeypatch.setattr(core.monitoring, "look_today", look)
    watch = watching(casebook).start()
    assert again.wait(10)
    watch.stop()
    assert "it can't be looked for alarms: PermissionError" in caplog.text and "test_daily.py" in caplog.text
    assert "Jane" not in caplog.text
    casebook.close()


def test_one_that_has_not_begun_to_look_stops_at_once() -> None:
    watch = Watch(lambda: pytest.fail("too early"), Settings).start()
    watch.stop()
    assert not any(thread.name == "daily-watch" for thread in threading.enumerate())
