"""A casebook from before sites and ages were kept has them as not known, and all that was counted stays."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from core.casebook import Casebook
from core.casebook.tables import DailyFacetTable, DailyScoreTable, StudyTable, TouchedDayTable
from core.monitoring import Window, accuracy
from tests.casebook.builders import on_both, open_casebook
from tests.casebook.migrating import casebook_before

pytestmark = [on_both, pytest.mark.usefixtures("every_migration")]

STATEMENTS = (
    "INSERT INTO studies (id, key, created_at, synthetic, mode, views, case_id, is_read, reads, dispute, "
    "causes, missed) VALUES (1, 'one', '2026-01-02 03:04:05', false, 'concurrent', 1, 1, false, 0, 'none', "
    "'[]', false), "
    "(2, 'two', '2026-01-02 03:04:05', false, 'concurrent', 1, 2, false, 0, 'none', '[]', false)",
    "INSERT INTO cases (id, study_id, digest, created_at, synthetic, source_format, analysis_id, is_read) "
    "VALUES (1, 1, 'one', '2026-01-02 03:04:05', false, 'DICOM', 1, false), "
    "(2, 2, 'two', '2026-01-02 03:04:05', false, 'PNG', null, false)",
    "INSERT INTO images (id, case_id, original, display, bytes, height, width, header, remarks) VALUES "
    "(1, 1, 'one', 'one', 4, 3, 4, '{\"Manufacturer\"\\: \"Siemens\", \"Modality\"\\: \"DX\"}', '[]'), "
    "(2, 2, 'two', 'two', 4, 3, 4, '{}', '[]')",
    "INSERT INTO analyses (id, case_id, made_at, model, version, probability, band, high_sensitivity, "
    "high_specificity, heatmap, findings, timings_ms, depiction) VALUES (1, 1, '2026-01-02 03:04:06', "
    "'densenet121', '1.0.0', 0.9, 'positive', 0.2, 0.7, 'heat', '[]', '{}', "
    '\'{"regions"\\: ["hip"], "views"\\: ["lateral", "frontal"], "probabilities"\\: {}}\')',
    "UPDATE studies SET call = 'fracture', causes = '[]', reference = 'fracture' WHERE id = 1",
    "INSERT INTO reads (id, case_id, study_id, reader, call, agreement, comment, made_at, synthetic, "
    "made_on) VALUES "
    "(1, 1, 1, 'anna', 'no_fracture', 'disagree', '', '2026-01-02 04:00:00', false, '2026-01-02'), "
    "(2, 1, 1, 'anna', 'fracture', 'agree', '', '2026-01-02 06:00:00', false, '2026-01-02')",
    "INSERT INTO decisions (id, study_id, last_read_id, who, label, marks, why, causes, made_at) VALUES "
    "(1, 1, 1, 'sonja', 'fracture', '[]', 'Step.', '[\"model_and_reader\"]', '2026-01-02 05:00:00'), "
    "(2, 1, 2, 'sonja', 'fracture', '[]', 'Step.', '[]', '2026-01-02 07:00:00')",
    "INSERT INTO daily_scores (synthetic, day, model, version, step, band, call, reference, disputed, n, "
    "probability, squares) VALUES (false, '2026-01-02', 'densenet121', '1.0.0', 27, 'positive', 'fracture', "
    "'', false, 30, 27.0, 24.3)",
    "INSERT INTO daily_facets (synthetic, facet, day, value, band, call, reference, n) VALUES "
    "(false, 'mode', '2026-01-02', 'concurrent', 'positive', 'fracture', '', 20), "
    "(false, 'mode', '2026-01-02', 'blind_first', 'positive', 'fracture', '', 10)",
    "DELETE FROM touched_days",
)


@pytest.fixture
def migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casebook]:
    casebook = casebook_before(tmp_path, monkeypatch, "m006")
    with casebook.database.engine.begin() as connection:
        for statement in STATEMENTS:
            connection.execute(text(statement))
    casebook.close()
    casebook = open_casebook(tmp_path, reading=None)
    yield casebook
    casebook.close()


def test_device_and_view_are_taken_from_what_is_kept(migrated: Casebook) -> None:
    table = StudyTable
    asked = select(table.view, table.device, table.site, table.age).order_by(table.id)
    with migrated.database.reading() as session:
        found: list[Any] = [tuple(row) for row in session.execute(asked)]
    assert found == [("lateral", "Siemens DX", None, None), (None, None, None, None)]


def test_what_stood_at_the_first_decision_is_found_and_its_day_counted_anew(migrated: Casebook) -> None:
    asked = select(StudyTable.call_then, StudyTable.causes_then).order_by(StudyTable.id)
    with migrated.database.reading() as session:
        found: list[Any] = [tuple(row) for row in session.execute(asked)]
        assert session.scalars(select(TouchedDayTable.day)).all() == [date(2026, 1, 2)]
    assert found == [("no_fracture", ["model_and_reader"]), (None, None)]


def test_what_was_counted_stays(migrated: Casebook) -> None:
    with migrated.database.reading() as session:
        (score,) = session.scalars(select(DailyScoreTable))
        assert (score.n, score.probability, score.disputed, score.audited) == (30, 27.0, False, False)
        facets = session.scalars(select(DailyFacetTable).where(DailyFacetTable.facet.in_(("site", "age"))))
        assert {(row.facet, row.value, row.n) for row in facets} == {("site", "", 30), ("age", "", 30)}
    found = accuracy(migrated, Window())
    assert found.studies == 2
    for facet in ("site", "age"):
        assert [(group.name, group.studies) for group in found.facets[facet]] == [("not known", 2)]
