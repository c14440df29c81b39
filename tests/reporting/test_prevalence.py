"""What an operating point comes to at another prevalence, worked out by hand."""

import pytest

from core.reporting.prevalence import expected
from tests.reporting.figures import figure


def point(sensitivity: float | None, specificity: float | None, **ratios: object) -> dict[str, object]:
    return {
        "sensitivity": figure(sensitivity, 91),
        "specificity": figure(specificity, 400, 0.02),
        **ratios,
    }


def test_predictive_values_follow_bayes() -> None:
    # Of 1,000 films at 10 %: 90 of 100 found, 10 missed; of 900 others 180 false alarms, 720 cleared.
    found = expected(point(0.9, 0.8), 0.1)
    assert found.ppv.value == pytest.approx(90 / 270)
    assert found.npv.value == pytest.approx(720 / 730)
    assert found.missed.value == pytest.approx(10)
    assert found.false_alarms.value == pytest.approx(180)


def test_missed_and_false_alarms_take_the_intervals_of_sensitivity_and_specificity() -> None:
    # Sensitivity 0.85 to 0.95 misses 15 to 5 of 100; specificity 0.78 to 0.82 alarms at 198 to 162 of 900.
    found = expected(point(0.9, 0.8), 0.1)
    assert [found.missed.low, found.missed.high] == [pytest.approx(5), pytest.approx(15)]
    assert [found.false_alarms.low, found.false_alarms.high] == [pytest.approx(162), pytest.approx(198)]


def test_predictive_values_take_the_intervals_of_the_likelihood_ratios() -> None:
    positive = {**figure(4.5), "low": 3.0, "high": 6.0}
    negative = {**figure(0.125), "low": 0.1, "high": 0.2}
    found = expected(point(0.9, 0.8, lr_positive=positive, lr_negative=negative), 0.1)
    # Odds before 1 to 9: after them 3/9 and 6/9; and 0.1/9 and 0.2/9 that a cleared film is fractured.
    assert [found.ppv.low, found.ppv.high] == [pytest.approx(3 / 12), pytest.approx(6 / 15)]
    assert [found.npv.low, found.npv.high] == [pytest.approx(9 / 9.2), pytest.approx(9 / 9.1)]


def test_without_likelihood_ratios_predictive_values_have_no_interval() -> None:
    found = expected(point(0.9, 0.8), 0.1)
    assert (found.ppv.low, found.ppv.high, found.ppv.note) == (None, None, "no interval")


def test_an_undefined_sensitivity_leaves_what_depends_on_it_undefined() -> None:
    found = expected(point(None, 0.8), 0.1)
    assert (found.ppv.value, found.npv.value, found.missed.value) == (None, None, None)
    assert found.missed.note == figure(None)["note"]
    assert found.false_alarms.value == pytest.approx(180)


def test_an_answer_that_is_never_given_has_no_predictive_value() -> None:
    found = expected(point(0.0, 1.0), 0.2)
    assert [found.ppv.value, found.npv.value] == [None, pytest.approx(0.8)]


def test_a_point_that_is_missing_gives_nothing() -> None:
    assert expected(None, 0.1).missed.value is None
