"""Turn-round by hand, from a simulated department, and where the clock jumped."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.casebook import Casebook, clock
from core.casebook.tables import StudyTable
from core.monitoring import Behind, Wait, Window, behind, turnround
from core.monitoring.simulation import Plan
from core.monitoring.simulation.drawing import POSITIVE, draw
from core.monitoring.turnround import quantile
from core.records import Band
from tests.casebook.builders import keep_case, open_casebook, read
from tests.monitoring.departments import SIMULATED, department

PLAN = Plan(studies=2500, months=2)
MARCH = Window(date(2026, 3, 1), date(2026, 3, 31))


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def put(
    casebook: Casebook,
    monkeypatch: pytest.MonkeyPatch,
    n: int,
    *,
    came: datetime,
    read_at: datetime | None = None,
) -> None:
    """Keep n films that the model marks positive, and let anna read them where a moment is given."""
    for place in range(n):
        monkeypatch.setattr(clock, "now", lambda: came)
        case_id = keep_case(casebook, f"{came} {read_at} {place}", 0.9)
        if read_at is not None:
            monkeypatch.setattr(clock, "now", lambda: read_at)
            casebook.add_read(read(case_id))


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
    drawn, days = draw(PLAN), turnround(casebook, SIMULATED, now=PLAN.now).days
    for day in (days[10], days[30], days[PLAN.days - 1]):
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
    drawn, found = draw(PLAN), turnround(casebook, SIMULATED)  # long after: what is unread is late
    assert {week.monday.weekday() for week in found.weeks} == {0}
    assert sum(week.in_target.n for week in found.weeks) == PLAN.studies > drawn.is_read.sum()
    assert sum(week.positive.n for week in found.weeks) == found.positive.in_target.n
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


def test_what_came_before_the_window_lies_in_its_backlog_until_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = open_casebook(tmp_path)
    put(casebook, monkeypatch, 4, came=at(2, 28, 12), read_at=at(3, 5, 9))
    put(casebook, monkeypatch, 1, came=at(1, 10, 12))
    put(casebook, monkeypatch, 2, came=at(3, 4, 12), read_at=at(3, 4, 13))
    days = turnround(casebook, MARCH, now=at(4, 20, 8)).days
    assert [(day.day.day, day.backlog) for day in days[:6]] == [
        (1, 5),
        (2, 5),
        (3, 5),
        (4, 5),
        (5, 1),
        (6, 1),
    ]
    assert [day.arrived for day in days[:5]] == [0, 0, 0, 2, 0]
    assert (days[-1].day, days[-1].backlog) == (date(2026, 3, 31), 1)
    casebook.close()


def test_days_on_which_nothing_came_or_lay_are_not_drawn_at_the_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = open_casebook(tmp_path)
    put(casebook, monkeypatch, 1, came=at(2, 28, 12), read_at=at(3, 3, 9))
    days = turnround(casebook, MARCH, now=at(4, 20, 8)).days
    assert [(day.day.day, day.backlog) for day in days] == [(1, 1), (2, 1)]
    assert turnround(casebook, Window(date(2026, 4, 1)), now=at(4, 20, 8)).days == ()
    casebook.close()


def test_what_lies_unread_past_the_target_counts_as_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook, now = open_casebook(tmp_path), at(3, 9, 12)
    put(casebook, monkeypatch, 25, came=at(3, 4, 12), read_at=at(3, 4, 12, 30))
    put(casebook, monkeypatch, 25, came=at(3, 4, 12))
    put(casebook, monkeypatch, 3, came=now - timedelta(minutes=59))  # not late yet
    found = turnround(casebook, MARCH, now=now)
    (wednesday_noon,) = [each for each in found.hours if each.in_target.n]
    (week,) = found.weeks
    for figure in (found.read.in_target, found.positive.in_target, found.days[0].in_target, week.in_target,
                   week.positive, wednesday_noon.in_target):  # fmt: skip
        assert (figure.hits, figure.n) == (25, 50)
    assert (found.read.n, wednesday_noon.n) == (25, 25)
    assert found.read.mean == pytest.approx(30)
    assert "of studies marked positive, 50 %" in found.sentence.lower()
    monkeypatch.setattr(clock, "now", lambda: now)
    for asked in (Behind(wait=Wait.DUE), Behind(wait=Wait.DUE, bands=frozenset({Band.POSITIVE})),
                  Behind(wait=Wait.DUE, weekday=2, hour=12, zone=UTC)):  # fmt: skip
        assert behind(casebook, MARCH, asked).n == 50
    assert behind(casebook, MARCH, Behind(wait=Wait.LYING)).n == 25
    casebook.close()


def test_where_nothing_was_read_but_much_is_late_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = open_casebook(tmp_path)
    put(casebook, monkeypatch, 20, came=at(3, 4, 12))
    found = turnround(casebook, MARCH, now=at(3, 9, 12))
    assert found.sentence.startswith("Of studies marked positive, 0 % (95 % interval 0 to 16 %, n = 20)")
    assert (found.read.n, found.read.median) == (0, None)
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
