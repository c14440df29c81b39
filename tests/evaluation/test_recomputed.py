"""Every number that ships is made again by scikit-learn, SciPy and statsmodels, from predictions.csv.

Values agree to 1e-6, intervals in closed form too; those of a bootstrap to what two bootstraps differ by.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from functools import cache, partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import logit
from sklearn import metrics as sk
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests

from core.evaluation import compare, evaluate_predictions, explore
from core.models import ModelStore
from core.records import ModelVersion
from tests.evaluation import recomputed
from tests.evaluation.recomputed import Table, Values

ROOT = Path(__file__).resolve().parents[2] / "models"
STORE = ModelStore(ROOT)
VERSIONS = STORE.versions()
PAIRS = list(combinations(VERSIONS, 2))
every_version = pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.label)
every_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p[0].label} {p[1].label}")
DRAWS = 300
# Of an interval's width. An end of DRAWS resamples spreads by 0.15 standard deviations, one of 2,000 by 0.06,
# and an interval is some 3.9 of them wide: this is five times what the two together spread by.
NOISE = 0.21


def exactly(expected: Any) -> Any:
    return pytest.approx(expected, abs=1e-6, rel=0)


@cache
def table(version: ModelVersion) -> Table:
    return Table.read(STORE.folder(version) / "predictions.csv", version_card(version))


def version_card(version: ModelVersion) -> Any:
    return json.loads((STORE.folder(version) / "card.json").read_text())


@cache
def stored(version: ModelVersion) -> Any:
    return json.loads((STORE.folder(version) / "metrics.json").read_text())


@cache
def group_of() -> Mapping[str, int]:
    with (ROOT / "fracatlas_split.csv").open() as file:
        return {row["image_id"]: int(row["group"] or -1) for row in csv.DictReader(file)}


def groups(version: ModelVersion) -> list[int]:
    return [group_of()[p.image_id] for p in STORE.predictions(version)]


def at(node: Any, path: str) -> Any:
    """What stands under a path; a figure's value where it leads to one."""
    for key in path.split("."):
        node = node[key]
    return node["value"] if isinstance(node, dict) else node


def figures(node: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, dict) and {"value", "low", "high", "n"} <= node.keys():
        yield path, node
    elif isinstance(node, dict):
        for key, below in node.items():
            yield from figures(below, f"{path}.{key}")
    elif isinstance(node, list):
        for number, below in enumerate(node):
            yield from figures(below, f"{path}.{number}")


@every_version
def test_every_value_agrees(version: ModelVersion) -> None:
    again = recomputed.values(table(version))
    found = {path: at(stored(version), path) for path in again}
    assert found == exactly(again)


@every_version
def test_no_value_that_predictions_give_is_left_unchecked(version: ModelVersion) -> None:
    from_predictions = ("prevalence", "discrimination", "points", "doubt", "calibration")
    shown = {path[1:] for path, _ in figures({key: stored(version)[key] for key in from_predictions})}
    in_bins = {path for path in shown if ".reliability." in path}
    assert shown - in_bins <= recomputed.values(table(version)).keys()


@every_version
def test_curves_are_scikit_learns(version: ModelVersion) -> None:
    y, p = table(version).labels, table(version).probabilities
    found = stored(version)["discrimination"]
    fpr, tpr, _ = sk.roc_curve(y, p)
    assert sk.auc(found["roc"]["fpr"], found["roc"]["tpr"]) == exactly(sk.auc(fpr, tpr))
    for name in ("roc", "precision_recall"):
        for place, threshold in enumerate(found[name]["thresholds"]):
            called = p >= (np.inf if threshold is None else threshold)
            hits, alarms = np.sum(called & (y == 1)), np.sum(called & (y == 0))
            recall = found[name]["tpr" if name == "roc" else "recall"][place]
            assert recall == exactly(hits / y.sum())
            if name == "roc":
                assert found[name]["fpr"][place] == exactly(alarms / (y == 0).sum())
            elif called.any():
                assert found[name]["precision"][place] == exactly(hits / called.sum())


@every_version
def test_reliability_and_net_benefit_are_counted_film_by_film(version: ModelVersion) -> None:
    data, found = table(version), stored(version)
    for scores, part in (
        (data.probabilities, found["calibration"]),
        (data.before, found["calibration"]["before"]),
    ):
        for (labels, said), line in zip(
            recomputed.bins(data.labels, scores), part["reliability"], strict=True
        ):
            assert line["n"] == len(labels) == line["fractured"]["n"]
            if len(labels):
                assert line["mean_probability"] == exactly(said.mean())
                assert line["fractured"]["value"] == exactly(labels.mean())
    curve = found["decision"]
    again = [recomputed.net_benefit(data.labels, data.probabilities, t) for t in curve["thresholds"]]
    everybody = [
        recomputed.net_benefit(data.labels, np.ones(len(data.labels)), t) for t in curve["thresholds"]
    ]
    assert curve["model"]["value"] == exactly(again)
    assert curve["treat_all"] == exactly(everybody)


@every_version
def test_every_proportion_is_a_count_over_its_films(version: ModelVersion) -> None:
    judged = [(path, f) for path, f in figures(stored(version)) if f["method"].startswith("Wilson score")]
    assert len(judged) > 100
    for path, figure in judged:
        assert figure["value"] == exactly(round(figure["value"] * figure["n"]) / figure["n"]), path
        assert "design effect" in figure["method"], path


@every_version
def test_the_intervals_of_proportions_allow_for_related_films(version: ModelVersion) -> None:
    for path, hits, members in recomputed.shares(table(version), np.array(groups(version))):
        figure: Any = stored(version)
        for key in path.split("."):
            figure = figure[int(key) if key.isdigit() else key]
        effect = recomputed.design_effect(hits, members)
        ends = recomputed.wilson(hits.sum() / effect, len(hits) / effect)
        assert (figure["low"], figure["high"]) == exactly(ends), path
        assert "design effect" in figure["method"]


@every_version
def test_likelihood_ratios_carry_the_interval_of_a_relative_risk(version: ModelVersion) -> None:
    data, members = table(version), np.array(groups(version))
    for name, threshold in data.points.items():
        ends = recomputed.likelihood_intervals(data.labels, data.probabilities >= threshold, members)
        for key, (low, high) in ends.items():
            figure = stored(version)["points"][name][key]
            assert (figure["low"], figure["high"]) == exactly((low, high))
        effects = recomputed.effects(data.labels, data.probabilities >= threshold, members)
        assert tuple(stored(version)["points"][name]["design_effects"].values()) == exactly(effects)


@every_version
def test_the_explorer_says_of_a_threshold_in_use_what_the_report_says(version: ModelVersion) -> None:
    data, share = table(version), stored(version)["prevalence"]["value"]
    for name, threshold in data.points.items():
        tried = explore(data.labels, data.probabilities, threshold, share, groups(version))
        said = stored(version)["points"][name]
        for key in ("sensitivity", "specificity"):
            assert getattr(tried, key) == said[key]
        for key in ("ppv", "npv"):
            assert getattr(tried, key)["value"] == exactly(said[key]["value"])


def _statistics(data: Table) -> dict[str, recomputed.Statistic]:
    found: dict[str, recomputed.Statistic] = {
        "discrimination.auroc": sk.roc_auc_score,
        "discrimination.average_precision": sk.average_precision_score,
        "calibration.brier": sk.brier_score_loss,
        "calibration.ece": recomputed.calibration_error,
        "calibration.intercept": lambda y, p: float(recomputed.logistic(y, p).params[0]),
        "calibration.slope": lambda y, p: float(recomputed.logistic(y, p).params[1]),
    }
    for name, threshold in data.points.items():
        found[f"points.{name}.balanced_accuracy"] = partial(_balanced, threshold)
        for side, label in (("fractured", 1), ("not_fractured", 0)):
            found[f"points.{name}.{side}.f1"] = partial(_f1, threshold, label)
    return found


def _balanced(threshold: float, y: Values, p: Values) -> float:
    return float(sk.balanced_accuracy_score(y, p >= threshold))


def _f1(threshold: float, label: int, y: Values, p: Values) -> float:
    return float(sk.f1_score(y, p >= threshold, pos_label=label))


@every_version
def test_bootstrapped_intervals_agree_within_their_noise(version: ModelVersion) -> None:
    data = table(version)
    again = recomputed.resampled(data, data.probabilities, groups(version), _statistics(data), DRAWS)
    for path, (low, high) in again.items():
        figure: Any = stored(version)
        for key in path.split("."):
            figure = figure[key]
        assert "over groups" in figure["method"]
        width = figure["high"] - figure["low"]
        # An interval is widened to hold its value, which resampling biases a calibration error away from.
        ends = min(low, figure["value"]), max(high, figure["value"])
        assert (figure["low"], figure["high"]) == pytest.approx(ends, abs=NOISE * width), path


@every_version
def test_the_bands_of_net_benefit_and_of_what_calibrating_changed_agree_too(version: ModelVersion) -> None:
    data, found = table(version), stored(version)
    curve, places = found["decision"], (4, 19, 39)
    benefits: dict[str, recomputed.Statistic] = {
        str(place): partial(recomputed.net_benefit, threshold=curve["thresholds"][place]) for place in places
    }
    for key, ends in recomputed.resampled(data, data.probabilities, groups(version), benefits, DRAWS).items():
        low, high = (curve["model"][end][int(key)] for end in ("low", "high"))
        assert (low, high) == pytest.approx(ends, abs=NOISE * (high - low))
    scores: dict[str, recomputed.Statistic] = {
        "brier": sk.brier_score_loss,
        "ece": recomputed.calibration_error,
    }
    for key, (below, above) in recomputed.resampled(
        data, data.before, groups(version), scores, DRAWS
    ).items():
        figure = found["calibration"]["before"][key]
        ends = min(below, figure["value"]), max(above, figure["value"])
        width = figure["high"] - figure["low"]
        assert (figure["low"], figure["high"]) == pytest.approx(ends, abs=NOISE * width)


@every_version
def test_without_groups_slope_and_auroc_carry_closed_intervals(version: ModelVersion) -> None:
    data = table(version)
    alone = evaluate_predictions(data.labels, data.probabilities, version.operating_points, resamples=20)
    low, high = recomputed.logistic(data.labels, data.probabilities).conf_int().T
    for place, key in enumerate(("intercept", "slope")):
        figure = alone["calibration"][key]
        assert (figure["low"], figure["high"]) == exactly((low[place], high[place]))
    # DeLong's interval on the logit scale: its half is the spread over area times (1 - area).
    area = alone["discrimination"]["auroc"]
    constant = np.zeros(len(data.labels))
    difference, below, _, _ = recomputed.delong(data.labels, data.probabilities, constant)
    half = (difference - below) / (area["value"] * (1 - area["value"]))
    ends = logit([area["low"], area["high"]])
    assert ends == exactly(logit(area["value"]) + np.array([-half, half]))


@every_version
def test_groups_are_corrected_by_holm_and_flagged_as_said(version: ModelVersion) -> None:
    rows = [row for row in stored(version)["subgroups"]["rows"] if row["p"] is not None]
    _, adjusted, _, _ = multipletests([row["p"] for row in rows], method="holm")
    assert [row["p_adjusted"] for row in rows] == exactly(adjusted)
    worse = [row["p_adjusted"] < 0.05 and row["against_rest"]["value"] < 0 for row in rows]
    assert [row["flagged"] for row in rows] == worse


@every_version
def test_the_worst_films_are_the_worst(version: ModelVersion) -> None:
    films = STORE.predictions(version)
    low, high = version.operating_points.high_sensitivity, version.operating_points.high_specificity
    missed = sorted(p.probability for p in films if p.label == 1 and p.probability < low)
    alarms = sorted((p.probability for p in films if p.label == 0 and p.probability >= high), reverse=True)
    listed = stored(version)["failures"]
    assert [film["probability"] for film in listed["missed"]] == missed[:20]
    assert [film["probability"] for film in listed["false_alarms"]] == alarms[:20]


@every_version
def test_the_pointing_game_adds_up(version: ModelVersion) -> None:
    game = stored(version)["pointing"]
    assert all(found["share"]["value"] == found["hits"] / game["n"] for found in game["maps"].values())
    if films := game.get("films"):
        ours = game["maps"]["gradcam"]
        assert (len(films), sum(film["hit"] for film in films)) == (game["n"], ours["hits"])
        assert np.mean([f["energy"] for f in films]) == exactly(ours["energy"]["value"])


@every_pair
def test_two_versions_are_compared_as_statsmodels_does(pair: tuple[ModelVersion, ModelVersion]) -> None:
    one, other = pair
    sides = STORE.predictions(one), STORE.predictions(other)
    found = compare(*sides, one.operating_points, other.operating_points)
    ours, theirs = ({p.image_id: p for p in side} for side in sides)
    ids = [image_id for image_id in ours if image_id in theirs]
    y = np.array([ours[i].label for i in ids], np.float64)
    p, q = (np.array([side[i].probability for i in ids]) for side in (ours, theirs))
    area = found["auroc"]
    difference = (
        area["difference"]["value"],
        area["difference"]["low"],
        area["difference"]["high"],
        area["p"],
    )
    assert difference == exactly(recomputed.delong(y, p, q))
    together = sk.roc_auc_score(y, (logit(p) + logit(q)) / 2)
    assert found["ensemble"]["auroc"]["value"] == exactly(together)
    for name, point in found["points"].items():
        calls = [p >= getattr(one.operating_points, name), q >= getattr(other.operating_points, name)]
        for label, side in ((1, "fractured"), (0, "not_fractured")):
            counts = sk.confusion_matrix(calls[0][y == label], calls[1][y == label], labels=[True, False])
            cells = point[side]
            assert counts.ravel().tolist() == [
                cells[k] for k in ("both", "only_one", "only_other", "neither")
            ]
            assert point["mcnemar"][side] == exactly(mcnemar(counts, exact=True).pvalue)
        kappa = cohens_kappa(sk.confusion_matrix(*calls))
        ends = point["kappa"]["value"], point["kappa"]["low"], point["kappa"]["high"]
        assert ends == exactly((kappa.kappa, kappa.kappa_low, kappa.kappa_upp))
