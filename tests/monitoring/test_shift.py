"""A shift of known size on a known day is found, dated, kept once, and led back to its studies."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core.casebook import AlarmStep, Casebook
from core.casebook.tables import ImageTable
from core.monitoring import Window, acknowledge, look, shift
from core.monitoring.detector import REFERENCE_DAYS
from core.monitoring.series import settled
from core.monitoring.simulation import Drift, DriftKind, Plan
from tests.casebook.builders import keep_case, open_casebook
from tests.monitoring.departments import SIMULATED, department

DRIFT = Drift(DriftKind.INPUT, 100, 0.9)
PLAN = Plan(studies=4000, months=5, drift=DRIFT)
ON = PLAN.begins + timedelta(days=DRIFT.day - 1)


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    opened = department(tmp_path_factory.mktemp("shift"), PLAN)
    yield opened
    opened.close()


def test_the_day_the_size_and_the_delay_are_recovered(casebook: Casebook) -> None:
    found = {alarm.series: alarm for alarm in shift(casebook, SIMULATED).alarms}
    alarm = found["grey_mean"]
    assert abs((alarm.began_on - ON).days) <= 2
    assert 0 < (alarm.raised_on - ON).days <= 12
    # 0.9 of a film's standard deviation, which is 0.06.
    assert alarm.found - alarm.usual == pytest.approx(0.9 * 0.06, rel=0.2)
    assert alarm.deviation > 3
    assert "risen" in alarm.sentence and "Mean grey" in alarm.sentence


def test_what_did_not_shift_raises_nothing(casebook: Casebook) -> None:
    found = {alarm.series for alarm in shift(casebook, SIMULATED).alarms}
    assert not found & {"probability", "doubt", "disagreement", "unanswered", "megapixels", "region_hand"}


def test_alarms_are_kept_once_as_they_were_first_raised(casebook: Casebook) -> None:
    first = shift(casebook, SIMULATED).alarms
    assert shift(casebook, SIMULATED).alarms == first
    assert len({alarm.id for alarm in first}) == len(first)


def test_the_studies_that_drive_an_alarm_are_the_brightest_since(casebook: Casebook) -> None:
    alarm = next(each for each in shift(casebook, SIMULATED).alarms if each.series == "grey_mean")
    assert len(alarm.studies) == 12
    with casebook.database.reading() as session:
        greys = session.scalars(
            select(ImageTable.grey_mean).where(ImageTable.case_id.in_(alarm.studies))
        ).all()
    assert min(grey or 0 for grey in greys) > 0.55


def test_the_headline_is_the_strongest_that_a_person_can_name(casebook: Casebook) -> None:
    found = shift(casebook, SIMULATED)
    named = [alarm for alarm in found.alarms if not alarm.series.startswith("sketch_")]
    assert found.foremost == max(named, key=lambda alarm: abs(alarm.deviation))
    assert found.sentence.startswith(found.foremost.sentence)
    others = len(found.alarms) - 1
    assert f"{others} other series shifted" in found.sentence


def test_the_evidence_goes_with_the_days_and_crosses_the_limit_when_an_alarm_is_raised(
    casebook: Casebook,
) -> None:
    for each in shift(casebook, SIMULATED).watched:
        assert len(each.evidence) == len(each.series.points)
        over = [p.day for p, e in zip(each.series.points, each.evidence, strict=True) if e >= 1]
        assert over == [alarm.raised_on for alarm in each.alarms]


def test_closed_alarms_leave_the_headline(tmp_path: Path) -> None:
    again = department(tmp_path, Plan(studies=2500, months=5, drift=DRIFT))
    found = shift(again, SIMULATED)
    assert found.alarms
    for alarm in found.alarms:
        acknowledge(again, alarm.id, AlarmStep.CLOSED, who="anna", note="The detector was replaced.")
    closed = shift(again, SIMULATED)
    assert closed.foremost is None and len(closed.alarms) == len(found.alarms)
    assert closed.sentence == "Nothing else has shifted; the alarms of this time are closed."
    again.close()


def test_days_whose_reads_are_still_coming_in_say_nothing_of_disagreement_yet() -> None:
    days = [date(2026, 3, day) for day in range(1, 11)]
    against = dict.fromkeys(days, (2.0, 30))
    late = {day: (12.0 if day >= days[8] else 40.0, 40) for day in days}
    assert list(settled(against, late)) == days[:8]
    # A house that reads half of its studies isn't waited for longer than a week.
    half = dict.fromkeys(days, (20.0, 40))
    assert list(settled(against, half)) == days[:3]
    # A half-read day holds back what is read after it, until it is a week old.
    gap = {day: (20.0 if day == days[6] else 40.0, 40) for day in days}
    assert list(settled(against, gap)) == days[:6]
    older = {day: (20.0 if day == days[2] else 40.0, 40) for day in days}
    assert list(settled(against, older)) == days
    assert settled({}, {}) == {}


def test_on_the_day_before_the_shift_nothing_is_said(tmp_path: Path) -> None:
    quiet = department(tmp_path, Plan(studies=1500, months=3))
    found = shift(quiet, SIMULATED)
    assert found.alarms == ()
    assert found.sentence == "Nothing has shifted."
    quiet.close()


def test_a_window_shows_its_own_days_and_alarms(casebook: Casebook) -> None:
    early = shift(casebook, Window(PLAN.begins, ON - timedelta(days=1), synthetic=True))
    assert early.alarms == ()
    assert all(point.day < ON for each in early.watched for point in each.series.points)


def test_a_young_casebook_is_learning(tmp_path: Path) -> None:
    young = department(tmp_path, Plan(studies=400, months=1))
    found = shift(young, SIMULATED)
    assert not any(each.watching for each in found.watched)
    assert str(REFERENCE_DAYS) in found.sentence
    young.close()


def test_today_is_not_a_day_yet_and_an_empty_casebook_says_so(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    assert look(casebook) == ()
    for number in range(8):
        keep_case(casebook, f"film {number}", 0.9)
    assert shift(casebook).sentence.startswith("No whole day with studies yet")
    tomorrow = date.today() + timedelta(days=1)
    names = {each.series.name for each in look(casebook, today=tomorrow + timedelta(days=1))}
    assert {"grey_mean", "megapixels", "probability"} <= names
    casebook.close()
