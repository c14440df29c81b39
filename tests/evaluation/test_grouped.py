"""Proportions of related films: how much fewer films their groups are worth."""

import numpy as np
import pytest

from core.evaluation import evaluate_predictions, wilson
from core.evaluation.grouped import design_effect, share
from core.evaluation.points import likelihood_ratios
from core.records import OperatingPoints

PAIRS = np.array([0, 0, 1, 1, 2, 2, 3, 3])


def test_the_design_effect_by_hand() -> None:
    # Two pairs of hits and two of misses: each pair is off the mean by 1, so the variance of the share is
    # 4 / 3 * 4 / 8**2 = 1 / 12, where seven of eight strangers would give 0.5 * 0.5 / 7 = 1 / 28.
    assert design_effect(np.array([1, 1, 0, 0, 1, 1, 0, 0]), PAIRS) == pytest.approx(28 / 12)


@pytest.mark.parametrize(
    ("hits", "groups"),
    [
        ([1, 0, 1, 0, 1, 0, 1, 0], PAIRS),  # relatives that differ more than strangers
        ([1, 1, 0, 0, 1, 1, 0, 0], np.arange(8)),  # no relatives
        ([1, 1, 0, 0, 1, 1, 0, 0], np.zeros(8)),  # one group
        ([1] * 8, PAIRS),  # all alike
    ],
)
def test_it_is_one_where_groups_tell_of_nothing(hits: list[int], groups: np.ndarray) -> None:
    assert design_effect(np.array(hits), groups) == pytest.approx(1)


def test_a_share_of_related_films_has_the_wider_interval() -> None:
    hits = np.array([1, 1, 0, 0, 1, 1, 0, 0])
    alone, related = share(hits, None), share(hits, PAIRS)
    assert (alone["value"], alone["low"], alone["high"]) == (0.5, *wilson(4, 8))
    assert (related["low"], related["high"]) == pytest.approx(wilson(4 * 12 / 28, 8 * 12 / 28))
    assert (related["value"], related["n"]) == (0.5, 8)
    assert related["method"] == "Wilson score, groups counted by their design effect"
    assert share(hits[:0], PAIRS[:0])["value"] is None


def test_copies_of_every_film_leave_the_intervals_of_a_point_nearly_as_they_were() -> None:
    labels = np.repeat([1, 0], 40)
    probabilities = np.r_[np.linspace(0.3, 0.9, 40), np.linspace(0.1, 0.7, 40)]
    points = OperatingPoints(0.4, 0.6)
    once = evaluate_predictions(labels, probabilities, points, resamples=10)
    thrice = evaluate_predictions(
        np.tile(labels, 3),
        np.tile(probabilities, 3),
        points,
        groups=list(np.tile(range(80), 3)),
        resamples=10,
    )
    for key in ("accuracy", "sensitivity", "specificity", "ppv", "npv", "lr_positive", "lr_negative"):
        one, other = (found["points"]["high_sensitivity"][key] for found in (once, thrice))
        assert other["value"] == pytest.approx(one["value"])
        assert (other["low"], other["high"]) == pytest.approx((one["low"], one["high"]), rel=0.02)
        assert "groups" in other["method"]
    for path in ("prevalence", "doubt"):
        one, other = (found[path].get("share", found[path]) for found in (once, thrice))
        assert other["high"] - other["low"] == pytest.approx(one["high"] - one["low"], rel=0.02)


def test_likelihood_ratios_widen_by_the_effect_of_each_class() -> None:
    plain, widened = likelihood_ratios(45, 20, 5, 80), likelihood_ratios(45, 20, 5, 80, (4.0, 4.0))
    for key, one in plain.items():
        other = widened[key]
        assert other["value"] == one["value"]
        # The spread on the log scale is that of a quarter of the films: twice as wide.
        assert np.log(other["high"] / other["low"]) == pytest.approx(2 * np.log(one["high"] / one["low"]))
