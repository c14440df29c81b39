"""The counts of a day are always those of its studies, whatever happens to them and however late."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import dialect

from core.casebook import Casebook, Dispute, Reading
from core.casebook.tables import StudyTable, TouchedDayTable
from core.monitoring import Window
from core.monitoring.cells import Cell, counted_by_version
from core.monitoring.counting import bring_up_to_date, target_of
from core.monitoring.read_cells import read_cells
from core.monitoring.simulation import Plan
from core.monitoring.statements import TABLES, insertions
from core.records import Agreement, Call
from tests.casebook.builders import (
    answer,
    film,
    keep_case,
    on_both,
    on_sqlite,
    open_casebook,
    read,
    set_reading,
)
from tests.casebook.disagreeing import decide, say, study_read
from tests.monitoring.departments import department

pytestmark = on_both


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    opened = open_casebook(tmp_path)
    yield opened
    opened.close()


def counts(casebook: Casebook) -> dict[str, set[Any]]:
    with casebook.database.reading() as session:
        return {
            table.__tablename__: {
                tuple(round(x, 6) if isinstance(x, float) else x for x in row)
                for row in session.execute(select(table.__table__))
            }
            for table in TABLES
        }


def touched(casebook: Casebook) -> int:
    with casebook.database.reading() as session:
        return len(session.scalars(select(TouchedDayTable.day).distinct()).all())


def recounted(casebook: Casebook) -> dict[str, set[Any]]:
    """Count all days anew, from nothing."""
    with casebook.database.writing() as session:
        for table in TABLES:
            session.execute(delete(table))
        days = {moment.date() for moment in session.scalars(select(StudyTable.created_at))}
        session.add_all(TouchedDayTable(day=day) for day in days)
    bring_up_to_date(casebook.database)
    return counts(casebook)


def test_an_empty_casebook_has_nothing_to_count(casebook: Casebook) -> None:
    assert bring_up_to_date(casebook.database) == 0
    assert not any(counts(casebook).values())


def test_a_change_marks_its_day_and_counting_takes_the_mark_away(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film", 0.9)
    assert touched(casebook) == 1
    assert bring_up_to_date(casebook.database) == 1
    assert touched(casebook) == 0
    assert bring_up_to_date(casebook.database) == 0
    casebook.add_read(read(case_id, Call.NO_FRACTURE, Agreement.DISAGREE))
    assert touched(casebook) == 1


def test_a_claim_marks_nothing(casebook: Casebook) -> None:
    study = casebook.studies.of_case(keep_case(casebook, "film", 0.9))
    bring_up_to_date(casebook.database)
    casebook.studies.claim(study, "anna")
    casebook.studies.release(study, "anna")
    assert touched(casebook) == 0


def test_counts_follow_every_step_of_a_study(casebook: Casebook) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    bring_up_to_date(casebook.database)
    steps = [counts(casebook)]
    for step in (
        lambda: casebook.add_analysis(case_id, answer(radiograph, 0.9)),
        lambda: casebook.add_read(read(case_id, Call.NO_FRACTURE, Agreement.DISAGREE)),
        lambda: casebook.add_read(read(case_id, Call.FRACTURE, reader="bela")),
    ):
        step()
        bring_up_to_date(casebook.database)
        steps.append(counts(casebook))
        assert steps[-1] != steps[-2]
    assert recounted(casebook) == steps[-1]


def test_counts_of_a_department_are_those_of_counting_anew(tmp_path: Path) -> None:
    casebook = department(tmp_path, Plan(studies=300, months=1))
    before = counts(casebook)
    assert sum(row[-3] for row in before["daily_scores"]) == 300
    assert recounted(casebook) == before
    casebook.close()


def test_a_department_with_a_change_of_target_holds_days_against_that_of_their_time(
    casebook: Casebook,
) -> None:
    keep_case(casebook, "film", 0.9)
    terms = casebook.department.terms()

    casebook.department.change(replace(terms, target_minutes=5), "anna")
    bring_up_to_date(casebook.database)
    assert sum(row[-2] for row in counts(casebook)["daily_waits"]) == 1


def test_the_first_terms_change_nothing_of_the_days_before_them(casebook: Casebook) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    terms = casebook.department.terms()
    with casebook.database.reading() as session:
        assert target_of(session, yesterday) == terms.target_minutes
    casebook.department.change(replace(terms, target_minutes=2 * terms.target_minutes), "anna")
    with casebook.database.reading() as session:
        assert target_of(session, yesterday) == terms.target_minutes
        tomorrow = yesterday + timedelta(days=2)
        assert target_of(session, tomorrow) == 2 * terms.target_minutes


def test_a_study_read_before_it_came_is_in_no_wait(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film", 0.9)
    study = casebook.studies.of_case(case_id)
    casebook.add_read(read(case_id))
    with casebook.database.writing() as session:
        row = session.get_one(StudyTable, study)
        row.created_at = datetime(2099, 1, 1, tzinfo=UTC)
    bring_up_to_date(casebook.database)
    steps = {row[4] for row in counts(casebook)["daily_waits"] if row[1].year == 2099}
    assert steps == {-1}


def test_a_moved_study_leaves_the_day_that_it_came_from(casebook: Casebook) -> None:
    """A clock that was put right: the day that is left must be counted again, too."""
    study = casebook.studies.of_case(keep_case(casebook, "film", 0.9))
    bring_up_to_date(casebook.database)
    with casebook.database.writing() as session:
        session.get_one(StudyTable, study).created_at = datetime(2026, 1, 1, 12, tzinfo=UTC)
    bring_up_to_date(casebook.database)
    assert {row[1].isoformat() for row in counts(casebook)["daily_nights"]} == {"2026-01-01"}


@on_sqlite
def test_a_day_is_counted_by_the_index_of_days_and_never_by_all_studies(casebook: Casebook) -> None:
    with casebook.database.reading() as session:
        raw = session.connection().connection
        for statement in insertions("sqlite"):
            compiled = statement.select.compile(dialect=dialect())  # type: ignore[union-attr]
            values = [1] * len(compiled.positiontup or ())
            plan = [row[3] for row in raw.cursor().execute(f"EXPLAIN QUERY PLAN {compiled}", values)]
            assert any("studies USING INDEX ix_studies_created_at" in step for step in plan), plan
            assert not any(step.startswith(("SCAN studies", "SCAN reads")) for step in plan), plan


def test_what_readers_say_after_a_decision_is_not_counted(casebook: Casebook) -> None:
    """An audit finds a missed fracture: who corrects themselves then would hide it from its figures."""
    set_reading(casebook, Reading.CONCURRENT, audit_share=1.0)
    study_id = study_read(casebook, "film", 0.1, {"anna": Call.NO_FRACTURE})
    bring_up_to_date(casebook.database)
    (waiting,) = cells(casebook)
    assert (waiting.call, waiting.reference, waiting.disputed, waiting.audited) == (
        Call.NO_FRACTURE, "", False, True,
    )  # fmt: skip
    decide(casebook, study_id, Call.FRACTURE)
    bring_up_to_date(casebook.database)
    (found,) = cells(casebook)
    assert (found.call, found.reference, found.disputed, found.audited) == (
        Call.NO_FRACTURE, Call.FRACTURE, False, True,
    )  # fmt: skip
    wrong = casebook.readings.reads(study_id)[0].id
    say(casebook, study_id, "anna", Call.FRACTURE, agreement=Agreement.DISAGREE, corrects=wrong)
    say(casebook, study_id, "ben", Call.NO_FRACTURE)
    assert casebook.studies.study(study_id).dispute is Dispute.OPEN
    assert touched(casebook) == 1
    bring_up_to_date(casebook.database)
    assert cells(casebook) == (found,)


@pytest.mark.parametrize("objects", ["ben says fracture", "ben marks another place"])
def test_a_read_is_in_dispute_where_somebody_else_objects(casebook: Casebook, objects: str) -> None:
    study_id = study_read(casebook, "film", 0.1, {"anna": Call.NO_FRACTURE})
    assert read_flags(casebook) == {("anna", False, False)}
    call = Call.FRACTURE if objects == "ben says fracture" else Call.NO_FRACTURE
    say(casebook, study_id, "ben", call, agreement=Agreement.DISAGREE)
    assert read_flags(casebook) == {("anna", True, False), ("ben", True, False)}
    decide(casebook, study_id, Call.FRACTURE)
    assert read_flags(casebook) == {("anna", True, False), ("ben", True, False)}


def test_a_read_is_audited_where_nobody_objects_and_its_study_was_drawn(casebook: Casebook) -> None:
    study_id = study_read(casebook, "film", 0.1, {"anna": Call.NO_FRACTURE})
    casebook.disputes.draw([study_id], "sonja")
    assert read_flags(casebook) == {("anna", False, True)}


def read_flags(casebook: Casebook) -> set[tuple[str, bool, bool]]:
    """Reader, disputed and audited of all reads."""
    bring_up_to_date(casebook.database)
    with casebook.database.reading() as session:
        return {(cell.reader, cell.disputed, cell.audited) for cell in read_cells(session, Window())}


def cells(casebook: Casebook) -> tuple[Cell, ...]:
    with casebook.database.reading() as session:
        (counted,) = counted_by_version(session, Window()).values()
    return counted
