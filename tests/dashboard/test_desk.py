"""The desk: what lies on it, what is in view, and what comes next."""

import pytest

from core.casebook import KeptCase
from dashboard.desk import Desk
from dashboard.reading import Taken


def taken(case: int, *, earlier: bool = False) -> Taken:
    return Taken(f"{case}.png", KeptCase(case, earlier))


def test_a_session_keeps_its_desk() -> None:
    state: dict[str, object] = {}
    assert Desk.of(state) is Desk.of(state)


def test_dropped_films_come_into_view_in_their_order_and_once() -> None:
    desk = Desk()
    desk.put([taken(7), taken(8), taken(7, earlier=True)])
    assert (desk.cases, desk.current, desk.drops) == ([7, 8], 7, 1)
    desk.put([taken(8, earlier=True), taken(9)])
    assert (desk.cases, desk.current, desk.drops) == ([7, 8, 9], 8, 2)


def test_refused_and_known_files_stay_as_notes_until_the_next_drop() -> None:
    desk = Desk()
    refused = Taken("letter.txt", reason="This is not a DICOM, PNG, JPEG or TIFF file.")
    desk.put([taken(1), refused, taken(2, earlier=True)])
    assert desk.notes == [refused, taken(2, earlier=True)]
    desk.put([taken(3)])
    assert desk.notes == []


def test_nothing_but_refused_files_leaves_the_film_in_view() -> None:
    desk = Desk()
    desk.put([taken(4)])
    desk.put([Taken("empty.png", reason="The file is empty.")])
    assert desk.current == 4


def test_neighbours_end_at_both_ends() -> None:
    desk = Desk(cases=[3, 5, 9], current=5)
    assert (desk.neighbour(-1), desk.neighbour(1)) == (3, 9)
    desk.current = 9
    assert desk.neighbour(1) is None
    desk.current = 3
    assert desk.neighbour(-1) is None
    assert Desk().neighbour(1) is None


def test_the_next_unread_film_is_looked_for_from_here_and_round() -> None:
    desk = Desk(cases=[3, 5, 9], current=5, saved={5: 1})
    assert desk.next_unread() == 9
    desk.saved[9] = 2
    assert desk.next_unread() == 3
    desk.saved[3] = 3
    assert desk.next_unread() is None
    assert Desk().next_unread() is None


def test_a_case_put_away_gives_its_place_to_the_last() -> None:
    desk = Desk(cases=[3, 5], current=3)
    desk.put_away()
    assert (desk.cases, desk.current) == ([5], 5)
    desk.put_away()
    assert (desk.cases, desk.current) == ([], None)


def test_unanswered_cases_are_those_on_which_no_network_has_spoken() -> None:
    assert Desk(cases=[3, 5, 9], answered={5: ()}).unanswered() == [3, 9]


def test_time_runs_from_the_first_view_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 100.0, 130.5, 130.5])
    monkeypatch.setattr("dashboard.desk.time.monotonic", lambda: next(clock))
    desk = Desk()
    assert desk.seen(1) == 0.0
    assert desk.seen(1) == 30.5
