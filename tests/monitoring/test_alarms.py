"""What people do about an alarm is kept: seen by whom, closed with which words, told in the trail."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from core.casebook import AlarmStep, Casebook, EventKind
from core.casebook.tables import AlarmTable
from core.errors import AlarmError, CasebookError
from core.monitoring import Alarm, AlarmState, acknowledge, alarms, shift
from tests.casebook.builders import on_both, open_casebook

pytestmark = on_both


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    opened = open_casebook(tmp_path)
    with opened.database.writing() as session:
        for series, day in (("grey_mean", 6), ("region_wrist", 9)):
            session.add(
                AlarmTable(
                    made_at=datetime.now(UTC), synthetic=False, series=series, began_on=date(2026, 3, 1),
                    raised_on=date(2026, 3, day), usual=0.42, found=0.45, deviation=3.5, studies=[1, 2],
                    sentence=f"{series} has risen.",
                )
            )  # fmt: skip
    yield opened
    opened.close()


def only(casebook: Casebook) -> Alarm:
    return next(alarm for alarm in alarms(casebook) if alarm.series == "grey_mean")


def test_an_alarm_is_new_then_seen_then_closed(casebook: Casebook) -> None:
    number = only(casebook).id
    assert only(casebook).state is AlarmState.NEW
    acknowledge(casebook, number, AlarmStep.SEEN, who="anna")
    assert only(casebook).state is AlarmState.SEEN
    acknowledge(casebook, number, AlarmStep.CLOSED, who="bert", note=" The detector in room 2 was replaced. ")
    closed = only(casebook)
    assert closed.state is AlarmState.CLOSED
    assert [(step.step, step.who, step.note) for step in closed.steps] == [
        (AlarmStep.SEEN, "anna", ""),
        (AlarmStep.CLOSED, "bert", "The detector in room 2 was replaced."),
    ]


def test_the_trail_tells_of_it_and_stays_whole(casebook: Casebook) -> None:
    acknowledge(casebook, only(casebook).id, AlarmStep.SEEN, who="anna")
    event = casebook.events(limit=1)[0]
    assert (event.kind, event.who, event.facts) == (EventKind.ALARM_STEP, "anna", {"series": "grey_mean"})
    assert event.detail == f"alarm {only(casebook).id}: seen"


def test_closing_takes_a_note_and_is_the_last_word(casebook: Casebook) -> None:
    number = only(casebook).id
    with pytest.raises(AlarmError, match="Say what it was"):
        acknowledge(casebook, number, AlarmStep.CLOSED, who="anna")
    acknowledge(casebook, number, AlarmStep.CLOSED, who="anna", note="A holiday.")
    with pytest.raises(AlarmError, match="closed"):
        acknowledge(casebook, number, AlarmStep.SEEN, who="bert")


def test_what_cannot_be_meant_is_refused_and_keeps_nothing(casebook: Casebook) -> None:
    number = only(casebook).id
    for wrong in (0, 99, 2**40):
        with pytest.raises(AlarmError, match="no such alarm"):
            acknowledge(casebook, wrong, AlarmStep.SEEN, who="anna")
    with pytest.raises(AlarmError, match="brief"):
        acknowledge(casebook, number, AlarmStep.SEEN, who="anna", note="x" * 2001)
    with pytest.raises(CasebookError, match="name"):
        acknowledge(casebook, number, AlarmStep.SEEN, who=" ")
    assert only(casebook).steps == ()


def test_steps_are_closed_to_change(casebook: Casebook) -> None:
    acknowledge(casebook, only(casebook).id, AlarmStep.SEEN, who="anna")
    with pytest.raises(CasebookError), casebook.database.writing() as session:
        session.execute(text("UPDATE alarm_steps SET who = 'nobody'"))


def test_alarms_of_a_series_that_is_watched_no_longer_are_still_listed(casebook: Casebook) -> None:
    first = alarms(casebook)[0]
    assert (first.series, first.title, first.share) == ("region_wrist", "Share of wrist studies", True)
    assert [alarm.series for alarm in shift(casebook).alarms] == ["region_wrist", "grey_mean"]
