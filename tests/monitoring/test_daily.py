"""Alarms are looked for once a day, whichever server does it; what goes wrong is kept and tried again."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.casebook import Casebook
from core.errors import CasebookError
from core.monitoring import daily, last_look, look_today
from core.monitoring.notices import Notice
from core.settings import Settings
from tests.casebook.builders import on_both, open_casebook

MORNING = datetime(2026, 3, 2, 0, 5, tzinfo=UTC)
SETTINGS = Settings()


@pytest.fixture
def casebook(tmp_path: Path) -> Any:
    opened = open_casebook(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The days that were looked at, without looking."""
    days: list[Any] = []
    monkeypatch.setattr(daily, "look", lambda _, *, today: days.append(today))
    monkeypatch.setattr(daily, "tell", lambda *_: ())
    return days


def test_a_casebook_that_was_never_looked_at_says_so(casebook: Casebook) -> None:
    assert last_look(casebook) is None


def test_a_day_is_looked_at_once(casebook: Casebook, looks: list[Any]) -> None:
    assert look_today(casebook, SETTINGS, now=MORNING)
    assert not look_today(casebook, SETTINGS, now=MORNING + timedelta(hours=23))
    assert look_today(casebook, SETTINGS, now=MORNING + timedelta(days=1))
    assert looks == [MORNING.date(), (MORNING + timedelta(days=1)).date()]
    last = last_look(casebook)
    assert last is not None and last.ended_at is not None
    assert (last.day, last.fault) == ((MORNING + timedelta(days=1)).date(), "")


def test_a_clock_that_runs_back_repeats_nothing(casebook: Casebook, looks: list[Any]) -> None:
    look_today(casebook, SETTINGS, now=MORNING)
    assert not look_today(casebook, SETTINGS, now=MORNING - timedelta(minutes=4))
    assert len(looks) == 1


@on_both
def test_of_many_servers_at_the_same_moment_one_looks(
    casebook: Casebook, looks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: look_today(casebook, SETTINGS, now=MORNING), range(8)))
    assert (sum(done), len(looks)) == (1, 1)
    # A server died in the middle: the day is open again an hour later, for one of them.
    monkeypatch.setattr(daily, "_done", lambda *_: "The line was down.")
    tomorrow = MORNING + timedelta(days=1)
    assert look_today(casebook, SETTINGS, now=tomorrow)
    with ThreadPoolExecutor(8) as pool:
        later = tomorrow + timedelta(minutes=61)
        done = list(pool.map(lambda _: look_today(casebook, SETTINGS, now=later), range(8)))
    assert sum(done) == 1


def test_what_the_casebook_refuses_is_kept_in_its_words_and_tried_again(
    casebook: Casebook, looks: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise CasebookError("The casebook's disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(daily, "look", refuse)
        assert look_today(casebook, SETTINGS, now=MORNING)
    last = last_look(casebook)
    assert last is not None
    assert (last.ended_at, last.fault) == (None, "The casebook's disk is full.")
    assert "disk is full" in caplog.text
    assert not look_today(casebook, SETTINGS, now=MORNING + timedelta(minutes=59))
    assert look_today(casebook, SETTINGS, now=MORNING + timedelta(minutes=61))
    last = last_look(casebook)
    assert last is not None and last.ended_at is not None and last.fault == ""


def test_the_unexpected_is_logged_by_its_place_and_not_by_what_it_quotes(
    casebook: Casebook, looks: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    patient = "Doe^Jane"

    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"could not convert '{patient}'")

    monkeypatch.setattr(daily, "look", fail)
    with caplog.at_level(logging.ERROR):
        look_today(casebook, SETTINGS, now=MORNING)
    assert "ValueError" in caplog.text and "test_daily.py" in caplog.text
    assert "Jane" not in caplog.text
    last = last_look(casebook)
    assert last is not None and "server's log" in last.fault


def test_alarms_that_did_not_get_through_leave_the_day_open(
    casebook: Casebook, looks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    notices = (Notice(1, "webhook", MORNING, "Connection refused"), Notice(1, "mail", MORNING, ""))
    monkeypatch.setattr(daily, "tell", lambda *_: notices)
    look_today(casebook, SETTINGS, now=MORNING)
    last = last_look(casebook)
    assert last is not None
    assert (last.ended_at, last.fault) == (None, "Alarms could not be told by webhook: Connection refused")


def test_an_empty_casebook_is_looked_at_without_ado(casebook: Casebook) -> None:
    assert look_today(casebook, SETTINGS, now=MORNING)
    last = last_look(casebook)
    assert last is not None and last.fault == ""
