"""An answer is kept from a reader until they have said what they see, and from nobody else."""

from pathlib import Path

import pytest

from core.casebook import Casebook, CaseFilter, Reading, StudyFilter
from core.records import Agreement, Band, Call, FirstRead, Read
from tests.casebook.builders import keep_case, open_casebook

POSITIVE = frozenset({Band.POSITIVE})


@pytest.fixture
def blind(tmp_path: Path) -> Casebook:
    """Two positive studies, both read blind first: 1 waits, 2 was read by ben."""
    casebook = open_casebook(tmp_path, reading=Reading.BLIND_FIRST)
    for name in ("waits", "read"):
        keep_case(casebook, name, 0.9)
    first = casebook.readings.add_first(FirstRead(2, "ben", Call.FRACTURE))
    casebook.add_read(Read(2, "ben", Call.FRACTURE, Agreement.AGREE, 2, first_read_id=first.id))
    return casebook


def test_an_answer_is_kept_until_the_reader_s_own(blind: Casebook) -> None:
    assert blind.blindness.hidden([1, 2], "anna") == {1, 2}
    assert blind.blindness.hidden([1, 2], "ben") == {1}
    blind.readings.add_first(FirstRead(1, "anna", Call.UNSURE))
    assert blind.blindness.hidden([1, 2], "anna") == {2}


def test_what_is_done_with_may_be_looked_at(blind: Casebook) -> None:
    assert blind.blindness.hidden([1, 2], "anna", once_read=False) == {1}


def test_nothing_is_kept_where_the_answer_is_in_view(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path, reading=Reading.CONCURRENT)
    keep_case(casebook, "film", 0.9)
    assert casebook.blindness.hidden([1], "anna") == frozenset()
    assert casebook.blindness.hidden([], "anna") == frozenset()


def test_no_list_by_band_gives_an_answer_away(blind: Casebook) -> None:
    def listed(reader: str) -> list[int]:
        which = StudyFilter(bands=POSITIVE, shown_to=reader)
        return [row.id for row in blind.studies.worklist(which).rows]

    assert listed("anna") == []
    assert listed("ben") == [2]
    cases = blind.search(CaseFilter(bands=POSITIVE, shown_to="anna"))
    assert [row.id for row in cases.rows] == [2]
    assert blind.search(CaseFilter(bands=POSITIVE)).total == 2
