"""Concordance on casebooks small enough to count by hand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from core.casebook import Casebook, clock
from core.monitoring import Share, concordance
from core.monitoring.concordance import cohens_kappa
from core.records import Agreement, Band, Call
from tests.casebook.builders import BAND_PROBABILITY, answer, film, keep_case, open_casebook, read


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    opened = open_casebook(tmp_path)
    yield opened
    opened.close()


def read_cases(
    casebook: Casebook, band: Band, call: Call, cases: int, agreement: Agreement = Agreement.AGREE
) -> None:
    """Keep so many cases of a band, each read once with a call."""
    for number in range(cases):
        case_id = keep_case(casebook, f"{band} {call} {number}", BAND_PROBABILITY[band])
        casebook.add_read(read(case_id, call, agreement))


def test_an_empty_casebook_gives_zeros_and_no_rates(casebook: Casebook) -> None:
    found = concordance(casebook)
    assert (found.cases, found.read_cases, found.reads, found.unpaired) == (0, 0, 0, 0)
    assert found.agreement == Share(0, 0, None, None, None)
    assert found.kappa is None
    assert found.table == {band: dict.fromkeys(Call, 0) for band in Band}
    assert found.stated == dict.fromkeys(Agreement, 0)
    assert (found.models, found.days) == ((), ())
    assert found.sentence == "No reads can be compared with the model yet."


def test_figures_worked_by_hand(casebook: Casebook) -> None:
    read_cases(casebook, Band.POSITIVE, Call.FRACTURE, 4)
    read_cases(casebook, Band.POSITIVE, Call.NO_FRACTURE, 1, Agreement.DISAGREE)
    read_cases(casebook, Band.NEGATIVE, Call.FRACTURE, 2, Agreement.DISAGREE)
    read_cases(casebook, Band.NEGATIVE, Call.NO_FRACTURE, 3)
    read_cases(casebook, Band.DOUBT, Call.FRACTURE, 1, Agreement.UNSURE)
    read_cases(casebook, Band.POSITIVE, Call.UNSURE, 1, Agreement.UNSURE)
    keep_case(casebook, "unread", 0.9)
    found = concordance(casebook)
    assert (found.cases, found.read_cases, found.reads, found.unpaired) == (13, 12, 12, 0)
    assert found.table == {
        Band.POSITIVE: {Call.FRACTURE: 4, Call.NO_FRACTURE: 1, Call.UNSURE: 1},
        Band.DOUBT: {Call.FRACTURE: 1, Call.NO_FRACTURE: 0, Call.UNSURE: 0},
        Band.NEGATIVE: {Call.FRACTURE: 2, Call.NO_FRACTURE: 3, Call.UNSURE: 0},
    }
    # 7 of 10 decided reads agree; Wilson: (0.7 + z²/20 ± z·sqrt(0.021 + z²/400)) / (1 + z²/10), z = 1.959964.
    assert (found.agreement.hits, found.agreement.n, found.agreement.value) == (7, 10, 0.7)
    assert found.agreement.low == pytest.approx(0.396778, abs=1e-6)
    assert found.agreement.high == pytest.approx(0.892209, abs=1e-6)
    # By chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5, so kappa = (0.7 - 0.5) / 0.5.
    assert found.kappa == pytest.approx(0.4)
    assert found.stated == {Agreement.AGREE: 7, Agreement.DISAGREE: 3, Agreement.UNSURE: 2}
    assert found.sentence == (
        "Readers and model agreed on 7 of 10 decided reads: 70% (95 % interval 40% to 89%)."
    )


def test_only_the_final_read_of_each_reader_counts(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film", 0.9)
    first = casebook.add_read(read(case_id, Call.NO_FRACTURE, Agreement.DISAGREE, "anna"))
    casebook.add_read(read(case_id, Call.UNSURE, Agreement.UNSURE, "ben"))
    casebook.add_read(read(case_id, Call.FRACTURE, Agreement.AGREE, "anna", corrects=first.id))
    casebook.add_read(read(case_id, Call.NO_FRACTURE, Agreement.DISAGREE, "ben"))
    found = concordance(casebook)
    assert (found.cases, found.read_cases, found.reads) == (1, 1, 2)
    assert found.table[Band.POSITIVE] == {Call.FRACTURE: 1, Call.NO_FRACTURE: 1, Call.UNSURE: 0}
    assert found.stated == {Agreement.AGREE: 1, Agreement.DISAGREE: 1, Agreement.UNSURE: 0}


def test_drawn_samples_are_left_out_unless_asked_for(casebook: Casebook) -> None:
    for name, synthetic in (("real", False), ("drawn", True)):
        casebook.add_read(read(keep_case(casebook, name, 0.9, synthetic=synthetic)))
    assert (concordance(casebook).cases, concordance(casebook).reads) == (1, 1)
    every = concordance(casebook, include_synthetic=True)
    assert (every.cases, every.reads) == (2, 2)


def test_a_read_counts_for_the_model_version_that_was_seen(casebook: Casebook) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    casebook.add_analysis(case_id, answer(radiograph, 0.9, "densenet121"))
    other = casebook.add_analysis(case_id, answer(radiograph, 0.1, "resnet50"))
    casebook.add_read(read(case_id, Call.FRACTURE, reader="anna"))
    casebook.add_read(read(case_id, Call.FRACTURE, Agreement.DISAGREE, "ben", analysis_id=other))
    dense, residual = concordance(casebook).models
    assert (dense.model, dense.version, dense.reads, dense.agreement.hits) == ("densenet121", "1.0.0", 1, 1)
    assert (residual.model, residual.reads, residual.agreement.hits, residual.agreement.n) == (
        "resnet50",
        1,
        0,
        1,
    )
    assert residual.table[Band.NEGATIVE][Call.FRACTURE] == 1
    assert concordance(casebook).agreement.value == 0.5


def test_a_read_without_any_analysis_is_counted_but_not_compared(casebook: Casebook) -> None:
    casebook.add_read(read(keep_case(casebook, "bare")))
    found = concordance(casebook)
    assert (found.reads, found.unpaired, found.agreement.n) == (1, 1, 0)
    assert found.models == ()
    assert [(day.reads, day.agreement.value) for day in found.days] == [(1, None)]


def test_days_are_in_order_when_the_clock_jumped(casebook: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = ((9, Call.FRACTURE), (2, Call.NO_FRACTURE), (9, Call.NO_FRACTURE))
    for number, (day, call) in enumerate(reads):
        moment = datetime(2026, 3, day, 23, 59, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", partial(moment.astimezone, UTC))
        casebook.add_read(read(keep_case(casebook, f"film {number}", 0.9), call))
    days = concordance(casebook).days
    assert [(day.day, day.reads, day.agreement.hits) for day in days] == [
        (date(2026, 3, 2), 1, 0),
        (date(2026, 3, 9), 2, 1),
    ]


@pytest.mark.parametrize(
    ("cells", "kappa"),
    [
        ((5, 0, 0, 5), 1.0),
        ((0, 5, 5, 0), -1.0),
        ((25, 25, 25, 25), 0.0),
        ((20, 5, 10, 15), 0.4),  # the worked example of Wikipedia's page on Cohen's kappa
        ((7, 0, 0, 0), None),
        ((0, 0, 0, 0), None),
    ],
)
def test_kappa_of_known_tables(cells: tuple[int, int, int, int], kappa: float | None) -> None:
    both, model_only, reader_only, neither = cells
    table = {
        Band.POSITIVE: {Call.FRACTURE: both, Call.NO_FRACTURE: model_only},
        Band.NEGATIVE: {Call.FRACTURE: reader_only, Call.NO_FRACTURE: neither},
    }
    assert cohens_kappa(table) == (None if kappa is None else pytest.approx(kappa))
