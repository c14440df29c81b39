"""Blind first: what a reader said before the answer, and the read that follows it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.casebook import Casebook, EventKind, Reading, reading_rules
from core.casebook.tables import ReadTable
from core.errors import InvalidReadError
from core.records import Agreement, Box, Call, FirstRead, Mark, Mode, Objection, Read
from tests.casebook.builders import keep_case, on_both, read, set_reading

pytestmark = on_both


@pytest.fixture
def blind(casebook: Casebook) -> Casebook:
    """A casebook of one study of one film, 4 wide and 3 high, that is read blind first."""
    set_reading(casebook, Reading.BLIND_FIRST)
    keep_case(casebook, "one", 0.9)
    return casebook


def signed(first: FirstRead, **changes: Any) -> Read:
    return replace(Read(1, first.reader, first.call, Agreement.AGREE, first_read_id=first.id), **changes)


def test_a_first_read_comes_back_with_its_number_and_moment(blind: Casebook) -> None:
    given = FirstRead(1, "anna", Call.NO_FRACTURE, 80, (Mark(1, Box(0, 1, 4, 3)),), "«No line»", 6.5)
    kept = blind.readings.add_first(given)
    assert kept.made_at is not None
    assert replace(kept, id=None, made_at=None) == given
    assert blind.readings.first(1, "anna") == kept
    assert blind.readings.first(1, "ben") is None
    assert blind.readings.first_reads(1) == (kept,)
    (event,) = (event for event in blind.events() if event.kind is EventKind.FIRST_READ_ADDED)
    assert (event.who, event.study_id, event.facts["call"]) == ("anna", 1, "no_fracture")


def test_a_first_read_makes_no_study_read(blind: Casebook) -> None:
    blind.readings.add_first(FirstRead(1, "anna", Call.FRACTURE))
    study = blind.studies.study(1)
    assert (study.is_read, study.reads, study.call) == (False, 0, None)


def test_a_first_read_stays_as_it_was_said(blind: Casebook) -> None:
    said = FirstRead(1, "anna", Call.NO_FRACTURE, seconds=3.0)
    kept = blind.readings.add_first(said)
    assert blind.readings.add_first(replace(said, seconds=4.0)) == kept
    with pytest.raises(InvalidReadError, match="stays as it is"):
        blind.readings.add_first(replace(said, call=Call.FRACTURE))
    other = blind.readings.add_first(FirstRead(1, "ben", Call.FRACTURE))
    assert blind.readings.first_reads(1) == (kept, other)


def test_a_blind_study_is_read_only_after_the_readers_own_first_read(blind: Casebook) -> None:
    with pytest.raises(InvalidReadError, match="blind first"):
        blind.add_read(read(1))
    first = blind.readings.add_first(FirstRead(1, "anna", Call.FRACTURE))
    keep_case(blind, "two", 0.9)
    elsewhere = blind.readings.add_first(FirstRead(2, "ben", Call.FRACTURE))
    for wrong in (signed(first, reader="ben"), signed(first, first_read_id=elsewhere.id)):
        with pytest.raises(InvalidReadError, match="not this reader's first read"):
            blind.add_read(wrong)
    with pytest.raises(InvalidReadError, match="blind first"):
        blind.add_read(signed(first, first_read_id=None))
    assert blind.readings.reads(1) == ()
    assert blind.add_read(signed(first)).first_read_id == first.id


def test_a_read_keeps_a_copy_of_what_was_said_before_the_answer(blind: Casebook) -> None:
    first = blind.readings.add_first(FirstRead(1, "anna", Call.NO_FRACTURE, seconds=6.5))
    kept = blind.add_read(signed(first, call=Call.FRACTURE, seconds=2.0))
    with blind.database.reading() as session:
        row = session.get_one(ReadTable, kept.id)
        assert (row.study_id, row.mode, row.first_call, row.first_seconds) == (
            1,
            Mode.BLIND_FIRST,
            Call.NO_FRACTURE,
            6.5,
        )


def test_who_could_have_looked_the_answer_up_does_not_count_as_blind(blind: Casebook) -> None:
    """Ben said what he saw before Anna signed, Cleo after."""
    anna, ben = (blind.readings.add_first(FirstRead(1, who, Call.NO_FRACTURE)) for who in ("anna", "ben"))
    blind.add_read(signed(anna))
    cleo = blind.readings.add_first(FirstRead(1, "cleo", Call.FRACTURE))
    for first in (ben, cleo):
        assert blind.add_read(signed(first)).first_read_id == first.id
    with blind.database.reading() as session:
        kept = {row.reader: row.first_call for row in session.scalars(select(ReadTable))}
    assert kept == {"anna": Call.NO_FRACTURE, "ben": Call.NO_FRACTURE, "cleo": None}


def test_a_read_with_the_answer_in_view_has_no_first_read(casebook: Casebook) -> None:
    keep_case(casebook, "one", 0.9)
    with pytest.raises(InvalidReadError, match="answer in view"):
        casebook.readings.add_first(FirstRead(1, "anna", Call.FRACTURE))
    kept = casebook.add_read(read(1))
    with casebook.database.reading() as session:
        row = session.get_one(ReadTable, kept.id)
        assert (row.mode, row.first_call, row.first_seconds) == (Mode.CONCURRENT, None, None)


def test_all_that_a_reader_says_comes_back(casebook: Casebook) -> None:
    one, two = (keep_case(casebook, name, 0.9, study="exam") for name in ("one", "two"))
    given = Read(
        one,
        "anna",
        Call.FRACTURE,
        Agreement.DISAGREE,
        objection=Objection.WRONG_PLACE,
        confidence=95,
        marks=(Mark(one, Box(0, 0, 2, 2)), Mark(two, Box(1, 1, 4, 3))),
        report="Fracture of the distal radius.",
    )
    kept = casebook.add_read(given)
    assert replace(kept, id=None, made_at=None, study_id=None) == given
    assert casebook.readings.reads(1) == casebook.reads(one) == (kept,)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"confidence": 101}, "Confidence"),
        ({"confidence": -1}, "Confidence"),
        ({"marks": (Mark(2, Box(0, 0, 2, 2)),)}, "another study"),
        ({"marks": (Mark(1, Box(0, 0, 5, 3)),)}, "beyond its film"),
        ({"marks": (Mark(1, Box(-1, 0, 2, 3)),)}, "beyond its film"),
        ({"marks": (Mark(1, Box(2, 0, 2, 3)),)}, "empty"),
        ({"reader": ""}, "reader's name"),
    ],
)
def test_what_cannot_be_meant_is_refused(blind: Casebook, wrong: dict[str, Any], sentence: str) -> None:
    keep_case(blind, "two", 0.9)
    first = FirstRead(1, "anna", Call.FRACTURE)
    with pytest.raises(InvalidReadError, match=sentence):
        blind.readings.add_first(replace(first, **wrong))
    kept = blind.readings.add_first(first)
    with pytest.raises(InvalidReadError, match=sentence):
        blind.add_read(signed(kept, **wrong))
    assert blind.readings.reads(1) == ()


def test_only_who_disagrees_objects(casebook: Casebook) -> None:
    keep_case(casebook, "one", 0.9)
    with pytest.raises(InvalidReadError, match="disagrees"):
        casebook.add_read(replace(read(1), objection=Objection.MISSED))


def test_a_read_sent_twice_is_kept_once(blind: Casebook) -> None:
    first = blind.readings.add_first(FirstRead(1, "anna", Call.FRACTURE))
    kept = blind.add_read(signed(first, seconds=2.0))
    assert blind.add_read(signed(first, seconds=2.5)) == kept
    assert blind.readings.reads(1) == (kept,)
    assert [event.kind for event in blind.events()].count(EventKind.READ_ADDED) == 1


def test_the_same_form_sent_by_many_threads_at_once_is_one_read(casebook: Casebook) -> None:
    keep_case(casebook, "one", 0.9)
    with ThreadPoolExecutor(6) as pool:
        kept = set(pool.map(lambda _: casebook.add_read(read(1)).id, range(12)))
    assert len(kept) == len(casebook.readings.reads(1)) == 1


def test_first_reads_sent_at_once_are_one(blind: Casebook) -> None:
    said = FirstRead(1, "anna", Call.FRACTURE)
    with ThreadPoolExecutor(6) as pool:
        kept = set(pool.map(lambda _: blind.readings.add_first(said).id, range(12)))
    assert len(kept) == len(blind.readings.first_reads(1)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"call": Call.UNSURE},
        {"comment": "Or a vessel."},
        {"confidence": 40},
        {"marks": (Mark(1, Box(0, 0, 2, 2)),)},
        {"report": "No fracture seen."},
        {"reader": "ben"},
    ],
)
def test_a_read_that_says_something_else_is_another(casebook: Casebook, change: dict[str, Any]) -> None:
    keep_case(casebook, "one", 0.9)
    one, other = casebook.add_read(read(1)), casebook.add_read(replace(read(1), **change))
    assert casebook.readings.reads(1) == (one, other)


def test_the_same_said_again_later_is_another_read(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_case(casebook, "one", 0.9)
    casebook.add_read(read(1))
    monkeypatch.setattr(reading_rules, "TWICE_WITHIN", timedelta(0))
    casebook.add_read(read(1))
    assert len(casebook.readings.reads(1)) == 2
    assert casebook.studies.study(1).reads == 1
