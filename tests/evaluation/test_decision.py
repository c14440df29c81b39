"""Net benefit by hand."""

import json
from typing import Any

import numpy as np
import pytest

from core.evaluation import decision_curve


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
