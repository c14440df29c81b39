"""Figures of later releases as records: all of them, none of them, and keys that are not known yet."""

import pytest

from core.evaluation import (
    Failure,
    decision_curve,
    read_boxes,
    read_decision,
    read_erasing,
    read_failures,
    read_flow,
    read_likelihood_ratios,
    read_randomised,
    read_recalibration,
    read_robustness,
    read_shortcuts,
    read_subgroups,
)
from tests.pages import examined
from tests.pages.house import LABELS, PROBABILITIES, figures


def test_older_versions_have_none() -> None:
    older = figures()
    for key in ("decision",):
        older.pop(key, None)
    for read in (
        read_boxes,
        read_decision,
        read_erasing,
        read_failures,
        read_flow,
        read_randomised,
        read_robustness,
        read_shortcuts,
        read_subgroups,
    ):
        assert read(older) is None
    assert read_recalibration({}) is None
    assert read_likelihood_ratios({"points": {"high_sensitivity": {}}}, "high_sensitivity") is None


def test_the_decision_curve_is_what_was_computed() -> None:
    stored = decision_curve(LABELS, PROBABILITIES, resamples=50)
    found = read_decision({"decision": stored})
    assert found is not None
    assert (found.thresholds, found.model) == (stored["thresholds"], stored["model"]["value"])
    assert (found.low, found.high) == (stored["model"]["low"], stored["model"]["high"])
    # Of 15 films 5 are fractured; calling all at 50 % weighs 10 false alarms as one fracture each.
    at = found.thresholds.index(0.5)
    assert found.treat_all[at] == pytest.approx((5 - 10) / 15)
    nothing = read_decision({"decision": decision_curve([0, 0], [0.1, 0.2])})
    assert nothing is not None
    assert (list(nothing.thresholds), bool(nothing.note)) == ([], True)


def test_recalibration_and_likelihood_ratios() -> None:
    metrics = figures()
    examined.weighed(metrics)
    left = read_recalibration(metrics)
    assert left is not None
    assert (left.slope["value"], left.intercept["value"]) == (0.9, -0.1)
    assert left.decomposition is not None
    assert left.decomposition["resolution"] == 0.1
    ratios = read_likelihood_ratios(metrics, "high_specificity")
    assert ratios is not None
    assert [ratio["value"] for ratio in ratios] == [4.0, 0.25]


def test_groups_and_shortcuts() -> None:
    stored = examined.groups()
    stored["subgroups"]["rows"][0]["a_later_key"] = 1
    found, shortcuts = read_subgroups(stored), read_shortcuts(stored)
    assert found is not None
    assert shortcuts is not None
    assert [(row.title, row.flagged) for row in found.rows] == [
        ("Hand", False),
        ("Hip", True),
        ("Lateral", False),
    ]
    assert found.too_small == ("Shoulder",)
    assert list(shortcuts) == ["border_only", "thumbnail"]
    assert shortcuts["border_only"].auroc["value"] == 0.61


def test_sanity_checks() -> None:
    stored = examined.sanity()
    boxes, layers, erased = read_boxes(stored), read_randomised(stored), read_erasing(stored)
    assert boxes is not None
    assert layers is not None
    assert erased is not None
    sure, every = boxes["high_specificity"], boxes["high_sensitivity"]
    assert (sure.n, sure.level, sure.found["value"]) == (5, 0.5, 0.57)
    assert (every.n, every.level, every.touched["value"]) == (5, 0.25, 0.86)
    assert read_boxes({"boxes": {"n": 5, "level": 0.5}}) is None
    assert [name for name, _ in layers.similarity] == ["logit and grid", "last block"]
    assert (erased.fractions, erased.insertion) == ([0, 0.5, 1], [0.1, 0.6, 0.8])


def test_robustness_failures_and_flow() -> None:
    stored = examined.endured()
    found, failures, flow = read_robustness(stored), read_failures(stored), read_flow(stored)
    assert found is not None
    assert failures is not None
    assert flow is not None
    assert [(c.name, c.unit, c.levels) for c in found.curves] == [
        ("rotation", "degrees", [0, -10, 10]),
        ("noise", "", [0, 40]),
    ]
    assert failures.missed == (Failure("IMG0000005", 0.05),)
    assert (flow.found, flow.parts["test"].by_region["hip"]) == (16, 3)
    assert flow.excluded == (("The same picture has both labels.", 1),)
