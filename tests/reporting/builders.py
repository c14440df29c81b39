"""A metrics.json with every key that there is, its numbers made up but in keeping with one another."""

import copy
import io
from collections.abc import Callable, Mapping
from typing import Any

from core.reporting import Picture
from tests.reporting.examined import examined, newer
from tests.reporting.figures import BOOTSTRAP, Dict, figure


def metrics() -> Dict:
    return {
        "model": "densenet121",
        "version": "1.0.0",
        "data": {"name": "fracatlas", "split": "test", "digest": "ab" * 32, "found": 3456, "evaluated": 491},
        "n": 491,
        "n_fractured": 91,
        "level": 0.95,
        "bootstrap": {"resamples": 2000, "seed": 1, "groups": 34},
        "prevalence": figure(91 / 491),
        "operating_points": {"high_sensitivity": 0.05, "high_specificity": 0.41},
        "discrimination": {
            "auroc": figure(0.79, method=BOOTSTRAP),
            "average_precision": figure(0.51, method=BOOTSTRAP),
            "roc": {"fpr": [0, 0.05, 0.3, 1], "tpr": [0, 0.3, 0.8, 1], "thresholds": [None, 0.4, 0.1, 0]},
            "precision_recall": {
                "precision": [0.19, 0.4, 0.6, 1],
                "recall": [1, 0.8, 0.3, 0],
                "thresholds": [0, 0.1, 0.4, None],
            },
        },
        "points": {
            "high_sensitivity": _point(0.05, (85, 267, 6, 133)),
            "high_specificity": _point(0.41, (25, 19, 66, 381)),
        },
        "doubt": {"share": figure(0.62), "n": 308, "fractured": 60},
        "calibration": {
            **_calibration(0.12, 0.02),
            "slope": figure(0.95, method=BOOTSTRAP),
            "intercept": figure(-0.08, method=BOOTSTRAP),
            "decomposition": {
                "reliability": 0.001,
                "resolution": 0.033,
                "uncertainty": 0.151,
                "within_bins": 0.001,
            },
            "before": _calibration(0.16, 0.17),
        },
        "left_out": [
            {"image_id": "IMG0000007", "reason": "The file is damaged: its picture can't be decoded."}
        ],
        **examined(),
        **newer(),
    }


def card() -> Dict:
    return {
        "name": "densenet121",
        "version": "1.0.0",
        "architecture": "densenet121",
        "side": 288,
        "calibration": {"slope": 0.94, "intercept": -1.23},
        "operating_points": {"high_sensitivity": 0.05, "high_specificity": 0.41},
        "data": {
            "name": "fracatlas",
            "films": {"train": 2352, "validation": 506, "test": 491, "excluded": 107},
        },
        "split": "by groups of related films",
        "start": "graded knees",
        "recipe": {
            "stages": [
                {"name": "head", "side": 192, "epochs": 1, "steps": 30, "rate": 0.002, "head_only": True}
            ],
            "seed": 0,
        },
        "training": {"engine": "torch", "seconds": 2281, "versions": {"keras": "3.15.1"}},
        "chosen_on": {
            "part": "validation",
            "high_sensitivity": "highest threshold that keeps sensitivity 0.95",
        },
        "limits": ["Too few test films to say how well it does on: hip."],
        "figures": {"n": 491},
    }


def comparison() -> Dict:
    who = {"both": 70, "only_one": 15, "only_other": 4, "neither": 2}
    point = {
        "fractured": who,
        "not_fractured": who,
        "mcnemar": {"fractured": 0.02, "not_fractured": None},
        "kappa": figure(0.61),
    }
    return {
        "one": "DenseNet121",
        "other": "ResNet50",
        "n": 491,
        "n_fractured": 91,
        "only_in_one": [],
        "only_in_other": ["IMG0000009"],
        "auroc": {
            "one": figure(0.79),
            "other": figure(0.72),
            "difference": figure(0.07),
            "p": 0.0312,
            "method": "DeLong",
        },
        "points": {"high_sensitivity": point, "high_specificity": point},
        "agreement_of_bands": figure(0.66),
        "pointing": {
            "n": 91,
            "hits": {"both": 9, "only_one": 38, "only_other": 3, "neither": 41},
            "mcnemar": 1e-8,
            "one": figure(0.516, 91),
            "other": figure(0.132, 91),
            "difference": figure(0.385, 91, method=BOOTSTRAP),
            "energy": figure(0.11, 91, method=BOOTSTRAP),
        },
        "ensemble": {
            "auroc": figure(0.8),
            "against_one": figure(0.01),
            "against_other": figure(0.08),
            "how": "Mean of logits.",
        },
        "caught_only_by_one": ["IMG0000011", "IMG0000012"],
        "caught_only_by_other": [],
    }


def picture(title: str) -> Picture:
    """A grey ramp as a PNG."""
    from PIL import Image

    written = io.BytesIO()
    Image.linear_gradient("L").save(written, "PNG")
    return Picture(title, written.getvalue(), "missed, probability 0.010")


def replaced(node: Any, change: Callable[[Mapping[str, Any]], Any]) -> Any:
    """The same dict with every figure changed."""
    if isinstance(node, dict):
        if {"value", "low", "high", "n"} <= node.keys():
            return change(node)
        return {key: replaced(below, change) for key, below in node.items()}
    return [replaced(below, change) for below in node] if isinstance(node, list) else copy.copy(node)


def _point(threshold: float, counts: tuple[int, int, int, int]) -> Dict:
    tp, fp, fn, tn = counts
    sensitivity, specificity = tp / (tp + fn), tn / (tn + fp)
    ppv, npv = figure(tp / (tp + fp), tp + fp), figure(tn / (tn + fn), tn + fn)
    f1 = figure(0.5, method=BOOTSTRAP)
    return {
        "threshold": threshold,
        "confusion": {"tp": tp, "fp": fp, "fn": fn, "tn": tn},
        "accuracy": figure((tp + tn) / 491),
        "balanced_accuracy": figure((sensitivity + specificity) / 2, method=BOOTSTRAP),
        "sensitivity": figure(sensitivity, 91),
        "specificity": figure(specificity, 400, 0.02),
        "ppv": ppv,
        "npv": npv,
        "fractured": {"precision": ppv, "recall": figure(sensitivity, 91), "f1": f1},
        "not_fractured": {"precision": npv, "recall": figure(specificity, 400, 0.02), "f1": f1},
        "lr_positive": figure(sensitivity / (1 - specificity), 491, 0.1, "Simel, logarithm"),
        "lr_negative": figure((1 - sensitivity) / specificity, 491, 0.1, "Simel, logarithm"),
    }


def _calibration(brier: float, ece: float) -> Dict:
    bins = [
        {
            "low": k / 10,
            "high": (k + 1) / 10,
            "n": 80 - 8 * k,
            "mean_probability": k / 10 + 0.05,
            "fractured": figure(k / 10 + 0.06, 80 - 8 * k),
        }
        for k in range(9)
    ]
    bins.append({"low": 0.9, "high": 1.0, "n": 0, "mean_probability": None, "fractured": figure(None, 0)})
    return {
        "brier": figure(brier, method=BOOTSTRAP),
        "ece": figure(ece, method=BOOTSTRAP),
        "reliability": bins,
    }
