"""Slope, intercept and the parts of the Brier score: planted errors come out, and scikit-learn agrees."""

from typing import Any

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss

from core.evaluation.recalibration import decomposition, fit, recalibration


def sample(n: int, slope: float = 1.0, intercept: float = 0.0) -> tuple[Any, Any]:
    """Labels drawn from probabilities, and those probabilities as a network says them that is off by a line.

    Recalibrating its logit l with intercept + slope * l gives the probabilities back.
    """
    random = np.random.default_rng(17)
    logits = random.normal(-1, 1.5, n)
    labels = (random.random(n) < expit(logits)).astype(np.int64)
    return labels, expit((logits - intercept) / slope)


def judged(labels: Any, probabilities: Any, groups: Any = None) -> dict[str, Any]:
    return recalibration(np.asarray(labels), np.asarray(probabilities, float), groups, resamples=300, seed=1)


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.5, -0.5), (2.0, 0.7)])
def test_a_planted_error_is_found(slope: float, intercept: float) -> None:
    found = judged(*sample(4000, slope, intercept))
    for key, planted in (("slope", slope), ("intercept", intercept)):
        figure = found[key]
        assert figure["low"] < planted < figure["high"]
        assert figure["value"] == pytest.approx(planted, abs=0.15 * max(1.0, slope))
        assert (figure["n"], figure["method"]) == (4000, "Wald")


def test_the_fit_is_scikit_learns() -> None:
    labels, probabilities = sample(300, 0.6, 0.4)
    x = logit(probabilities)[:, None]
    expected = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(x, labels)
    found = judged(labels, probabilities)
    assert found["slope"]["value"] == pytest.approx(expected.coef_.item(), abs=1e-5)
    assert found["intercept"]["value"] == pytest.approx(expected.intercept_.item(), abs=1e-5)


def test_walds_interval_is_the_curvature_of_the_likelihood() -> None:
    labels, probabilities = sample(400)
    x = logit(probabilities)
    found = judged(labels, probabilities)
    best = np.array([found[key]["value"] for key in ("intercept", "slope")])

    def loss(at: Any) -> Any:
        scaled = at[0] + at[1] * x
        return np.sum(np.logaddexp(0, scaled) - labels * scaled)

    step = 1e-3 * np.eye(2)
    curvature = np.array(
        [
            [
                (loss(best + i + j) - loss(best + i - j) - loss(best - i + j) + loss(best - i - j)) / 4e-6
                for j in step
            ]
            for i in step
        ]
    )
    halves = 1.959964 * np.sqrt(np.diag(np.linalg.inv(curvature)))
    for key, half in zip(("intercept", "slope"), halves, strict=True):
        figure = found[key]
        assert figure["high"] - figure["value"] == pytest.approx(half, rel=1e-3)
        assert figure["value"] - figure["low"] == pytest.approx(half, rel=1e-3)


def test_a_weighted_fit_is_that_of_repeated_films() -> None:
    labels, probabilities = sample(120)
    x = logit(probabilities)
    weights = np.random.default_rng(3).integers(0, 4, (5, 120)).astype(float)
    together = fit(weights, labels, x)
    for row, found in zip(weights.astype(int), together, strict=True):
        drawn = np.repeat(labels, row), np.repeat(x, row)
        assert found == pytest.approx(fit(np.ones((1, row.sum())), *drawn)[0])


def test_a_resample_that_parts_the_classes_has_no_fit() -> None:
    labels, x = np.array([0, 0, 1, 0, 1, 1]), np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
    weights = np.array([[1, 1, 1, 1, 1, 1], [1, 1, 0, 1, 1, 1], [1, 1, 0, 1, 0, 0]], float)
    found = fit(weights, labels, x)
    assert np.isfinite(found[0]).all()
    assert np.isnan(found[1:]).all()


def test_related_films_are_drawn_together() -> None:
    labels, probabilities = (np.tile(values, 4) for values in sample(150))
    alone = judged(labels, probabilities)["slope"]
    found = judged(labels, probabilities, np.tile(np.arange(150), 4))["slope"]
    assert found["method"] == "bootstrap over groups, 300 resamples, percentile"
    assert found["value"] == pytest.approx(alone["value"])
    assert found["high"] - found["low"] == pytest.approx(2 * (alone["high"] - alone["low"]), rel=0.25)


def test_an_interval_that_hangs_on_parted_resamples_is_not_given() -> None:
    # One fractured film alone lies among the others: a third of the resamples do without it.
    labels = np.repeat([0, 1], 15)
    probabilities = np.r_[np.linspace(0.1, 0.5, 15), 0.45, np.linspace(0.6, 0.9, 14)]
    figure = judged(labels, probabilities, np.arange(30))["slope"]
    assert figure["value"] > 1
    assert (figure["low"], figure["high"]) == (None, None)
    assert figure["note"]


@pytest.mark.parametrize(
    ("labels", "probabilities", "sentence"),
    [
        ([], [], "No films"),
        ([1] * 20, np.linspace(0.1, 0.9, 20), "both classes"),
        ([1] * 9 + [0] * 30, np.linspace(0.9, 0.1, 39), "fewer than 10"),
        ([1, 0] * 15, [0.0, *np.linspace(0.1, 0.9, 29)], "no log odds"),
        ([1, 0] * 15, [*np.linspace(0.1, 0.9, 29), 1.0], "no log odds"),
        ([1, 0] * 15, [0.4] * 30, "All probabilities are equal"),
        ([0] * 15 + [1] * 15, np.linspace(0.1, 0.9, 30), "without overlap"),
        ([1] * 15 + [0] * 15, np.linspace(0.1, 0.9, 30), "without overlap"),
        ([0] * 15 + [1] * 15, [0.2] * 10 + [0.5] * 10 + [0.8] * 10, "without overlap"),
    ],
)
def test_what_has_no_slope_says_why(labels: Any, probabilities: Any, sentence: str) -> None:
    for figure in judged(np.array(labels, np.int64), probabilities).values():
        assert (figure["value"], figure["n"]) == (None, len(labels))
        assert sentence in figure["note"]


def test_the_parts_of_the_brier_score_add_up() -> None:
    labels, probabilities = sample(500, 0.5)
    parts = decomposition(labels, probabilities)
    assert parts is not None
    total = parts["reliability"] - parts["resolution"] + parts["uncertainty"] + parts["within_bins"]
    assert total == pytest.approx(brier_score_loss(labels, probabilities), abs=1e-12)
    assert parts["uncertainty"] == pytest.approx(labels.mean() * (1 - labels.mean()))


def test_the_parts_by_hand() -> None:
    # Two bins of four films: 0.25 with one fractured, 0.75 with two. Base rate 3 / 8.
    parts = decomposition(np.array([1, 0, 0, 0, 1, 1, 0, 0]), np.repeat([0.25, 0.75], 4))
    assert parts == pytest.approx(
        {"reliability": 0.25**2 / 2, "resolution": 0.125**2, "uncertainty": 15 / 64, "within_bins": 0.0}
    )


def test_probabilities_within_a_bin_count_by_their_spread_and_what_they_tell() -> None:
    # One bin with mean 0.25: variance 0.04^2; the fractured film has the higher one, covariance 0.04 / 2.
    parts = decomposition(np.array([0, 1]), np.array([0.21, 0.29]))
    assert parts is not None
    assert parts["within_bins"] == pytest.approx(0.04**2 - 2 * 0.02)
    assert decomposition(np.array([], np.int64), np.array([])) is None
