"""Turn-round by hand, from a simulated department, and where the clock jumped."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.casebook import Casebook
from core.casebook.tables import StudyTable
from core.monitoring import turnround
from core.monitoring.simulation import Plan
from core.monitoring.simulation.drawing import POSITIVE, draw
from core.monitoring.turnround import quantile
from tests.casebook.builders import keep_case, open_casebook, read
from tests.monitoring.departments import SIMULATED, department

PLAN = Plan(studies=2500, months=2)


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    opened = department(tmp_path_factory.mktemp("turnround"), PLAN)
    yield opened
    opened.close()


def test_figures_are_those_of_the_drawn_studies(casebook: Casebook) -> None:
    drawn, found = draw(PLAN), turnround(casebook, SIMULATED, now=PLAN.now)
    minutes = (drawn.read - drawn.arrived)[drawn.is_read] / 60e6
    positive = (drawn.band == POSITIVE)[drawn.is_read]
    assert found.read.n == len(minutes)
    assert found.read.in_target.hits == (minutes <= PLAN.target_minutes).sum()
    assert found.positive.in_target.hits == (minutes[positive] <= PLAN.target_minutes).sum()
    assert found.read.mean == pytest.approx(minutes.mean(), rel=1e-3)
    assert found.read.median == pytest.approx(sorted(minutes)[len(minutes) // 2], rel=0.1)
    assert found.analysis.n == PLAN.studies
    assert (found.unread, found.backwards) == ((~drawn.is_read).sum(), 0)
    assert found.sentence.startswith("Of studies marked positive,")


def test_the_backlog_is_what_was_unread_at_midnight(casebook: Casebook) -> None:
    drawn, days = draw(PLAN), turnround(casebook, SIMULATED).days
    for day in (days[10], days[30], days[-1]):
        end = int(datetime.combine(day.day, datetime.min.time(), UTC).timestamp() + 86_400) * 1_000_000
        assert day.backlog == ((drawn.arrived < end) & (drawn.read >= end)).sum()
    assert sum(day.arrived for day in days) == PLAN.studies


def test_hours_are_those_of_the_department(casebook: Casebook) -> None:
    utc = {(each.weekday, each.hour): each.n for each in turnround(casebook, SIMULATED).hours}
    found = turnround(casebook, SIMULATED, zone=ZoneInfo("Asia/Tokyo")).hours
    tokyo = {(each.weekday, each.hour): each.n for each in found}
    assert sum(utc.values()) == sum(tokyo.values())
    assert all(tokyo[(day + (hour + 9) // 24) % 7, (hour + 9) % 24] == n for (day, hour), n in utc.items())


def test_weeks_begin_on_monday_and_hold_all_that_was_read(casebook: Casebook) -> None:
    drawn, found = draw(PLAN), turnround(casebook, SIMULATED)
    assert {week.monday.weekday() for week in found.weeks} == {0}
    assert sum(week.in_target.n for week in found.weeks) == drawn.is_read.sum()
    assert sum(week.positive.n for week in found.weeks) == found.positive.n
    week = found.weeks[3]
    began = int(datetime.combine(week.monday, datetime.min.time(), UTC).timestamp()) * 1_000_000
    inside = (drawn.arrived >= began) & (drawn.arrived < began + 7 * 86_400_000_000) & drawn.is_read
    quick = inside & (drawn.read - drawn.arrived <= PLAN.target_minutes * 60e6)
    assert (week.in_target.n, week.in_target.hits) == (inside.sum(), quick.sum())


def test_an_hour_of_too_few_studies_has_no_rate(casebook: Casebook) -> None:
    quiet = min(turnround(casebook, SIMULATED).hours, key=lambda each: each.n)
    assert quiet.n < 20
    assert quiet.mean is None and quiet.in_target.value is None


def test_a_quantile_is_read_off_evenly_filled_steps() -> None:
    # 10 studies in [1, 2) and 10 in [2, 3) minutes.
    assert quantile({1: 10, 2: 10}, 0.5) == pytest.approx(2.0)
    assert quantile({1: 10, 2: 10}, 0.75) == pytest.approx(2.5)


def test_an_empty_casebook_and_one_unread_case_say_so(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    assert turnround(casebook).days == ()
    keep_case(casebook, "film", 0.9)
    found = turnround(casebook)
    assert found.sentence == "No study has been read yet, so there is no turn-round."
    assert (found.unread, found.positive_unread, found.overdue) == (1, 1, 0)
    assert turnround(casebook, now=datetime.now(UTC) + timedelta(hours=2)).overdue == 1
    casebook.close()


def test_waits_that_run_backwards_are_told_and_not_counted(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    case_id = keep_case(casebook, "film", 0.9)
    casebook.add_read(read(case_id))
    with casebook.database.writing() as session:
        row = session.get_one(StudyTable, casebook.studies.of_case(case_id))
        row.created_at = row.created_at + timedelta(hours=5)
    found = turnround(casebook)
    assert (found.backwards, found.read.n, found.analysis.n) == (2, 0, 0)
    casebook.close()
