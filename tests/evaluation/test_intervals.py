"""Intervals against published and brute-force numbers."""

from itertools import product
from math import exp, log, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from core.evaluation import wilson
from core.evaluation.intervals import (
    Matrix,
    Statistic,
    delong,
    delong_difference,
    percentiles,
    resample,
    resampling,
    two_sided,
    wald,
)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_is_symmetric_and_never_leaves_the_unit_interval() -> None:
    assert wilson(20, 20)[1] == 1.0
    assert wilson(20, 20)[0] == pytest.approx(1 - wilson(0, 20)[1])


def test_wilson_without_a_trial_knows_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_wilson_at_another_level() -> None:
    narrow, wide = wilson(30, 100, 0.90), wilson(30, 100, 0.99)
    assert wide[0] < narrow[0] < 0.3 < narrow[1] < wide[1]


@pytest.mark.parametrize(("successes", "n", "level"), [(-1, 3, 0.95), (4, 3, 0.95), (1, 3, 0.0), (1, 3, 1.0)])
def test_wilson_refuses_nonsense(successes: int, n: int, level: float) -> None:
    with pytest.raises(ValueError):
        wilson(successes, n, level)


def _by_all_pairs(positive: list[float], negative: list[float]) -> tuple[float, float]:
    """AUROC and DeLong's variance straight from the 1988 paper's structural components."""

    def psi(x: float, y: float) -> float:
        return 1.0 if x > y else 0.5 if x == y else 0.0

    m, n = len(positive), len(negative)
    area = sum(psi(x, y) for x, y in product(positive, negative)) / (m * n)
    v10 = [sum(psi(x, y) for y in negative) / n for x in positive]
    v01 = [sum(psi(x, y) for x in positive) / m for y in negative]
    s10 = sum((v - area) ** 2 for v in v10) / (m - 1)
    s01 = sum((v - area) ** 2 for v in v01) / (n - 1)
    return area, s10 / m + s01 / n


@pytest.mark.parametrize("decimals", [1, 6])  # one decimal makes many ties
def test_delong_equals_the_comparison_of_all_pairs(decimals: int) -> None:
    random = np.random.default_rng(3)
    labels = np.repeat([1, 0], [30, 50])
    scores = np.round(random.normal(labels * 0.9), decimals)
    area, variance = _by_all_pairs(scores[:30].tolist(), scores[30:].tolist())
    half = 1.959963984540054 * sqrt(variance) / (area * (1 - area))
    centre = log(area / (1 - area))
    expected = (area, 1 / (1 + exp(half - centre)), 1 / (1 + exp(-half - centre)))
    assert delong(labels, scores) == pytest.approx(expected, abs=1e-12)


def test_delong_by_hand() -> None:
    # Three pairs of four are in order; v10 = (1, 0.5), v01 = (0.5, 1): variance 0.125 / 2 + 0.125 / 2.
    area, low, high = delong(np.array([1, 1, 0, 0]), np.array([0.9, 0.4, 0.6, 0.1]))
    half = 1.959963984540054 * sqrt(0.125) / 0.1875
    assert area == 0.75
    assert (low, high) == pytest.approx((1 / (1 + exp(half - log(3))), 1 / (1 + exp(-half - log(3)))))


def test_delong_of_equal_scores_is_a_coin() -> None:
    assert delong(np.array([1, 1, 0, 0]), np.full(4, 0.3))[0] == 0.5


@pytest.mark.parametrize("decimals", [1, 6])
def test_the_paired_test_equals_the_covariance_of_all_pairs(decimals: int) -> None:
    random = np.random.default_rng(8)
    labels = np.repeat([1, 0], [25, 40])
    film = random.normal(labels)  # what both see, so that their areas are correlated
    scores = [np.round(film + random.normal(0, noise, 65), decimals) for noise in (0.4, 1.0)]
    components = []
    for each in scores:
        wins = np.array([[(x > y) + (x == y) / 2 for y in each[25:]] for x in each[:25]])  # (m, n)
        components.append((wins.mean(axis=1), wins.mean(axis=0)))
    covariance = np.cov([c[0] for c in components]) / 25 + np.cov([c[1] for c in components]) / 40
    spread = sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    expected = components[0][0].mean() - components[1][0].mean()
    difference, low, high, p = delong_difference(labels, scores[0], scores[1])
    assert difference == pytest.approx(expected)
    assert (low, high) == pytest.approx((expected - 1.959964 * spread, expected + 1.959964 * spread))
    assert p == pytest.approx(2 * stats.norm.sf(abs(expected) / spread))
    assert difference == pytest.approx(delong(labels, scores[0])[0] - delong(labels, scores[1])[0])


def test_the_paired_test_turns_round_with_its_sides() -> None:
    random = np.random.default_rng(2)
    labels = np.repeat([1, 0], 15)
    one, other = random.normal(labels), random.normal(labels)
    difference, low, high, p = delong_difference(labels, one, other)
    assert delong_difference(labels, other, one) == pytest.approx((-difference, -high, -low, p))


def test_scores_that_rank_alike_differ_by_nothing_and_have_no_test() -> None:
    labels, scores = np.array([1, 1, 0, 0]), np.array([0.9, 0.4, 0.6, 0.1])
    difference, *rest = delong_difference(labels, scores, scores**2)
    assert difference == 0
    assert np.isnan(rest).all()
    assert np.isnan(delong_difference(np.ones(3), np.arange(3.0), np.arange(3.0))).all()
    assert np.isnan(delong_difference(labels[:3], scores[:3], -scores[:3])[1:]).all()


def test_a_normal_value_two_errors_from_nothing() -> None:
    assert two_sided(-1.0, 0.5) == pytest.approx(0.0455, abs=1e-4)
    assert wald(1.0, 0.5, 0.9) == pytest.approx((1 - 0.5 * 1.644854, 1 + 0.5 * 1.644854), abs=1e-6)


def test_a_bootstrap_says_how_it_was_drawn() -> None:
    assert resampling(None, 500) == "bootstrap stratified by label, 500 resamples, percentile"
    assert resampling(np.arange(3), 500) == "bootstrap over groups, 500 resamples, percentile"


@pytest.mark.parametrize("labels", [[1, 1, 1], [0, 0], [1], []])
def test_delong_of_one_class_is_undefined(labels: list[int]) -> None:
    assert np.isnan(delong(np.array(labels), np.linspace(0, 1, len(labels)))).all()


@pytest.mark.parametrize(("labels", "area"), [([1, 0, 0], 1.0), ([1, 1, 0, 0], 1.0), ([0, 0, 1, 1], 0.0)])
def test_delong_has_no_interval_for_perfect_or_lone_scores(labels: list[int], area: float) -> None:
    found, low, high = delong(np.array(labels), -np.arange(len(labels), dtype=float))
    assert found == area
    assert np.isnan([low, high]).all()


def _totals(labels: NDArray[np.int64]) -> Statistic:
    def statistic(weights: Matrix) -> Matrix:
        return np.column_stack([weights.sum(axis=1), weights @ labels])

    return statistic


def test_a_stratified_resample_keeps_the_size_of_each_class() -> None:
    labels = np.array([1, 1, 1, 0, 0, 0, 0, 0])
    totals = resample(labels, None, _totals(labels), 50, seed=1)
    assert (totals == [8, 3]).all()


def test_related_films_are_drawn_together() -> None:
    groups = np.array(["a", "a", "b", "c", "c", "c"])
    weights = resample(np.zeros(6), groups, lambda drawn: drawn, 200, seed=1)
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 3:] == weights[:, 3:4]).all()
    assert (weights[:, [0, 2, 3]].sum(axis=1) == 3).all()


def test_the_seed_decides_the_draws() -> None:
    labels = np.array([1, 0, 1, 0, 0])
    draws = [resample(labels, None, lambda drawn: drawn, 20, seed) for seed in (1, 1, 2)]
    assert (draws[0] == draws[1]).all()
    assert (draws[0] != draws[2]).any()


def test_the_bootstrap_of_a_mean_has_its_known_width() -> None:
    values = np.random.default_rng(0).normal(size=400)
    labels = np.zeros(400)
    means = resample(labels, None, lambda drawn: (drawn @ values / 400)[:, None], 2000, seed=5)[:, 0]
    low, high = percentiles(means)
    expected = 1.96 * values.std() / sqrt(400)
    assert (low, high) == pytest.approx((values.mean() - expected, values.mean() + expected), abs=0.012)


def test_percentiles_pass_over_undefined_resamples() -> None:
    values = np.array([np.nan, *np.linspace(0, 1, 41), np.nan])
    assert percentiles(values) == pytest.approx((0.025, 0.975))


@pytest.mark.parametrize("values", [[1.0, 1.0, 1.0], [np.nan, np.nan], []])
def test_percentiles_of_what_never_varies_are_undefined(values: list[float]) -> None:
    assert np.isnan(percentiles(np.array(values))).all()
