"""A figure knows its n and its interval, and refuses where there are too few."""

import numpy as np
import pytest

from core.evaluation.intervals import delong, wilson
from core.monitoring.areas import auroc
from core.monitoring.cells import Cell
from core.monitoring.figures import Figure, f1, mean, paired_difference, rate
from core.monitoring.steps import PROBABILITIES
from core.records import Band, Call


def test_a_rate_is_a_proportion_with_wilsons_interval() -> None:
    found = rate(18, 24)
    assert (found.value, found.low, found.high, found.n, found.hits) == (0.75, *wilson(18, 24), 24, 18)
    assert found.spoken() == "75 % (95 % interval 55 to 88 %, n = 24)"


def test_a_rate_of_too_few_is_refused_and_says_how_many_it_takes() -> None:
    assert rate(7, 19) == Figure(None, None, None, 19, note="Too few: 19 of the 20 that it takes.")
    assert rate(0, 0).note == "None yet."
    assert not rate(7, 19).drawable


def test_f1_lies_inside_its_interval_and_equals_the_usual_one() -> None:
    found = f1(30, 10, 10)
    assert found.value == pytest.approx(2 * 30 / (2 * 30 + 10 + 10))
    assert found.low is not None and found.high is not None and found.value is not None
    assert found.low < found.value < found.high


def test_a_mean_from_sums_is_that_of_the_numbers() -> None:
    numbers = np.random.default_rng(1).lognormal(3, 0.5, 200)
    found = mean(float(numbers.sum()), float((numbers**2).sum()), 200)
    half = 1.959964 * numbers.std(ddof=1) / np.sqrt(200)
    assert found.value == pytest.approx(numbers.mean())
    assert found.high == pytest.approx(numbers.mean() + half)


def test_a_paired_difference_worked_by_hand() -> None:
    # 12 to the better, 3 to the worse of 100: (13 - 4) / 102 +- 1.96 sqrt((17 / 102 - (9 / 102)^2) / 102)
    found = paired_difference(12, 3, 100)
    assert found.value == pytest.approx(0.09)
    assert found.low == pytest.approx(
        9 / 102 - 1.959964 * np.sqrt((17 / 102 - (9 / 102) ** 2) / 102), abs=1e-6
    )


def test_auroc_of_counted_steps_is_delongs_of_the_steps() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 2, 400)
    steps = np.clip(rng.normal(12 + 6 * labels, 5), 0, len(PROBABILITIES)).astype(int)
    cells = [
        Cell(1, Band.DOUBT, Call.FRACTURE if label else Call.NO_FRACTURE, "", step=int(step))
        for label, step in zip(labels, steps, strict=True)
    ]
    found = auroc(cells)
    assert (found.value, found.low, found.high) == pytest.approx(delong(labels, steps), abs=1e-12)


def test_auroc_is_refused_where_one_kind_is_missing() -> None:
    assert auroc([Cell(50, Band.DOUBT, Call.FRACTURE, "", step=3)]).value is None
