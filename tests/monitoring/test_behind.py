"""A figure of n has n rows behind it, whatever it is a figure of."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.casebook import Casebook, clock
from core.monitoring import (
    Accuracy,
    Behind,
    Outcome,
    Source,
    Turn,
    Wait,
    Window,
    accuracy,
    attention,
    behind,
    influence,
    turnround,
)
from core.monitoring.read_cells import read_cells
from core.monitoring.simulation import Plan
from core.records import POINTS, Band, Call, Mode
from tests.casebook.builders import keep_case, open_casebook, read, set_reading
from tests.monitoring.departments import SIMULATED, department

ENDS = datetime.now(UTC).date()
PLAN = Plan(studies=4000, months=3, audited=0.3, ends=ENDS)
MIDDLE = Window(ENDS - timedelta(days=60), ENDS - timedelta(days=20), synthetic=True)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    opened = department(tmp_path_factory.mktemp("behind"), PLAN)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def found(full: Casebook) -> Accuracy:
    return accuracy(full, MIDDLE)


def n(casebook: Casebook, asked: Behind, window: Window = MIDDLE) -> int:
    """How many rows a point has, counted and listed."""
    page = behind(casebook, window, asked, page_size=10_000)
    assert len(page.rows) == page.total == page.n
    return page.n


@pytest.mark.parametrize("point", POINTS)
def test_every_cell_of_the_confusion_matrix_lists_its_studies(
    full: Casebook, found: Accuracy, point: str
) -> None:
    confusion = found.points[point].confusion
    counts = {outcome: n(full, Behind(outcome=outcome, point=point)) for outcome in Outcome}
    assert counts[Outcome.MISS] > 5
    assert counts == {
        Outcome.HIT: confusion.tp,
        Outcome.MISS: confusion.fn,
        Outcome.FALSE_ALARM: confusion.fp,
        Outcome.CORRECT_REJECTION: confusion.tn,
    }


def test_misses_are_fractures_that_the_model_did_not_call(full: Casebook) -> None:
    page = behind(full, MIDDLE, Behind(outcome=Outcome.MISS), page_size=1000)
    assert {row.band for row in page.rows} == {Band.NEGATIVE}
    assert {row.reference or row.call for row in page.rows} == {Call.FRACTURE}
    assert [row.created_at for row in page.rows] == sorted((r.created_at for r in page.rows), reverse=True)


def test_every_value_of_every_facet_lists_its_studies(full: Casebook, found: Accuracy) -> None:
    assert len(found.facets["region"]) == 4
    for facet, groups in found.facets.items():
        for group in groups:
            value = "" if group.name == "not known" else group.name
            asked = Behind(facet=facet, value=value)
            assert n(full, asked) == group.studies, (facet, value)
            fractures = Behind(facet=facet, value=value, answered=True, fractured=True)
            assert n(full, fractures) == max(0, _fractures(group.points["high_sensitivity"].confusion))


def _fractures(confusion: object) -> int:
    return confusion.tp + confusion.fn  # type: ignore[attr-defined, no-any-return]


def test_versions_sources_and_calibration_list_theirs(full: Casebook, found: Accuracy) -> None:
    assert n(full, Behind(model="simulated", version="1.0.0")) == found.versions[0].studies
    for source in Source:
        assert n(full, Behind(sources=frozenset({source}), answered=True)) == found.sources[source]
    for each in found.calibration:
        asked = Behind(probability=(each.low, each.high), known=True, answered=True)
        assert n(full, asked) == each.fractured.n


def test_days_lie_inside_the_window(full: Casebook, found: Accuracy) -> None:
    last = found.rolling["high_sensitivity"][-1]
    asked = Behind(since=last.day - timedelta(days=27), until=last.day, known=True, answered=True)
    assert n(full, asked) == last.n
    assert n(full, Behind(since=ENDS - timedelta(days=10))) == 0


def test_what_readers_did_with_the_answer_lists_a_row_a_read(full: Casebook) -> None:
    overall = influence(full, MIDDLE).overall
    assert n(full, Behind(turn=Turn.BLIND)) == overall.blind
    assert n(full, Behind(turn=Turn.TO_BETTER)) == overall.to_better > 5
    assert n(full, Behind(turn=Turn.TO_WORSE)) == overall.to_worse
    with full.database.reading() as session:
        decided = [cell for cell in read_cells(session, MIDDLE) if cell.blind and cell.reference]
    met = [c for c in decided if c.answer and c.answer != c.reference and c.first == c.reference]
    assert n(full, Behind(turn=Turn.MET_WRONG)) == sum(cell.n for cell in met)
    followed = [cell for cell in met if cell.call == cell.answer]
    assert n(full, Behind(turn=Turn.FOLLOWED_WRONG)) == sum(cell.n for cell in followed)
    helped = [c for c in decided if c.answer == c.reference and c.first != c.reference]
    assert n(full, Behind(turn=Turn.MET_RIGHT)) == sum(cell.n for cell in helped)


def test_reads_narrow_by_band_reader_and_experience(full: Casebook) -> None:
    found = influence(full, MIDDLE)
    for band, part in found.bands.items():
        assert n(full, Behind(turn=Turn.BLIND, bands=frozenset({band}))) == part.blind
    for experience, part in found.experience.items():
        assert n(full, Behind(turn=Turn.BLIND, experience=experience)) == part.blind
    for reader in found.readers:
        assert n(full, Behind(turn=Turn.BLIND, reader=reader.name)) == reader.influence.blind
    assert n(full, Behind(turn=Turn.BLIND, reader="Nobody")) == 0


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/Berlin")])
def test_hours_of_the_week_list_their_studies(full: Casebook, zone: ZoneInfo) -> None:
    hours = turnround(full, MIDDLE, zone=zone).hours
    for each in (hours[10], hours[24 * 3 + 15], hours[24 * 6 + 2]):
        asked = Behind(wait=Wait.READ, weekday=each.weekday, hour=each.hour, zone=zone)
        assert n(full, asked) == each.n
    assert sum(each.n for each in hours) == n(full, Behind(wait=Wait.READ))


def test_waits_are_held_against_the_target_of_their_day(full: Casebook) -> None:
    found = turnround(full, MIDDLE)
    assert n(full, Behind(wait=Wait.IN_TARGET)) == found.read.in_target.hits
    assert n(full, Behind(wait=Wait.LATE)) == found.read.n - (found.read.in_target.hits or 0)
    positive = Behind(wait=Wait.IN_TARGET, bands=frozenset({Band.POSITIVE}))
    assert n(full, positive) == found.positive.in_target.hits
    assert n(full, Behind(wait=Wait.BACKWARDS)) == found.backwards == 0


def test_what_waits_now_is_listed_whenever_it_came_in(full: Casebook) -> None:
    found, open_now = turnround(full, MIDDLE), attention(full, MIDDLE)
    assert n(full, Behind(wait=Wait.UNREAD)) == found.unread
    assert n(full, Behind(wait=Wait.OVERDUE)) == found.overdue
    assert n(full, Behind(open_dispute=True)) == open_now.disputes > 0
    assert n(full, Behind(open_dispute=True, missed=True)) == open_now.missed
    wanted = tuple(each.study_id for each in open_now.wanted)
    assert n(full, Behind(studies=wanted)) == len(wanted)


def test_pages_do_not_overlap_and_a_late_one_gives_the_last(full: Casebook) -> None:
    asked = Behind(outcome=Outcome.HIT)
    first, second = (behind(full, MIDDLE, asked, page=page) for page in (1, 2))
    assert len(first.rows) == len(second.rows) == 10
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    last = behind(full, MIDDLE, asked, page=10_000)
    assert last.page == last.pages and 1 <= len(last.rows) <= 10


def test_a_day_without_studies_has_nothing_behind_it(full: Casebook) -> None:
    page = behind(full, SIMULATED, Behind(since=date(2000, 1, 1), until=date(2000, 1, 1)))
    assert (page.rows, page.n, page.pages) == ((), 0, 1)


def test_answers_that_are_kept_from_a_reader_are_counted_and_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = open_casebook(tmp_path, reading=None)
    case_id = keep_case(casebook, "blind", 0.9)
    assert casebook.studies.study(casebook.studies.of_case(case_id)).mode is Mode.BLIND_FIRST
    positive = Behind(bands=frozenset({Band.POSITIVE}))
    kept = behind(casebook, Window(), positive, reader="anna")
    assert (kept.rows, kept.total, kept.kept_back, kept.n) == ((), 0, 1, 1)
    # That it waits tells nothing of the answer.
    assert behind(casebook, Window(), Behind(wait=Wait.UNREAD), reader="anna").total == 1
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(hours=2))
    late = behind(casebook, Window(), Behind(wait=Wait.DUE, bands=frozenset({Band.POSITIVE})), reader="anna")
    assert (late.rows, late.total, late.n) == ((), 0, 1)
    assert behind(casebook, Window(), Behind(wait=Wait.DUE), reader="anna").total == 1
    casebook.close()


def test_patients_and_drawn_samples_are_never_listed_together(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    set_reading(casebook, casebook.department.terms().reading)
    real, drawn = keep_case(casebook, "real", 0.9), keep_case(casebook, "drawn", 0.9, synthetic=True)
    casebook.add_read(read(real))
    casebook.add_read(read(drawn))
    hit = Behind(outcome=Outcome.HIT)
    (row,) = behind(casebook, Window(), hit).rows
    assert row.case_id == real
    (row,) = behind(casebook, SIMULATED, hit).rows
    assert row.case_id == drawn
    casebook.close()
