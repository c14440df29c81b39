"""The content of metrics.json: scikit-learn's values, hand-worked intervals, and what can't be computed."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as reference

from core.evaluation import decision_curve, evaluate_predictions, wilson
from core.evaluation.metrics import uncalibrated
from core.models import calibrated
from core.records import Calibration, OperatingPoints

POINTS = OperatingPoints(high_sensitivity=0.2, high_specificity=0.6)
N = 400


@pytest.fixture(scope="module")
def sample() -> tuple[Any, Any]:
    random = np.random.default_rng(7)
    labels = (random.random(N) < 0.25).astype(int)
    return labels, 1 / (1 + np.exp(-random.normal(2.2 * labels - 1.8, 1.1)))


@pytest.fixture(scope="module")
def found(sample: tuple[Any, Any]) -> dict[str, Any]:
    return evaluate_predictions(*sample, POINTS, model="densenet121", version="1.0.0")


def _figures(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict) and "method" in node and "value" in node:
        yield node
    elif isinstance(node, dict):
        for child in node.values():
            yield from _figures(child)
    elif isinstance(node, list):
        for child in node:
            yield from _figures(child)


def test_discrimination_equals_scikit_learn(sample: tuple[Any, Any], found: dict[str, Any]) -> None:
    labels, probabilities = sample
    part = found["discrimination"]
    assert part["auroc"]["value"] == pytest.approx(reference.roc_auc_score(labels, probabilities))
    expected = reference.average_precision_score(labels, probabilities)
    assert part["average_precision"]["value"] == pytest.approx(expected)
    area = reference.auc(part["roc"]["fpr"], part["roc"]["tpr"])
    assert area == pytest.approx(part["auroc"]["value"])
    curve = part["precision_recall"]
    assert len(curve["precision"]) == len(curve["recall"]) == len(curve["thresholds"])
    assert (curve["precision"][-1], curve["recall"][-1], curve["thresholds"][-1]) == (1.0, 0.0, None)
    assert part["roc"]["thresholds"][0] is None


@pytest.mark.parametrize(("name", "threshold"), [("high_sensitivity", 0.2), ("high_specificity", 0.6)])
def test_a_point_equals_scikit_learn(
    sample: tuple[Any, Any], found: dict[str, Any], name: str, threshold: float
) -> None:
    labels, probabilities = sample
    called = (probabilities >= threshold).astype(int)
    point = found["points"][name]
    tn, fp, fn, tp = reference.confusion_matrix(labels, called).ravel().tolist()
    assert point["threshold"] == threshold
    assert point["confusion"] == {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    expected = {
        "accuracy": reference.accuracy_score(labels, called),
        "balanced_accuracy": reference.balanced_accuracy_score(labels, called),
        "sensitivity": reference.recall_score(labels, called),
        "specificity": reference.recall_score(labels, called, pos_label=0),
        "ppv": reference.precision_score(labels, called),
        "npv": reference.precision_score(labels, called, pos_label=0),
    }
    assert {key: point[key]["value"] for key in expected} == pytest.approx(expected)
    for side, label in (("fractured", 1), ("not_fractured", 0)):
        precision, recall, f1, _ = reference.precision_recall_fscore_support(
            labels, called, pos_label=label, average="binary"
        )
        values = [point[side][key]["value"] for key in ("precision", "recall", "f1")]
        assert values == pytest.approx([precision, recall, f1])


def test_proportions_carry_wilsons_interval_on_their_own_denominator(found: dict[str, Any]) -> None:
    point = found["points"]["high_sensitivity"]
    counts = point["confusion"]
    sensitivity = point["sensitivity"]
    assert sensitivity["n"] == counts["tp"] + counts["fn"]
    assert (sensitivity["low"], sensitivity["high"]) == wilson(counts["tp"], counts["tp"] + counts["fn"])
    assert sensitivity["method"] == "Wilson score"
    assert point["ppv"]["n"] == counts["tp"] + counts["fp"]


def test_every_figure_has_an_interval_that_holds_it(found: dict[str, Any]) -> None:
    figures = [figure for figure in _figures(found) if figure["n"]]
    assert len(figures) > 30
    for figure in figures:
        assert figure["low"] <= figure["value"] <= figure["high"], figure
        if figure["method"] not in {"Simel, log scale", "Wald"}:  # all the others are shares or scores
            assert 0 <= figure["low"] < figure["high"] <= 1, figure
        assert figure["method"]
        assert not figure["note"]


def test_the_doubt_band_is_counted(sample: tuple[Any, Any], found: dict[str, Any]) -> None:
    labels, probabilities = sample
    inside = (probabilities >= 0.2) & (probabilities < 0.6)
    assert found["doubt"]["n"] == inside.sum()
    assert found["doubt"]["fractured"] == labels[inside].sum()
    assert found["doubt"]["share"]["value"] == pytest.approx(inside.mean())


def test_calibration(sample: tuple[Any, Any], found: dict[str, Any]) -> None:
    labels, probabilities = sample
    part = found["calibration"]
    assert part["brier"]["value"] == pytest.approx(reference.brier_score_loss(labels, probabilities))
    bins = part["reliability"]
    assert len(bins) == 10
    assert sum(entry["n"] for entry in bins) == N
    error = sum(
        entry["n"] / N * abs(entry["mean_probability"] - entry["fractured"]["value"])
        for entry in bins
        if entry["n"]
    )
    assert part["ece"]["value"] == pytest.approx(error)


def test_calibration_is_compared_with_the_plain_sigmoid(sample: tuple[Any, Any]) -> None:
    labels, _ = sample
    logits = np.random.default_rng(9).normal(3 * labels - 1, 2)
    plain, calibration = 1 / (1 + np.exp(-logits)), Calibration(slope=0.6, intercept=-0.8)
    found = evaluate_predictions(labels, calibrated(logits, calibration), POINTS, made_by=calibration)
    expected = evaluate_predictions(labels, plain, POINTS)["calibration"]
    before = found["calibration"]["before"]
    assert before["brier"]["value"] == pytest.approx(reference.brier_score_loss(labels, plain))
    for key in ("brier", "ece", "slope", "intercept"):
        assert before[key] == pytest.approx(expected[key])  # interval and all: the draws are the same
    assert before["decomposition"] == pytest.approx(expected["decomposition"])
    # Platt scaling is a line on the logit, and so is what undoes it.
    assert before["slope"]["value"] == pytest.approx(0.6 * found["calibration"]["slope"]["value"])
    assert [b["n"] for b in before["reliability"]] == [b["n"] for b in expected["reliability"]]
    assert "before" not in expected


@pytest.mark.parametrize(("probability", "plain"), [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5), (0.9, 0.75)])
def test_calibration_can_be_undone(probability: float, plain: float) -> None:
    # 0.9 is a logit of log 9, half of which is log 3.
    found = uncalibrated(np.array([probability]), Calibration(slope=2.0))
    assert found == pytest.approx([plain])


def test_the_frame_of_the_report(sample: tuple[Any, Any], found: dict[str, Any]) -> None:
    labels, _ = sample
    assert (found["model"], found["version"]) == ("densenet121", "1.0.0")
    assert (found["n"], found["n_fractured"]) == (N, labels.sum())
    assert found["prevalence"]["value"] == pytest.approx(labels.mean())
    assert found["operating_points"] == {"high_sensitivity": 0.2, "high_specificity": 0.6}
    assert found["bootstrap"]["groups"] is None
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_the_decision_curve_is_that_of_the_films(sample: tuple[Any, Any], found: dict[str, Any]) -> None:
    assert found["decision"] == decision_curve(*sample)
    confusion = found["points"]["high_sensitivity"]["confusion"]
    assert found["decision"]["model"]["value"][19] == pytest.approx(
        confusion["tp"] / N - confusion["fp"] / N * 0.25  # at 0.2
    )


def test_the_same_seed_gives_the_same_figures(sample: tuple[Any, Any], found: dict[str, Any]) -> None:
    again = evaluate_predictions(*sample, POINTS, model="densenet121", version="1.0.0")
    assert again == found


def test_copies_of_films_do_not_narrow_the_interval_of_groups(sample: tuple[Any, Any]) -> None:
    labels, probabilities = (np.tile(values, 4) for values in sample)
    groups = np.tile(np.arange(N), 4).tolist()
    alone = evaluate_predictions(*sample, POINTS)["discrimination"]["auroc"]
    naive = evaluate_predictions(labels, probabilities, POINTS)["discrimination"]["auroc"]
    report = evaluate_predictions(labels, probabilities, POINTS, groups=groups)
    grouped = report["discrimination"]["auroc"]

    def width(figure: dict[str, Any]) -> float:
        return float(figure["high"] - figure["low"])

    assert width(naive) == pytest.approx(width(alone) / 2, rel=0.05)
    assert width(grouped) == pytest.approx(width(alone), rel=0.12)
    assert "over groups" in grouped["method"]
    assert report["bootstrap"]["groups"] == N


@pytest.mark.parametrize("label", [0, 1])
def test_one_class_is_said_to_be_too_little(label: int) -> None:
    found = evaluate_predictions([label] * 5, [0.1, 0.3, 0.5, 0.7, 0.9], POINTS)
    part = found["discrimination"]
    for figure in (
        part["auroc"],
        part["average_precision"],
        found["points"]["high_specificity"]["balanced_accuracy"],
    ):
        assert figure["value"] is None
        assert figure["note"] == "Needs films of both classes."
    assert part["roc"] == {"fpr": [], "tpr": [], "thresholds": []}
    missing = found["points"]["high_specificity"]["specificity" if label else "sensitivity"]
    assert (missing["value"], missing["n"]) == (None, 0)
    assert found["points"]["high_specificity"]["accuracy"]["value"] == pytest.approx(0.4 if label else 0.6)
    json.dumps(found, allow_nan=False)


def test_no_film_at_all() -> None:
    found = evaluate_predictions([], [], POINTS, left_out=[{"image_id": "a", "reason": "gone"}])
    assert found["n"] == 0
    assert all(figure["value"] is None and figure["note"] for figure in _figures(found))
    assert found["left_out"] == [{"image_id": "a", "reason": "gone"}]
    json.dumps(found, allow_nan=False)


def test_a_single_film() -> None:
    found = evaluate_predictions([1], [0.8], POINTS)
    point = found["points"]["high_specificity"]
    assert point["accuracy"]["value"] == 1.0
    assert point["accuracy"]["low"] == pytest.approx(0.2065, abs=1e-4)
    assert found["calibration"]["brier"]["value"] == pytest.approx(0.04)
    assert found["calibration"]["brier"]["low"] is None
    assert found["calibration"]["brier"]["note"]
    json.dumps(found, allow_nan=False)


def test_equal_probabilities_are_a_coin() -> None:
    found = evaluate_predictions([1, 0, 1, 0, 0, 0], [0.5] * 6, POINTS)
    assert found["discrimination"]["auroc"]["value"] == 0.5
    assert found["discrimination"]["average_precision"]["value"] == pytest.approx(1 / 3)
    assert found["doubt"]["share"]["value"] == 1.0
    json.dumps(found, allow_nan=False)


def test_perfect_scores_get_no_made_up_interval() -> None:
    found = evaluate_predictions([1, 1, 1, 0, 0, 0], [0.9, 0.8, 0.7, 0.1, 0.15, 0.05], POINTS)
    for figure in (found["discrimination"]["auroc"], found["points"]["high_sensitivity"]["fractured"]["f1"]):
        assert (figure["value"], figure["low"], figure["high"]) == (1.0, None, None)
        assert figure["note"]
