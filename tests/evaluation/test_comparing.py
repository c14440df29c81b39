"""Two versions on the same films: planted differences are found, and what can't be compared is refused."""

import json
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from core.errors import EvaluationError
from core.evaluation import compare, evaluate_predictions
from core.evaluation.intervals import RESAMPLES, delong, delong_difference
from core.models import Prediction
from core.records import OperatingPoints

POINTS = OperatingPoints(0.3, 0.6)
POINTS_OTHER = OperatingPoints(0.25, 0.7)
N = 160
IDS = [f"IMG{number:03d}" for number in range(N)]
GROUPS = {image_id: number // 2 for number, image_id in enumerate(IDS)}

_RANDOM = np.random.default_rng(21)
LABELS = (np.arange(N) % 4 == 0).astype(int)
_FILM = _RANDOM.normal(1.5 * LABELS - 1, 0.8)
ONE, OTHER = (expit(_FILM + _RANDOM.normal(0, noise, N)) for noise in (0.5, 1.6))


def said(probabilities: Any, points: OperatingPoints = POINTS, labels: Any = LABELS) -> list[Prediction]:
    return [
        Prediction(image_id, int(label), float(p), points.band(p))
        for image_id, label, p in zip(IDS, labels, probabilities, strict=False)
    ]


FIRST, SECOND = said(ONE), said(OTHER, POINTS_OTHER)


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return compare(FIRST, SECOND, POINTS, POINTS_OTHER)


@pytest.fixture(scope="module")
def grouped() -> dict[str, Any]:
    return compare(FIRST, SECOND, POINTS, POINTS_OTHER, GROUPS)


def test_areas_are_compared_by_the_paired_test(found: dict[str, Any]) -> None:
    areas = found["auroc"]
    for name, scores in (("one", ONE), ("other", OTHER)):
        figure = areas[name]
        assert figure["value"] == pytest.approx(roc_auc_score(LABELS, scores))
        assert (figure["low"], figure["high"]) == delong(LABELS, scores)[1:]
    difference, low, high, p = delong_difference(LABELS, ONE, OTHER)
    assert [areas["difference"][key] for key in ("value", "low", "high")] == [difference, low, high]
    assert areas["p"] == p
    assert areas["method"] == "paired DeLong"
    assert difference > 0


def test_groups_are_drawn_for_both_versions_at_once(grouped: dict[str, Any]) -> None:
    areas = grouped["auroc"]
    report = evaluate_predictions(LABELS, ONE, POINTS, groups=list(GROUPS.values()))
    assert areas["one"] == report["discrimination"]["auroc"]
    difference = areas["difference"]
    assert difference["low"] < difference["value"] < difference["high"]
    # The draws are close to normal, so that their interval tells their spread.
    spread = (difference["high"] - difference["low"]) / 2 / 1.959964
    assert areas["p"] == pytest.approx(2 * NormalDist().cdf(-difference["value"] / spread), rel=0.3)
    assert areas["method"] == (
        f"bootstrap over groups, {RESAMPLES} resamples, percentile; p by the bootstrap's normal approximation"
    )


def test_what_both_call_is_counted_and_tested_by_mcnemar(found: dict[str, Any]) -> None:
    for name in ("high_sensitivity", "high_specificity"):
        sides = (ONE, POINTS), (OTHER, POINTS_OTHER)
        one, other = (probabilities >= getattr(points, name) for probabilities, points in sides)
        point = found["points"][name]
        for side, films in (("fractured", LABELS == 1), ("not_fractured", LABELS == 0)):
            table = {
                "both": (one & other)[films].sum(),
                "only_one": (one & ~other)[films].sum(),
                "only_other": (~one & other)[films].sum(),
                "neither": (~one & ~other)[films].sum(),
            }
            assert point[side] == table
            test = binomtest(int(table["only_one"]), int(table["only_one"] + table["only_other"]))
            assert point["mcnemar"][side] == pytest.approx(test.pvalue)
        assert point["kappa"]["value"] == pytest.approx(cohen_kappa_score(one, other))


def test_bands_agree_beyond_chance(found: dict[str, Any], grouped: dict[str, Any]) -> None:
    expected = cohen_kappa_score([p.band.value for p in FIRST], [p.band.value for p in SECOND])
    for report, method in ((found, "Fleiss"), (grouped, "over groups")):
        figure = report["agreement_of_bands"]
        assert figure["value"] == pytest.approx(expected)
        assert figure["low"] < expected < figure["high"]
        assert method in figure["method"]


def test_the_ensemble_is_the_mean_of_the_log_odds(found: dict[str, Any], grouped: dict[str, Any]) -> None:
    both = (logit(ONE) + logit(OTHER)) / 2
    area = roc_auc_score(LABELS, both)
    for report in (found, grouped):
        ensemble = report["ensemble"]
        assert ensemble["auroc"]["value"] == pytest.approx(area)
        assert ensemble["against_one"]["value"] == pytest.approx(area - roc_auc_score(LABELS, ONE))
        assert ensemble["against_other"]["value"] == pytest.approx(area - roc_auc_score(LABELS, OTHER))
        assert ensemble["how"] == "mean of both log odds"


def test_films_that_one_alone_catches_are_named(found: dict[str, Any]) -> None:
    alone = [IDS[n] for n in range(N) if LABELS[n] and ONE[n] >= 0.3 and OTHER[n] < 0.25]
    others = [IDS[n] for n in range(N) if LABELS[n] and ONE[n] < 0.3 and OTHER[n] >= 0.25]
    assert alone
    assert (found["caught_only_by_one"], found["caught_only_by_other"]) == (alone, others)
    assert len(alone) == found["points"]["high_sensitivity"]["fractured"]["only_one"]


def test_sides_can_be_changed(found: dict[str, Any]) -> None:
    turned = compare(SECOND, FIRST, POINTS_OTHER, POINTS)
    assert turned["auroc"]["difference"]["value"] == -found["auroc"]["difference"]["value"]
    assert turned["auroc"]["p"] == pytest.approx(found["auroc"]["p"])
    assert turned["caught_only_by_other"] == found["caught_only_by_one"]
    assert turned["agreement_of_bands"]["value"] == pytest.approx(found["agreement_of_bands"]["value"])


def test_only_films_of_both_count(found: dict[str, Any], grouped: dict[str, Any]) -> None:
    part = compare(FIRST[:-10], SECOND[5:][::-1], POINTS, POINTS_OTHER)
    assert (part["n"], part["only_in_one"], part["only_in_other"]) == (N - 15, 5, 10)
    assert part["n_fractured"] == LABELS[5:-10].sum()
    assert part["auroc"]["one"]["value"] == pytest.approx(roc_auc_score(LABELS[5:-10], ONE[5:-10]))
    for report in (found, grouped, part):
        assert json.loads(json.dumps(report, allow_nan=False)) == report


@pytest.mark.parametrize("groups", [None, GROUPS])
def test_a_version_against_itself_differs_by_nothing(groups: Any) -> None:
    same = compare(FIRST, FIRST, POINTS, POINTS, groups)
    difference = same["auroc"]["difference"]
    assert (difference["value"], difference["low"], difference["high"]) == (0.0, None, None)
    assert same["auroc"]["p"] is None
    assert same["points"]["high_sensitivity"]["mcnemar"] == {"fractured": 1.0, "not_fractured": 1.0}
    assert same["agreement_of_bands"]["value"] == 1.0
    assert same["caught_only_by_one"] == same["caught_only_by_other"] == []


@pytest.mark.parametrize("groups", [None, GROUPS])
@pytest.mark.parametrize("kept", [0, 1, 30])
def test_too_few_films_are_counted_and_not_judged(groups: Any, kept: int) -> None:
    few = compare(FIRST[:kept], SECOND[:kept], POINTS, POINTS_OTHER, groups)
    assert (few["n"], few["n_fractured"]) == (kept, LABELS[:kept].sum())
    figures = [few["auroc"][key] for key in ("one", "other", "difference")]
    figures += [few["ensemble"][key] for key in ("auroc", "against_one", "against_other")]
    assert all(figure["value"] is None and figure["note"] for figure in figures)
    assert (few["auroc"]["p"], few["auroc"]["method"]) == (None, "")
    assert few["points"]["high_sensitivity"]["mcnemar"]["fractured"] is None
    json.dumps(few, allow_nan=False)


def test_certain_answers_have_a_place_in_the_ensemble() -> None:
    certain = np.where(LABELS == 1, 1.0, 0.0)
    found = compare(said(certain), said(1 - certain), POINTS, POINTS)
    assert found["auroc"]["difference"]["value"] == 1.0
    assert found["ensemble"]["auroc"]["value"] == 0.5


def test_contradictions_are_refused() -> None:
    wrong = [replace(FIRST[0], label=1 - FIRST[0].label), *FIRST[1:]]
    with pytest.raises(EvaluationError, match="different labels for IMG000"):
        compare(FIRST, wrong, POINTS, POINTS)
    with pytest.raises(EvaluationError, match="IMG001 comes twice"):
        compare([*FIRST, FIRST[1]], SECOND, POINTS, POINTS)
    with pytest.raises(EvaluationError, match="don't name IMG000"):
        compare(FIRST, SECOND, POINTS, POINTS, {})
    with pytest.raises(EvaluationError, match="numbers from 0 to 1"):
        compare([replace(FIRST[0], probability=float("nan"))], SECOND, POINTS, POINTS)
