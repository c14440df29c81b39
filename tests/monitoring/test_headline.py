"""What is told first on a Monday morning, and why."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.casebook import AlarmStep, Casebook
from core.casebook.tables import StudyTable
from core.monitoring import (
    Alarm,
    Answers,
    Headline,
    Influence,
    Promised,
    Question,
    Severity,
    Window,
    answers,
    headline,
    promised,
)
from core.monitoring.alarms import AlarmStepTaken
from core.monitoring.figures import paired_difference, rate
from core.monitoring.promised import Kept, compared
from core.monitoring.simulation import Plan
from tests.casebook.builders import keep_case, open_casebook, read
from tests.monitoring.departments import SIMULATED, department

PROMISE = {"value": 0.97, "low": 0.93, "high": 0.99, "n": 91, "method": "Wilson score", "note": ""}
REPORT = promised({"points": {"high_sensitivity": {"sensitivity": PROMISE}}})
STRICT = promised({"points": {"high_sensitivity": {"sensitivity": PROMISE | {"low": 0.99, "high": 1.0}}}})
ALARM = Alarm(
    1, "probability", "Mean probability", date(2026, 10, 1), date(2026, 10, 6), 0.2, 0.3, 3.0, (1,),
    "Mean probability has risen.", datetime(2026, 10, 7, tzinfo=UTC),
)  # fmt: skip


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """A department in which nothing waits and nothing shifted, made out of a simulated one."""
    casebook = department(tmp_path_factory.mktemp("headline"), Plan(studies=3000, months=3))
    found = answers(casebook, SIMULATED)
    casebook.close()
    return replace(
        found,
        influences=replace(found.influences, experience={}, overall=_following(found, 5, 100)),
        shift=replace(found.shift, alarms=()),
        attention=replace(found.attention, disputes=0, missed=0, recalls=0, oldest_recall=None),
        standing=replace(found.standing, future=0),
        turnround=replace(found.turnround, backwards=0),
        positive_overdue=0,
    )


def _following(found: Answers, followed: int, n: int) -> Influence:
    return replace(
        found.influences.overall, followed_wrong=rate(followed, n), net=paired_difference(30, 10, 1000)
    )


def first(found: Answers, report: Promised = REPORT) -> Headline:
    return headline(found, {"simulated 1.0.0": report})


def test_nothing_wrong_is_said_plainly_with_what_was_looked_at(quiet: Answers) -> None:
    said = first(quiet)
    assert said.first.severity is Severity.FINE
    assert said.first.sentence == "Nothing needs attention in what can be judged."
    assert said.others == ()
    assert any(words.startswith("sensitivity (n = ") for words in said.looked_at)
    assert "wrong answers followed (n = 100)" in said.looked_at


def test_a_sensitivity_surely_below_the_report_comes_before_everything(quiet: Answers) -> None:
    worse = replace(
        quiet,
        shift=replace(quiet.shift, alarms=(ALARM,)),
        positive_overdue=3,
        attention=replace(quiet.attention, recalls=2, oldest_recall=timedelta(days=30)),
    )
    said = first(worse, STRICT)
    assert said.first.question is Question.RIGHT
    assert said.first.sentence.startswith("simulated 1.0.0 finds ")
    assert "its validation report has 97 % (95 % interval 99 to 100 %, n = 91)" in said.first.sentence
    assert [other.question for other in said.others] == [Question.SHIFT, Question.QUICK, Question.NEXT]


def test_a_report_that_the_interval_reaches_is_kept() -> None:
    assert compared(rate(80, 100), rate(85, 100)) is Kept.OVERLAPS
    # 70 of 100: up to 78.1 %; 90 of 100: from 82.6 %.
    assert compared(rate(70, 100), rate(90, 100)) is Kept.BELOW
    assert compared(rate(90, 100), rate(70, 100)) is Kept.ABOVE
    assert compared(rate(9, 10), rate(70, 100)) is Kept.UNKNOWN


def test_another_versions_report_is_no_promise(quiet: Answers) -> None:
    said = headline(quiet, {"simulated 2.0.0": STRICT})
    assert said.first.severity is Severity.FINE
    assert "no validation report to hold simulated 1.0.0 against" in said.looked_at


def test_an_open_alarm_comes_before_what_waits_and_a_closed_one_is_silent(quiet: Answers) -> None:
    waiting = replace(quiet, positive_overdue=1, shift=replace(quiet.shift, alarms=(ALARM,)))
    said = first(waiting)
    assert said.first.question is Question.SHIFT and said.first.severity is Severity.ALARM
    assert said.others[0].sentence == "1 positive study waits unread beyond the target of 60 minutes."
    step = AlarmStepTaken(1, AlarmStep.CLOSED, "chief", "A new detector.", ALARM.made_at)
    closed = replace(ALARM, steps=(step,))
    said = first(replace(waiting, shift=replace(quiet.shift, alarms=(closed,))))
    assert said.first.question is Question.QUICK


def test_an_alarm_that_was_seen_gives_way_to_positives_that_wait(quiet: Answers) -> None:
    seen = replace(ALARM, steps=(AlarmStepTaken(1, AlarmStep.SEEN, "chief", "", ALARM.made_at),))
    said = first(replace(quiet, positive_overdue=2, shift=replace(quiet.shift, alarms=(seen,))))
    assert said.first.question is Question.QUICK
    assert said.others[0].severity is Severity.WARNING


def test_a_forgotten_recall_is_an_alarm_and_a_new_one_is_not(quiet: Answers) -> None:
    for days, severity in ((3, Severity.WARNING), (30, Severity.ALARM)):
        recalls = replace(quiet.attention, recalls=2, oldest_recall=timedelta(days=days))
        said = first(replace(quiet, attention=recalls))
        assert said.first.severity is severity
        assert said.first.sentence.startswith(f"2 recalls are open, the oldest for {days} days")


def test_readers_who_follow_wrong_answers_are_told_of_once_that_is_sure(quiet: Answers) -> None:
    # 25 of 100 reach down to 17.5 %: not surely more than one in five. 40 of 100: from 30.9 %.
    for followed, told in ((25, False), (40, True)):
        influences = replace(quiet.influences, overall=_following(quiet, followed, 100))
        said = first(replace(quiet, influences=influences))
        assert (said.first.question is Question.HELP) is told


def test_readers_surely_worse_with_the_answer_are_an_alarm(quiet: Answers) -> None:
    overall = replace(quiet.influences.overall, net=paired_difference(5, 60, 500), to_better=5, to_worse=60)
    said = first(replace(quiet, influences=replace(quiet.influences, overall=overall)))
    assert said.first.severity is Severity.ALARM
    assert "to the worse (60) more often than to the better (5)" in said.first.sentence


def test_a_clock_that_jumped_is_a_note(quiet: Answers) -> None:
    said = first(replace(quiet, standing=replace(quiet.standing, future=4)))
    assert said.first.severity is Severity.NOTE
    assert said.first.sentence.startswith("4 studies are dated in the future")


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    opened = open_casebook(tmp_path)
    yield opened
    opened.close()


def test_an_empty_casebook_has_nothing_to_judge(casebook: Casebook) -> None:
    said = headline(answers(casebook, Window()), {})
    assert said.first.sentence == "No study came in: there is nothing to judge."
    assert "sensitivity: none yet" in said.looked_at


def test_positives_beyond_the_target_are_counted_now(casebook: Casebook) -> None:
    casebook.add_read(read(keep_case(casebook, "read", 0.9)))
    keep_case(casebook, "negative", 0.1)
    waiting = keep_case(casebook, "positive", 0.9)
    assert answers(casebook, Window()).positive_overdue == 0
    with casebook.database.writing() as session:
        for study in session.query(StudyTable):
            study.created_at = datetime.now(UTC) - timedelta(hours=3)
    found = answers(casebook, Window())
    assert waiting and found.positive_overdue == 1
    assert headline(found, {}).first.question is Question.QUICK
