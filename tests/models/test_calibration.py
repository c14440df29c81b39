import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from core.errors import ModelError
from core.models import calibrated, fit_calibration
from core.records import Calibration


def test_identity_is_the_plain_sigmoid() -> None:
    assert calibrated([0.0, 2.0, -2.0], Calibration()) == pytest.approx([0.5, 0.880797, 0.119203], abs=1e-6)


def test_slope_and_intercept_act_on_the_logit() -> None:
    assert calibrated(1.0, Calibration(slope=2.0, intercept=-1.0)) == pytest.approx(0.731059, abs=1e-6)


def test_extreme_logits_neither_overflow_nor_leave_the_unit_interval() -> None:
    assert calibrated([1e6, -1e6], Calibration()).tolist() == [1.0, 0.0]


def test_a_known_distortion_is_undone() -> None:
    random = np.random.default_rng(0)
    truth = random.normal(-1.0, 2.0, 40_000)
    labels = (random.random(truth.size) < 1 / (1 + np.exp(-truth))).astype(int)
    fitted = fit_calibration((truth - 0.5) / 0.4, labels)  # truth = 0.4 * logit + 0.5
    assert fitted.slope == pytest.approx(0.4, abs=0.02)
    assert fitted.intercept == pytest.approx(0.5, abs=0.05)


def test_agrees_with_plain_logistic_regression_on_many_films() -> None:
    random = np.random.default_rng(1)
    logits = random.normal(0.0, 3.0, 20_000)
    labels = (random.random(logits.size) < 1 / (1 + np.exp(-0.7 * logits + 1))).astype(int)
    plain = LogisticRegression(C=np.inf).fit(logits[:, None], labels)
    fitted = fit_calibration(logits, labels)
    assert fitted.slope == pytest.approx(plain.coef_[0, 0], abs=5e-3)
    assert fitted.intercept == pytest.approx(plain.intercept_[0], abs=5e-3)


def test_perfect_separation_stays_finite() -> None:
    fitted = fit_calibration([-3.0, -2.0, 2.0, 3.0], [0, 0, 1, 1])
    assert 0 < fitted.slope < 10
    # Platt's targets for two films a class are 3/4 and 1/4.
    assert calibrated(2.5, fitted) == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize("labels", [[0, 0, 0], [1, 1, 1]])
def test_one_class_alone_can_not_be_calibrated(labels: list[int]) -> None:
    with pytest.raises(ModelError, match="both classes"):
        fit_calibration([0.1, 0.2, 0.3], labels)


def test_a_network_that_ranks_backwards_is_refused() -> None:
    with pytest.raises(ModelError, match="ranks fractured films below"):
        fit_calibration([3.0, 2.5, 2.0, -2.0, -2.5, -3.0], [0, 0, 0, 1, 1, 1])
