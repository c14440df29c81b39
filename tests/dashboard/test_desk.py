"""The desk: what a reader has in hand, and how long they have looked at it."""

import pytest

from core.casebook import Draft, StudyFilter, StudySort
from core.records import Call
from dashboard.desk import Desk


def test_a_session_keeps_its_desk() -> None:
    state: dict[str, object] = {}
    assert Desk.of(state) is Desk.of(state)


def test_it_follows_the_worklist_that_the_reader_came_from() -> None:
    desk = Desk()
    assert (desk.which, desk.sort) == (None, StudySort.MOST_SUSPICIOUS)
    desk.follow(StudyFilter(synthetic=False), StudySort.LONGEST_WAITING)
    assert (desk.which, desk.sort) == (StudyFilter(synthetic=False), StudySort.LONGEST_WAITING)


def test_time_runs_from_the_first_view_of_film_and_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 130.44, 140.0, 150.0])
    monkeypatch.setattr("dashboard.desk.time.monotonic", lambda: next(clock))
    desk = Desk()
    assert desk.film_seconds(1) == 0.0
    assert desk.film_seconds(1) == 30.4
    assert desk.answer_seconds(1) == 0.0
    assert desk.answer_seconds(1) == 10.0


def test_a_time_that_an_earlier_window_began_is_not_known() -> None:
    desk = Desk(begun_before={1})
    assert desk.film_seconds(1) is None
    assert desk.film_seconds(2) == 0.0


def test_a_form_that_begins_has_its_controls_seeded_first() -> None:
    desk = Desk()
    desk.begin(1, Draft(Call.UNSURE))
    assert (desk.drafts, desk.unseeded) == ({1: Draft(Call.UNSURE)}, {1})


def test_a_study_put_away_begins_anew() -> None:
    desk = Desk(drafts={1: Draft(Call.FRACTURE), 2: Draft()}, begun_before={1})
    desk.film_seconds(1)
    desk.put_away(1)
    assert (desk.drafts, desk.begun_before, desk.film_at) == ({2: Draft()}, set(), {})
