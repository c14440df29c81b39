"""The words of a row that a glance relies on."""

import pytest

from dashboard.components.worklist_table import waited


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "< 1 min"),
        (1, "1 min"),
        (59, "59 min"),
        (60, "1 h 00 min"),
        (125, "2 h 05 min"),
        (4560, "3 d 4 h"),
    ],
)
def test_a_waiting_time_as_a_person_says_it(minutes: int, words: str) -> None:
    assert waited(minutes) == words
