"""Reads are added and corrected, never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from core.casebook import Casebook, EventKind
from core.casebook.tables import Base
from core.errors import InvalidReadError, UnknownCaseError
from core.records import Agreement, Call, Read
from tests.casebook.builders import answer, film, keep_case, read


def test_a_read_comes_back_with_its_number_and_moment(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film", 0.9)
    analysis_id = casebook.analyses(case_id)[0].id
    given = Read(
        case_id,
        "anna",
        Call.NO_FRACTURE,
        Agreement.DISAGREE,
        analysis_id=analysis_id,
        comment="Nutrient canal, «no line».",
        seconds=12.5,
    )
    before = datetime.now(UTC)
    kept = casebook.add_read(given)
    assert kept.made_at is not None
    assert before <= kept.made_at <= datetime.now(UTC)
    assert kept.made_at.tzinfo is UTC
    assert casebook.reads(case_id) == (kept,)
    assert (kept.id, kept.comment, kept.seconds, kept.analysis_id) == (1, given.comment, 12.5, analysis_id)


def test_a_number_or_moment_from_outside_is_not_believed(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film")
    forged = Read(
        case_id, "anna", Call.FRACTURE, Agreement.AGREE, id=99, made_at=datetime(1999, 1, 1, tzinfo=UTC)
    )
    kept = casebook.add_read(forged)
    assert kept.id == 1
    assert kept.made_at is not None
    assert kept.made_at.year > 1999


def test_the_case_carries_the_latest_read(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film", 0.9)
    casebook.add_read(read(case_id, Call.FRACTURE, Agreement.AGREE, "anna"))
    last = casebook.add_read(read(case_id, Call.UNSURE, Agreement.UNSURE, "ben"))
    case = casebook.case(case_id)
    assert (case.is_read, case.call, case.agreement) == (True, Call.UNSURE, Agreement.UNSURE)
    assert (case.reader, case.read_at) == ("ben", last.made_at)


def test_a_correction_is_a_new_read_that_names_the_old(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film", 0.9)
    old = casebook.add_read(read(case_id, Call.FRACTURE))
    new = casebook.add_read(read(case_id, Call.NO_FRACTURE, corrects=old.id))
    assert casebook.reads(case_id) == (old, new)
    assert new.corrects == old.id
    assert casebook.case(case_id).call is Call.NO_FRACTURE


def test_a_read_that_does_not_fit_its_case_is_refused(casebook: Casebook) -> None:
    one, two = keep_case(casebook, "one", 0.9), keep_case(casebook, "two", 0.9)
    analysis_of_two = casebook.analyses(two)[0].id
    read_of_two = casebook.add_read(read(two)).id
    corrected = casebook.add_read(read(one)).id
    casebook.add_read(read(one, corrects=corrected))
    before = casebook.reads(one)
    for wrong, sentence in (
        (read(one, reader="  "), "reader's name"),
        (read(one, reader="x" * 129), "reader's name"),
        (read(one, analysis_id=analysis_of_two), "analysis"),
        (read(one, analysis_id=999), "analysis"),
        (read(one, corrects=read_of_two), "not of this study"),
        (read(one, corrects=999), "not of this study"),
        (read(one, reader="ben", corrects=corrected), "reader who made it"),
        (read(one, corrects=corrected), "corrected before"),
    ):
        with pytest.raises(InvalidReadError, match=sentence):
            casebook.add_read(wrong)
    with pytest.raises(UnknownCaseError):
        casebook.add_read(read(3))
    assert casebook.reads(one) == before


def test_readers_who_save_at_the_same_moment_lose_nothing(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film", 0.9)
    readers = [f"reader {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda reader: casebook.add_read(read(case_id, reader=reader)), readers))
    kept = casebook.reads(case_id)
    assert sorted(row.reader for row in kept) == sorted(readers)
    assert casebook.case(case_id).reader == kept[-1].reader


def test_the_trail_says_who_did_what(casebook: Casebook) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data, who="anna").case_id
    keep_case(casebook, "another")
    casebook.add_analysis(case_id, answer(radiograph), who="engine")
    casebook.add_read(read(case_id, reader="ben"))
    trail = casebook.events(case_id)
    assert [(event.kind, event.who, event.detail) for event in trail] == [
        (EventKind.READ_ADDED, "ben", "read 1"),
        (EventKind.ANALYSIS_ADDED, "engine", "densenet121 1.0.0"),
        (EventKind.CASE_KEPT, "anna", ""),
    ]
    assert all(event.case_id == case_id and event.at.tzinfo is UTC for event in trail)
    assert len(casebook.events(limit=2)) == 2


@pytest.mark.parametrize("table", ["images", "analyses", "reads", "events"])
def test_the_database_refuses_to_change_or_delete(casebook: Casebook, table: str) -> None:
    casebook.add_read(read(keep_case(casebook, "film", 0.9)))
    engine = casebook.database.engine
    rows = Base.metadata.tables[table]
    for statement in (rows.update().values(id=rows.c.id + 1), rows.delete()):
        with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
            connection.execute(statement)
