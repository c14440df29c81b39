"""Net benefit by hand, and what a threshold means at another prevalence."""

import json
from math import exp, hypot, log, sqrt
from typing import Any

import numpy as np
import pytest

from core.errors import EvaluationError
from core.evaluation import Explored, decision_curve, explore, wilson
from core.evaluation.decision import expected
from core.evaluation.figures import Figure


def sample(n: int = 300) -> tuple[Any, Any]:
    random = np.random.default_rng(5)
    probabilities = random.beta(1, 3, n)
    return (random.random(n) < probabilities).astype(int), probabilities


def test_net_benefit_by_hand() -> None:
    # At 0.2 (odds 1 / 4) all but the last are called, at 0.5 (odds 1) the first and the third.
    labels, probabilities = [1, 1, 0, 0, 0], [0.9, 0.3, 0.5, 0.2, 0.1]
    curve = decision_curve(labels, probabilities, resamples=50)
    at = dict(zip(curve["thresholds"], curve["model"]["value"], strict=True))
    everybody = dict(zip(curve["thresholds"], curve["treat_all"], strict=True))
    assert at[0.2] == pytest.approx((2 - 2 / 4) / 5)
    assert at[0.5] == pytest.approx((1 - 1) / 5)
    assert everybody[0.2] == pytest.approx((2 - 3 / 4) / 5)
    assert at[0.01] == pytest.approx(everybody[0.01])
    assert (curve["n"], curve["note"]) == (5, "")


def test_thresholds_go_from_one_to_sixty_in_a_hundred() -> None:
    curve = decision_curve(*sample(), resamples=50)
    assert curve["thresholds"] == [round(0.01 * number, 2) for number in range(1, 61)]
    lists = [curve["treat_all"], *curve["model"].values()]
    assert {len(values) for values in lists} == {60}
    assert json.loads(json.dumps(curve, allow_nan=False)) == curve


def test_the_band_holds_the_curve() -> None:
    curve = decision_curve(*sample(), resamples=200)["model"]
    for value, low, high in list(zip(curve["value"], curve["low"], curve["high"], strict=True))[10:]:
        assert low < value < high


def test_a_band_of_groups_is_as_wide_as_that_of_the_films_alone() -> None:
    labels, probabilities = (np.tile(values, 4) for values in sample())
    apart = decision_curve(labels, probabilities, groups=np.arange(1200), resamples=400)
    together = decision_curve(labels, probabilities, groups=np.tile(np.arange(300), 4), resamples=400)

    def width(curve: dict[str, Any]) -> float:
        return float(curve["model"]["high"][29] - curve["model"]["low"][29])

    assert width(together) == pytest.approx(2 * width(apart), rel=0.2)
    assert together["method"] == "bootstrap over groups, 400 resamples, percentile, pointwise"


def test_where_nothing_is_ever_called_there_is_no_band() -> None:
    labels, probabilities = [1] * 10 + [0] * 10, np.r_[np.linspace(0.2, 0.4, 10), np.linspace(0.1, 0.3, 10)]
    model = decision_curve(labels, probabilities, resamples=50)["model"]
    assert (model["value"][-1], model["low"][-1], model["high"][-1]) == (0.0, None, None)
    assert model["low"][24] < model["value"][24] < model["high"][24]


@pytest.mark.parametrize("labels", [[], [1, 1], [0]])
def test_a_missing_class_leaves_the_lists_empty(labels: list[int]) -> None:
    curve = decision_curve(labels, [0.5] * len(labels))
    assert curve["thresholds"] == curve["treat_all"] == []
    assert curve["model"] == {"value": [], "low": [], "high": []}
    assert (curve["n"], curve["note"]) == (len(labels), "Needs films of both classes.")


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
