"""What a threshold does, and what it means at another prevalence."""

from math import exp, hypot, log, sqrt
from typing import Any

import numpy as np
import pytest

from core.errors import EvaluationError
from core.evaluation import Explored, explore, wilson
from core.evaluation.exploring import expected
from core.evaluation.figures import Figure
from core.evaluation.grouped import design_effect

# 40 of 50 fractured films are called and 30 of 150 others: sensitivity 0.8, specificity 0.8.
LABELS = np.repeat([1, 0], [50, 150])
SAID = np.r_[np.full(40, 0.7), np.full(10, 0.2), np.full(30, 0.7), np.full(120, 0.2)]


def bounds(figure: Figure) -> tuple[Any, Any]:
    return figure["low"], figure["high"]


def test_films_are_counted_at_the_threshold() -> None:
    found = explore(LABELS, SAID, 0.7, 0.05)
    assert (found.threshold, found.prevalence, found.n, found.n_fractured) == (0.7, 0.05, 200, 50)
    assert (found.tp, found.fp, found.fn, found.tn) == (40, 30, 10, 120)
    assert found.sensitivity["value"] == found.specificity["value"] == 0.8
    assert bounds(found.sensitivity) == wilson(40, 50)
    assert bounds(found.specificity) == wilson(120, 150)


def test_predictive_values_are_bayes_with_mercaldos_interval() -> None:
    found = explore(LABELS, SAID, 0.5, 0.05)
    assert found.ppv["value"] == pytest.approx(0.04 / (0.04 + 0.19))
    assert found.npv["value"] == pytest.approx(0.76 / (0.76 + 0.01))
    for figure, spread in (
        (found.ppv, sqrt(0.2 / 0.8 / 50 + 0.8 / 0.2 / 150)),
        (found.npv, sqrt(0.8 / 0.2 / 50 + 0.2 / 0.8 / 150)),
    ):
        centre = log(figure["value"] / (1 - figure["value"]))
        ends = tuple(1 / (1 + exp(-centre - sign * 1.959964 * spread)) for sign in (-1, 1))
        assert bounds(figure) == pytest.approx(ends)
        assert figure["method"] == "Mercaldo, logit scale"


def test_at_the_samples_own_prevalence_they_are_those_of_the_sample() -> None:
    found = explore(LABELS, SAID, 0.5, 0.25)
    assert found.ppv["value"] == pytest.approx(40 / 70)
    assert found.npv["value"] == pytest.approx(120 / 130)


def test_of_a_thousand_films() -> None:
    found = explore(LABELS, SAID, 0.5, 0.05)
    values = [figure["value"] for figure in (found.called, found.missed, found.false_alarms)]
    assert values == pytest.approx([40 + 190, 10, 190])
    (low, high), (low_others, high_others) = wilson(40, 50), wilson(120, 150)
    assert bounds(found.missed) == pytest.approx((50 * (1 - high), 50 * (1 - low)))
    alarms = 950 * (1 - high_others), 950 * (1 - low_others)
    assert bounds(found.false_alarms) == pytest.approx(alarms)
    assert bounds(found.called) == pytest.approx(
        (230 - hypot(40 - 50 * low, 190 - alarms[0]), 230 + hypot(50 * high - 40, alarms[1] - 190))
    )


def test_at_the_ends_of_the_slider_nothing_is_made_up() -> None:
    everything, nothing = explore(LABELS, SAID, 0.0, 0.1), explore(LABELS, SAID, 1.0, 0.1)
    assert everything.ppv["value"] == pytest.approx(0.1)
    assert bounds(everything.ppv) == (None, None)
    assert (everything.npv["value"], everything.npv["note"]) == (None, "Every film is called fractured.")
    assert everything.called["value"] == pytest.approx(1000)
    assert (nothing.ppv["value"], nothing.ppv["note"]) == (None, "No film is called fractured.")
    assert nothing.npv["value"] == pytest.approx(0.9)
    assert nothing.missed["value"] == pytest.approx(100)
    assert nothing.missed["high"] == pytest.approx(100)
    certain = explore(LABELS, np.where(LABELS == 1, SAID, 0.2), 0.5, 0.1)
    assert (certain.ppv["value"], *bounds(certain.ppv)) == (1.0, None, None)


@pytest.mark.parametrize(("labels", "probabilities"), [(LABELS[:59], SAID[:59]), (LABELS[:50], SAID[:50])])
def test_too_few_films_give_counts_only(labels: Any, probabilities: Any) -> None:
    found = explore(labels, probabilities, 0.5, 0.1)
    assert (found.tp, found.fn) == (40, 10)
    figures = [getattr(found, name) for name in Explored.__slots__[8:]]
    assert len(figures) == 7
    for figure in figures:
        assert figure["value"] is None
        assert "fewer than 10" in figure["note"]


@pytest.mark.parametrize(
    ("threshold", "prevalence"), [(-0.1, 0.5), (1.1, 0.5), (0.5, 0.0), (0.5, 1.0), (float("nan"), 0.5)]
)
def test_numbers_out_of_range_are_refused(threshold: float, prevalence: float) -> None:
    with pytest.raises(EvaluationError):
        explore(LABELS, SAID, threshold, prevalence)


def test_counts_alone_are_enough_at_any_prevalence() -> None:
    # Sensitivity 0.9 and specificity 0.8: at 10 %, of 1,000 films 90 are found and 180 others are called.
    found = expected(90, 80, 10, 320, 0.1)
    assert found["ppv"]["value"] == pytest.approx(90 / 270)
    assert found["npv"]["value"] == pytest.approx(720 / 730)
    assert found["missed"]["value"] == pytest.approx(10)
    assert found["false_alarms"]["value"] == pytest.approx(180)
    assert found["called"]["value"] == pytest.approx(270)


# Films come in tens that share a label and an answer, and so are worth far fewer strangers.
RELATED = list(np.arange(200) // 10)


def test_related_films_widen_every_interval_and_change_no_value() -> None:
    alone, related = explore(LABELS, SAID, 0.5, 0.05), explore(LABELS, SAID, 0.5, 0.05, RELATED)
    for name in Explored.__slots__[8:]:
        one, other = getattr(alone, name), getattr(related, name)
        assert other["value"] == one["value"]
        assert other["low"] < one["low"] < one["high"] < other["high"]
        assert "groups counted by their design effect" in other["method"]
        assert "groups" not in one["method"]


def test_the_intervals_go_by_the_design_effect_of_each_side() -> None:
    # Of 5 groups of fractured films 4 are called whole: (5 / 4 * (4 * 2**2 + 8**2) / 50**2) over 0.16 / 49.
    effect = design_effect(np.repeat([1, 0], [40, 10]), np.repeat(range(5), 10))
    assert effect == pytest.approx(0.04 * 49 / 0.16)
    other = design_effect(np.repeat([1, 0], [30, 120]), np.repeat(range(15), 10))
    found = explore(LABELS, SAID, 0.5, 0.05, RELATED)
    assert bounds(found.sensitivity) == pytest.approx(wilson(40 / effect, 50 / effect))
    assert bounds(found.missed) == pytest.approx(tuple(50 * end for end in wilson(10 / effect, 50 / effect)))
    assert bounds(found.specificity) == pytest.approx(wilson(120 / other, 150 / other))
    for figure, spread in (
        (found.ppv, sqrt(effect * 0.2 / 0.8 / 50 + other * 0.8 / 0.2 / 150)),
        (found.npv, sqrt(effect * 0.8 / 0.2 / 50 + other * 0.2 / 0.8 / 150)),
    ):
        centre = log(figure["value"] / (1 - figure["value"]))
        ends = tuple(1 / (1 + exp(-centre - sign * 1.959964 * spread)) for sign in (-1, 1))
        assert bounds(figure) == pytest.approx(ends)
