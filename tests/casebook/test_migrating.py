"""A casebook from before the reading room becomes one with studies, and loses nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from core.casebook import Casebook, StudyFilter
from core.casebook.heatmaps import pack
from core.casebook.images import ImageStore
from core.casebook.tables import Base
from core.records import Agreement, Band, Call, Mode
from tests.casebook.builders import NO_HEAT, film, keep_case, on_both, open_casebook, read
from tests.casebook.migrating import casebook_before

pytestmark = [on_both, pytest.mark.usefixtures("every_migration")]

CASES = (
    "INSERT INTO cases (id, digest, created_at, synthetic, source_format, analysis_id, probability, band, "
    "model, version, is_read, call, agreement, reader, read_at) VALUES "
    "(1, :one, '2026-01-02 03:04:05', false, 'PNG', 1, 0.9, 'positive', 'densenet121', '0.1.0', true, "
    "'no_fracture', 'disagree', 'ben', '2026-01-03 03:04:05'), "
    "(2, :two, '2026-01-02 04:04:05', false, 'PNG', null, null, null, null, null, false, null, null, null, "
    "null)"
)
IMAGES = (
    "INSERT INTO images (id, case_id, original, display, bytes, height, width, header, remarks) VALUES "
    "(1, 1, :one, :one, 4, 3, 4, '{}', '[]'), (2, 2, :two, :two, 4, 3, 4, '{}', '[]')"
)
ANALYSIS = (
    "INSERT INTO analyses (id, case_id, made_at, model, version, probability, band, high_sensitivity, "
    "high_specificity, heatmap, findings, timings_ms, depiction) VALUES (1, 1, '2026-01-02 03:04:06', "
    "'densenet121', '0.1.0', 0.9, 'positive', 0.2, 0.7, :heatmap, '[]', '{}', :depiction)"
)
READS = (
    "INSERT INTO reads (id, case_id, analysis_id, corrects, reader, call, agreement, comment, seconds, "
    "made_at, synthetic, made_on, model, version, band) VALUES "
    "(1, 1, 1, null, 'anna', 'fracture', 'agree', 'A step.', 4.5, '2026-01-02 05:00:00', false, "
    "'2026-01-02', 'densenet121', '0.1.0', 'positive'), "
    "(2, 1, 1, null, 'ben', 'fracture', 'agree', '', null, '2026-01-03 03:00:00', false, '2026-01-03', "
    "'densenet121', '0.1.0', 'positive'), "
    "(3, 1, 1, 2, 'ben', 'no_fracture', 'disagree', '', null, '2026-01-03 03:04:05', false, '2026-01-03', "
    "'densenet121', '0.1.0', 'positive')"
)
EVENTS = (
    "INSERT INTO events (id, at, kind, who, case_id, detail) VALUES "
    "(1, '2026-01-02 03:04:05', 'case_kept', 'anna', 1, ''), "
    "(2, '2026-01-02 05:00:00', 'read_added', 'anna', 1, 'read 1')"
)


def lay_down(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A casebook as it was before the reading room: two films, one of them analysed and read by two."""
    casebook = casebook_before(home, monkeypatch, "m004")
    given = {
        "one": film(b"one")[0].digest,
        "two": film(b"two")[0].digest,
        "heatmap": ImageStore(home / "images").put(pack(NO_HEAT)),
        "depiction": '{"regions": ["hip", "leg"], "views": [], "hardware": null, '
        '"probabilities": {"hip": 0.6, "leg": 0.8, "hand": 0.1}}',
    }
    with casebook.database.engine.begin() as connection:
        for statement in (CASES, IMAGES, ANALYSIS, READS, EVENTS):
            words = text(statement)
            connection.execute(words, {name: given[name] for name in words._bindparams})
        if connection.dialect.name == "postgresql":
            for table in ("cases", "images", "analyses", "reads", "events"):
                last = func.max(Base.metadata.tables[table].c.id)
                connection.execute(select(func.setval(func.pg_get_serial_sequence(table, "id"), last)))
    casebook.close()


@pytest.fixture
def migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casebook]:
    lay_down(tmp_path, monkeypatch)
    casebook = open_casebook(tmp_path)
    yield casebook
    casebook.close()


def test_migrations_make_exactly_the_declared_tables(casebook: Casebook) -> None:
    with casebook.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    first = open_casebook(tmp_path)
    case_id = keep_case(first, "film", 0.9)
    kept = first.add_read(read(case_id))
    before = first.case(case_id), first.studies.study(1)
    first.close()
    second = open_casebook(tmp_path)
    assert (second.case(case_id), second.studies.study(1)) == before
    assert second.reads(case_id) == (kept,)
    second.close()


def test_each_film_from_before_is_a_study_of_its_own(migrated: Casebook) -> None:
    first, second = migrated.studies.study(1), migrated.studies.study(2)
    assert (first.case_id, first.views, first.mode) == (1, 1, Mode.CONCURRENT)
    assert (first.probability, first.band, first.model, first.version) == (
        0.9,
        Band.POSITIVE,
        "densenet121",
        "0.1.0",
    )
    assert (first.is_read, first.reads, first.call, first.agreement, first.reader) == (
        True,
        2,
        Call.NO_FRACTURE,
        Agreement.DISAGREE,
        "ben",
    )
    assert first.region == "leg"
    assert (second.case_id, second.probability, second.is_read, second.reads) == (2, None, False, 0)
    assert [film.id for film in first.films] == [1]
    assert [row.id for row in migrated.studies.worklist(StudyFilter(is_read=False)).rows] == [2]


def test_reads_from_before_belong_to_their_study_and_can_still_be_corrected(migrated: Casebook) -> None:
    made = migrated.readings.reads(1)
    assert [(one.id, one.study_id, one.marks, one.report) for one in made] == [
        (number, 1, (), "") for number in (1, 2, 3)
    ]
    newer = migrated.add_read(read(1, Call.NO_FRACTURE, Agreement.DISAGREE, "anna", corrects=1))
    assert (newer.id, newer.corrects) == (4, 1)


def test_the_trail_from_before_is_sealed_and_goes_on(migrated: Casebook) -> None:
    assert migrated.trail.verify().ok
    keep_case(migrated, "three", 0.4)
    assert [event.study_id for event in migrated.events(3)] == [3, 3]
    sealed = migrated.trail.verify()
    assert (sealed.ok, sealed.lines) == (True, 4)


def test_what_was_opened_for_the_migration_is_shut_again(migrated: Casebook) -> None:
    for change in ("UPDATE reads SET study_id = 2", "DELETE FROM events", "UPDATE events SET who = 'eva'"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            migrated.database.engine.begin() as connection,
        ):
            connection.execute(text(change))


def test_a_film_from_before_dropped_again_is_still_the_same(migrated: Casebook) -> None:
    kept = migrated.keep(*film(b"two"))
    assert (kept.case_id, kept.study_id, kept.earlier) == (2, 2, True)
