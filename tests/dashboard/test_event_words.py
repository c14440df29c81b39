from datetime import UTC, datetime
from typing import Any

import pytest

from core.casebook import Event, EventKind
from dashboard.components.event_words import EVENTS, facts
from dashboard.components.trail_table import as_csv


def _event(given: dict[str, Any], who: str = "anna", detail: str = "read 1") -> Event:
    at = datetime(2026, 11, 24, 21, 49, tzinfo=UTC)
    return Event(7, at, EventKind.READ_ADDED, who, 3, detail, 2, given, "ab" * 32)


def test_every_kind_has_words_of_its_own() -> None:
    assert set(EVENTS) == set(EventKind)
    assert len(set(EVENTS.values())) == len(EVENTS)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ""),
        ({"call": "no_fracture", "seconds": 12.5, "marks": []}, "call no fracture, seconds 12.5"),
        ({"missed_by": ["anna", "ben"], "decision": 3}, "missed by anna, ben, decision 3"),
        ({"ok": True, "head": "ff", "broken_at": None}, "ok yes"),
        ({"before": {"a": 1, "name": ""}, "after": {"a": 1, "name": "ER"}}, "name ER (was none)"),
    ],
)
def test_facts_in_words(given: dict[str, Any], words: str) -> None:
    assert facts(_event(given)) == words


def test_the_export_holds_everything_and_runs_nothing() -> None:
    head, line, formula = as_csv(
        [_event({"call": "fracture"}), _event({}, who="=1+1", detail="@x")]
    ).splitlines()
    assert head == "line,at_utc,who,kind,study,case,detail,facts,chain"
    assert line.startswith(
        '7,2026-11-24T21:49:00+00:00,anna,read_added,2,3,read 1,"{""call"": ""fracture""}",abab'
    )
    assert ",'=1+1," in formula
    assert ",'@x," in formula
