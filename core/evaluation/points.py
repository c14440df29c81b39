"""What an operating point does: the films that it calls, and every figure of those calls."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.figures import Figure, estimated, proportion, undefined
from core.evaluation.intervals import LEVEL
from core.evaluation.labelled import FEWEST, ONE_CLASS, TOO_FEW, Labelled, Labels

_SIMEL = "Simel, log scale"
_NO_FALSE_ALARM = "No film without a fracture is called fractured: the ratio has no upper limit."
_NO_TRUE_NEGATIVE = "Every film without a fracture is called fractured: the ratio has no upper limit."


def point(films: Labelled, name: str, threshold: float) -> dict[str, Any]:
    """Return the figures of calling films at or above a threshold fractured; keys in `core.evaluation`.

    name: of the operating point, under which its bootstrapped figures were drawn.
    """
    y, called = films.labels, films.probabilities >= threshold
    tp, fp, fn, tn = confusion(y, called)
    sensitivity, specificity = proportion(tp, tp + fn, LEVEL), proportion(tn, tn + fp, LEVEL)
    ppv, npv = proportion(tp, tp + fp, LEVEL), proportion(tn, tn + fn, LEVEL)
    answers = called.astype(np.int64)
    f1, f1_others = _f1(y, answers)
    balanced = _balanced_accuracy(y, answers) if films.both_classes else float("nan")
    nobody, everybody = "No film is fractured or called so.", "Every film is fractured and called so."
    return {
        "threshold": threshold,
        "confusion": {"tp": tp, "fp": fp, "fn": fn, "tn": tn},
        "accuracy": proportion(tp + tn, films.n, LEVEL),
        "balanced_accuracy": films.figure(f"{name}.balanced_accuracy", balanced, ONE_CLASS),
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ppv": ppv,
        "npv": npv,
        **likelihood_ratios(tp, fp, fn, tn),
        "fractured": {
            "precision": dict(ppv),
            "recall": dict(sensitivity),
            "f1": films.figure(f"{name}.f1_fractured", f1, nobody),
        },
        "not_fractured": {
            "precision": dict(npv),
            "recall": dict(specificity),
            "f1": films.figure(f"{name}.f1_not_fractured", f1_others, everybody),
        },
    }


def confusion(labels: Labels, called: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return how many films are true and false positives, false and true negatives, in this order."""
    tn, fp, fn, tp = np.bincount(2 * labels + called, minlength=4).tolist()
    return tp, fp, fn, tn


def likelihood_ratios(tp: int, fp: int, fn: int, tn: int) -> dict[str, Figure]:
    """Return "lr_positive", sensitivity / (1 - specificity), and "lr_negative", the same of films not called.

    They turn odds of a fracture before the call into odds after it, whatever the prevalence. Interval on the
    log scale: D. L. Simel, G. P. Samsa and D. B. Matchar, Journal of Clinical Epidemiology 44 (1991); it is
    that of a relative risk. It has nothing to say where a ratio is 0.
    """
    fractured, others = tp + fn, fp + tn
    if min(fractured, others) < FEWEST:
        return {key: undefined(fractured + others, TOO_FEW) for key in ("lr_positive", "lr_negative")}
    return {
        "lr_positive": _ratio(tp, fractured, fp, others, _NO_FALSE_ALARM),
        "lr_negative": _ratio(fn, fractured, tn, others, _NO_TRUE_NEGATIVE),
    }


def _ratio(hits: int, m: int, others: int, n: int, note: str) -> Figure:
    """Return (hits / m) / (others / n); note says why where it is infinite."""
    if others == 0:
        return undefined(m + n, note)
    from scipy.stats.contingency import relative_risk

    ratio = relative_risk(hits, m, others, n)
    low, high = ratio.confidence_interval(LEVEL)
    if low == high:  # all of both classes: a standard error of nought, which is not to be believed
        low = high = float("nan")
    return estimated(float(ratio.relative_risk), float(low), float(high), m + n, _SIMEL)


def _f1(y: Labels, called: Labels) -> tuple[float, float]:
    """Return F1 of the fractured and of the others, NaN where there is nothing to find and nothing found."""
    if len(y) == 0:
        return float("nan"), float("nan")
    from sklearn.metrics import f1_score

    others, fractured = f1_score(y, called, labels=[0, 1], average=None, zero_division=np.nan)
    return float(fractured), float(others)


def _balanced_accuracy(y: Labels, called: Labels) -> float:
    from sklearn.metrics import balanced_accuracy_score

    return float(balanced_accuracy_score(y, called))
