"""Likelihood ratios of an operating point; its other figures are tested with the whole report."""

from math import exp, sqrt

import numpy as np
import pytest

from core.evaluation import evaluate_predictions
from core.evaluation.points import confusion, likelihood_ratios
from core.records import OperatingPoints


def test_calls_are_counted_true_and_false() -> None:
    labels, called = np.array([1, 1, 1, 0, 0, 0, 0]), np.array([1, 1, 0, 1, 0, 0, 0], np.bool_)
    assert confusion(labels, called) == (2, 1, 1, 3)
    assert confusion(labels[:0], called[:0]) == (0, 0, 0, 0)


def test_likelihood_ratios_by_hand() -> None:
    # Sensitivity 45 / 50 = 0.9, specificity 80 / 100 = 0.8.
    found = likelihood_ratios(tp=45, fp=20, fn=5, tn=80)
    positive, negative = found["lr_positive"], found["lr_negative"]
    assert positive["value"] == pytest.approx(0.9 / 0.2)
    assert negative["value"] == pytest.approx(0.1 / 0.8)
    for figure, spread in (
        (positive, sqrt(1 / 45 - 1 / 50 + 1 / 20 - 1 / 100)),
        (negative, sqrt(1 / 5 - 1 / 50 + 1 / 80 - 1 / 100)),
    ):
        factor = exp(1.959964 * spread)
        assert figure["low"] == pytest.approx(figure["value"] / factor)
        assert figure["high"] == pytest.approx(figure["value"] * factor)
        assert (figure["n"], figure["method"], figure["note"]) == (150, "Simel, log scale", "")


def test_a_ratio_without_a_limit_has_a_sentence_in_its_place() -> None:
    never = likelihood_ratios(tp=10, fp=0, fn=5, tn=20)
    assert never["lr_positive"]["value"] is None
    assert "No film without a fracture is called" in never["lr_positive"]["note"]
    assert never["lr_negative"]["value"] == pytest.approx(5 / 15)
    always = likelihood_ratios(tp=15, fp=20, fn=0, tn=0)
    assert always["lr_negative"]["value"] is None
    assert "Every film without a fracture is called" in always["lr_negative"]["note"]


@pytest.mark.parametrize(
    ("counts", "key", "value"),
    [
        ((0, 5, 15, 15), "lr_positive", 0.0),
        ((15, 5, 0, 15), "lr_negative", 0.0),
        ((15, 20, 0, 0), "lr_positive", 1.0),
        ((0, 0, 15, 20), "lr_negative", 1.0),
    ],
)
def test_a_ratio_from_none_or_all_has_no_interval(
    counts: tuple[int, int, int, int], key: str, value: float
) -> None:
    figure = likelihood_ratios(*counts)[key]
    assert (figure["value"], figure["low"], figure["high"]) == (value, None, None)
    assert figure["note"]


def test_nine_films_of_a_class_are_too_few() -> None:
    for figure in likelihood_ratios(tp=5, fp=3, fn=4, tn=40).values():
        assert (figure["value"], figure["n"]) == (None, 52)
        assert "fewer than 10" in figure["note"]


def test_both_points_of_a_report_carry_them() -> None:
    labels = np.repeat([1, 0], 20)
    probabilities = np.r_[np.linspace(0.3, 0.9, 20), np.linspace(0.1, 0.7, 20)]
    points = evaluate_predictions(labels, probabilities, OperatingPoints(0.4, 0.6))["points"]
    for part in points.values():
        counts = part["confusion"]
        expected = likelihood_ratios(counts["tp"], counts["fp"], counts["fn"], counts["tn"])
        assert {key: part[key] for key in expected} == expected
