"""Resampled metrics against scikit-learn, film by film repeated."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics

from core.evaluation.weighted import at_threshold, bin_of, bootstrap, calibration_error, ranking
from core.records import OperatingPoints

LABELS = np.array([1, 0, 1, 1, 0, 0, 0, 1, 0, 0])
SCORES = np.array([0.9, 0.8, 0.8, 0.6, 0.6, 0.35, 0.35, 0.3, 0.1, 0.05])


@pytest.fixture
def weights() -> NDArray[np.float64]:
    drawn = np.random.default_rng(4).integers(0, 4, size=(25, len(LABELS))).astype(float)
    drawn[:, 0] += 1  # at least one film of each class
    drawn[:, 1] += 1
    return np.vstack([np.ones(len(LABELS)), drawn])


def _repeated(row: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    times = row.astype(int)
    return np.repeat(LABELS, times), np.repeat(SCORES, times)


def test_ranking_equals_scikit_learn(weights: NDArray[np.float64]) -> None:
    precision, area = ranking(weights, LABELS, SCORES)
    for number, row in enumerate(weights):
        labels, scores = _repeated(row)
        assert precision[number] == pytest.approx(metrics.average_precision_score(labels, scores))
        assert area[number] == pytest.approx(metrics.roc_auc_score(labels, scores))


def test_ranking_does_not_need_sorted_films(weights: NDArray[np.float64]) -> None:
    order = np.random.default_rng(1).permutation(len(LABELS))
    shuffled = ranking(weights[:, order], LABELS[order], SCORES[order])
    assert np.allclose(shuffled, ranking(weights, LABELS, SCORES))


def test_thresholded_metrics_equal_scikit_learn(weights: NDArray[np.float64]) -> None:
    found = at_threshold(weights, LABELS, SCORES >= 0.6)
    for number, row in enumerate(weights):
        labels, scores = _repeated(row)
        called = (scores >= 0.6).astype(int)
        assert found["f1_fractured"][number] == pytest.approx(metrics.f1_score(labels, called))
        assert found["f1_not_fractured"][number] == pytest.approx(
            metrics.f1_score(labels, called, pos_label=0)
        )
        balanced = metrics.balanced_accuracy_score(labels, called)
        assert found["balanced_accuracy"][number] == pytest.approx(balanced)


def test_a_resample_without_a_class_is_undefined() -> None:
    only_negatives = (1 - LABELS)[None, :].astype(float)
    precision, area = ranking(only_negatives, LABELS, SCORES)
    assert np.isnan([precision[0], area[0]]).all()
    assert np.isnan(at_threshold(only_negatives, LABELS, SCORES >= 0.6)["balanced_accuracy"][0])


def test_calibration_error_by_hand() -> None:
    # 0.1 to 0.2: mean 0.15, one of two fractured, gap 0.35. From 0.9: mean 0.95, both fractured, gap 0.05.
    labels, probabilities = np.array([0, 1, 1, 1]), np.array([0.1, 0.2 - 1e-9, 0.9, 1.0])
    error = calibration_error(np.array([[1, 1, 1, 1], [1, 1, 0, 0]], float), labels, probabilities)
    assert error == pytest.approx([0.2, 0.35], abs=1e-6)


def test_a_perfectly_calibrated_sample_has_no_error() -> None:
    probabilities = np.repeat([0.25, 0.75], 4)
    labels = np.array([1, 0, 0, 0, 1, 1, 1, 0])
    assert calibration_error(np.ones((1, 8)), labels, probabilities)[0] == pytest.approx(0)


def test_bins_begin_with_their_lower_edge_and_the_last_holds_one() -> None:
    edges = np.array([0.0, 0.0999, 0.1, 0.5, 0.9, 1.0])
    assert bin_of(edges).tolist() == [0, 0, 1, 5, 9, 9]


def test_every_bootstrapped_figure_comes_from_the_same_draws() -> None:
    points = OperatingPoints(0.3, 0.7)
    draws = bootstrap(LABELS, SCORES, points, groups=None, resamples=300, seed=2)
    assert set(draws) == {
        "average_precision",
        "auroc",
        "brier",
        "ece",
        *(
            f"{point}.{key}"
            for point in ("high_sensitivity", "high_specificity")
            for key in ("balanced_accuracy", "f1_fractured", "f1_not_fractured")
        ),
    }
    assert all(values.shape == (300,) for values in draws.values())
    brier = metrics.brier_score_loss(LABELS, SCORES)
    assert draws["brier"].mean() == pytest.approx(brier, abs=0.01)
