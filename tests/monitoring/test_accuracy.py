"""The model against the reference, and plain words where there is nothing to say."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.casebook import Casebook
from core.casebook.tables import StudyTable
from core.monitoring import Source, Window, accuracy, attention, estimates, influence, standing
from core.monitoring.attention import worth
from core.monitoring.simulation import Plan
from core.monitoring.simulation.drawing import draw
from core.monitoring.simulation.plan import AGES, SITES, truth
from core.monitoring.verification import Kind
from core.records import Agreement, Band, Call
from tests.casebook.builders import keep_case, open_casebook, read
from tests.monitoring.departments import SIMULATED, department

PLAN = Plan(studies=5000, months=3, audited=0.3)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    opened = department(tmp_path_factory.mktemp("accuracy"), PLAN)
    yield opened
    opened.close()


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    opened = open_casebook(tmp_path)
    yield opened
    opened.close()


def test_an_empty_casebook_gives_words_instead_of_figures(casebook: Casebook) -> None:
    found = accuracy(casebook)
    assert found.sentence == "No studies yet: there is nothing to judge the model on."
    assert found.rolling["high_sensitivity"] == ()
    assert found.auroc.value is None and found.brier.value is None
    assert influence(casebook).overall.sentence.startswith("No study was read before")
    assert attention(casebook).sentence == "No disagreement and no recall is open."
    assert standing(casebook).remarks == ("The casebook is empty: figures come with the first studies.",)
    assert estimates(casebook) == ()


def test_one_case_gives_counts_and_no_rates(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film", 0.9)
    assert accuracy(casebook).sources[Source.NONE] == 1
    casebook.add_read(read(case_id))
    found = accuracy(casebook)
    assert found.sources[Source.READERS] == 1
    assert found.points["high_sensitivity"].confusion.tp == 1
    assert found.points["high_sensitivity"].sensitivity.note == "Too few: 1 of the 20 that it takes."
    assert found.sentence.startswith("Too few fractures with a reference")


def test_cases_without_a_reference_are_counted_and_not_judged(casebook: Casebook) -> None:
    for number in range(25):
        case_id = keep_case(casebook, f"film {number}", 0.9)
        if number < 5:
            casebook.add_read(read(case_id, Call.UNSURE, Agreement.UNSURE))
    found = accuracy(casebook)
    assert (found.sources[Source.UNSURE], found.sources[Source.NONE]) == (5, 20)
    assert found.points["high_specificity"].sensitivity.n == 0
    bounds = found.verification.bounds["high_specificity"]["sensitivity"]
    assert (bounds.worst, bounds.best) == (None, 1.0)


def test_a_study_of_the_future_is_left_out_and_said_to_be(casebook: Casebook) -> None:
    keep_case(casebook, "now", 0.9)
    ahead = casebook.studies.of_case(keep_case(casebook, "ahead", 0.9))
    with casebook.database.writing() as session:
        session.get_one(StudyTable, ahead).created_at = datetime.now(UTC) + timedelta(days=400)
    assert accuracy(casebook).studies == 1
    found = standing(casebook)
    assert (found.studies, found.future) == (1, 1)
    assert "a clock ran ahead" in found.remarks[0]


def test_a_long_silence_is_remarked_on(casebook: Casebook) -> None:
    keep_case(casebook, "now", 0.9)
    early = casebook.studies.of_case(keep_case(casebook, "early", 0.9))
    with casebook.database.writing() as session:
        session.get_one(StudyTable, early).created_at = datetime.now(UTC) - timedelta(days=40)
    assert standing(casebook).gap == 39
    assert "for 39 days in a row" in standing(casebook).remarks[0]


def test_the_counts_are_those_of_the_drawn_studies(full: Casebook) -> None:
    drawn, found = draw(PLAN), accuracy(full, SIMULATED)
    assert found.studies == found.answered == PLAN.studies
    assert found.sources[Source.DECIDED] == drawn.decided.sum()
    assert found.sources[Source.NONE] == (~drawn.is_read).sum()
    for parts in (*found.facets.values(), found.versions):
        assert sum(part.studies for part in parts) == PLAN.studies
    assert {part.name for part in found.facets["device"]} == {"Siemens DX", "Philips DX", "Fujifilm CR"}
    assert {part.name for part in found.facets["view"]} == {"frontal", "lateral", "oblique"}
    assert {part.name: part.studies for part in found.facets["site"]} == {
        name: (drawn.site == place).sum() for place, (name, _) in enumerate(SITES)
    }
    assert [part.name for part in found.facets["age"]] == [band for band, _ in AGES]


def test_the_truth_lies_in_the_headline_figures(full: Casebook) -> None:
    known, found = truth(PLAN), accuracy(full, SIMULATED)
    for name in ("sensitivity", "specificity"):
        figure = found.best("high_sensitivity", name)
        assert figure.method.startswith("Begg and Greenes")
        assert figure.low is not None and figure.high is not None
        assert figure.low <= known[name]["high_sensitivity"] <= figure.high


def test_calibration_lies_near_the_diagonal(full: Casebook) -> None:
    bins = [each for each in accuracy(full, SIMULATED).calibration if each.fractured.value is not None]
    apart = [
        abs(each.mean_probability - (each.fractured.value or 0)) for each in bins if each.fractured.n > 100
    ]
    assert max(apart) < 0.15
    assert sum(each.fractured.n for each in accuracy(full, SIMULATED).calibration) == pytest.approx(
        5000, abs=5
    )


def test_a_window_counts_its_own_days(full: Casebook) -> None:
    middle = PLAN.begins + timedelta(days=45)
    parts = [Window(None, middle, True), Window(middle + timedelta(days=1), None, True)]
    assert sum(accuracy(full, part).studies for part in parts) == PLAN.studies
    assert accuracy(full, Window(date(2020, 1, 1), date(2020, 12, 31), True)).studies == 0


def test_the_last_rolling_point_is_the_last_28_days(full: Casebook) -> None:
    last = accuracy(full, SIMULATED).rolling["high_specificity"][-1]
    alone = accuracy(full, Window(last.day - timedelta(days=27), last.day, True))
    assert last.sensitivity == alone.points["high_specificity"].sensitivity


def test_what_the_probabilities_promise_holds(full: Casebook) -> None:
    known, found = truth(PLAN), estimates(full, SIMULATED)
    inside = [
        figure.low <= known[name][each.point] <= figure.high
        for each in found
        for name in ("sensitivity", "specificity")
        if (figure := getattr(each, name)).low is not None
    ]
    assert sum(inside) >= len(inside) - 2
    assert sum(each.studies for each in found if each.point == "high_sensitivity") == PLAN.studies


def test_the_next_labels_go_where_they_tell_the_most(full: Casebook) -> None:
    # Many undecided studies of a kind that is half fractured tell more than a well-known kind.
    kinds = [
        Kind(Band.POSITIVE, Call.FRACTURE, False, 1000, 20, 10),
        Kind(Band.POSITIVE, Call.NO_FRACTURE, True, 50, 50, 25),
        Kind(Band.NEGATIVE, Call.NO_FRACTURE, False, 5000, 2000, 2),
    ]
    assert [kind.call for kind, _ in worth(kinds)] == [Call.FRACTURE, Call.NO_FRACTURE]
    found = attention(full, SIMULATED, now=PLAN.now)
    assert found.disputes > 0 and found.recalls > 0 and found.missed <= found.disputes
    assert 0 < len(found.wanted) <= 12
    assert all("such studies have a decision" in each.why for each in found.wanted)
    with full.database.reading() as session:
        rows = [session.get_one(StudyTable, each.study_id) for each in found.wanted]
        assert all(
            row.reference is None and row.call == each.call
            for row, each in zip(rows, found.wanted, strict=True)
        )
