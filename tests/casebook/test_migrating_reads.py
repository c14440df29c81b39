"""Reads that were counted without their studies' disputes are counted with them after the upgrade."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from core.casebook import Casebook, Reading
from core.casebook.tables import DailyReadTable, TouchedDayTable
from core.monitoring import Window
from core.monitoring.counting import bring_up_to_date
from core.monitoring.read_cells import read_cells
from core.records import Call
from tests.casebook.builders import on_both, open_casebook
from tests.casebook.disagreeing import study_read
from tests.casebook.migrating import casebook_before

pytestmark = [on_both, pytest.mark.usefixtures("every_migration")]

COUNTED = (
    "INSERT INTO daily_reads (synthetic, day, reader, mode, band, first_call, call, reference, n, timed, "
    "seconds, seconds_squares, first_timed, first_seconds, first_squares) "
    "SELECT false, day, 'anna', 'concurrent', 'negative', '', 'no_fracture', '', 2, 0, 0, 0, 0, 0, 0 "
    "FROM (SELECT DISTINCT day FROM touched_days) AS days",
    "DELETE FROM touched_days",
    "INSERT INTO touched_days (day) VALUES ('2026-01-02')",
)


@pytest.fixture
def migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casebook]:
    """A casebook of two studies that anna read, one of them disputed by ben, counted as before."""
    casebook = casebook_before(tmp_path, monkeypatch, "m009", Reading.CONCURRENT)
    study_read(casebook, "agreed", 0.1, {"anna": Call.NO_FRACTURE})
    study_read(casebook, "disputed", 0.1, {"anna": Call.NO_FRACTURE, "ben": Call.FRACTURE})
    with casebook.database.engine.begin() as connection:
        for statement in COUNTED:
            connection.execute(text(statement))
    casebook.close()
    casebook = open_casebook(tmp_path)
    yield casebook
    casebook.close()


def test_days_with_reads_are_to_be_counted_again_once(migrated: Casebook) -> None:
    with migrated.database.reading() as session:
        days = session.scalars(select(TouchedDayTable.day).order_by(TouchedDayTable.day)).all()
        assert session.scalars(select(DailyReadTable)).all() == []
    assert days[0] == date(2026, 1, 2) and len(days) == len(set(days)) == 2


def test_counted_again_each_read_has_its_studys_dispute(migrated: Casebook) -> None:
    bring_up_to_date(migrated.database)
    with migrated.database.reading() as session:
        found = {(cell.reader, cell.disputed, cell.n) for cell in read_cells(session, Window())}
    assert found == {("anna", False, 1), ("anna", True, 1), ("ben", True, 1)}
