"""What an operating point does: the films that it calls, and every figure of those calls."""

from math import exp, log, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.figures import Figure, estimated, undefined
from core.evaluation.grouped import BY_EFFECT, Effects, effects_of, share
from core.evaluation.intervals import wald
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
    fractured, right = y == 1, called == y
    sensitivity, specificity = (_right(films, right, part) for part in (fractured, ~fractured))
    ppv, npv = (_right(films, right, part) for part in (called, ~called))
    effects = effects_of(called, y, films.groups)
    f1, f1_others = _f1(y, called.astype(np.int64))
    nobody, everybody = "No film is fractured or called so.", "Every film is fractured and called so."
    return {
        "threshold": threshold,
        "confusion": {"tp": tp, "fp": fp, "fn": fn, "tn": tn},
        "design_effects": effects and dict(zip(("fractured", "not_fractured"), effects, strict=True)),
        "accuracy": share(right, films.groups),
        "balanced_accuracy": films.figure(
            f"{name}.balanced_accuracy", _balanced_accuracy(films, called), ONE_CLASS
        ),
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ppv": ppv,
        "npv": npv,
        **likelihood_ratios(tp, fp, fn, tn, effects),
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


def _right(films: Labelled, right: NDArray[np.bool_], part: NDArray[np.bool_]) -> Figure:
    """The share of right calls in a part of the films."""
    return share(right[part], None if films.groups is None else films.groups[part])


def confusion(labels: Labels, called: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return how many films are true and false positives, false and true negatives, in this order."""
    tn, fp, fn, tp = np.bincount(2 * labels + called, minlength=4).tolist()
    return tp, fp, fn, tn


def likelihood_ratios(
    tp: int, fp: int, fn: int, tn: int, effects: Effects | None = None
) -> dict[str, Figure]:
    """Return "lr_positive", sensitivity / (1 - specificity), and "lr_negative", the same of films not called.

    They turn odds of a fracture before the call into odds after it, whatever the prevalence. Interval on the
    log scale: D. L. Simel, G. P. Samsa and D. B. Matchar, Journal of Clinical Epidemiology 44 (1991); it is
    that of a relative risk. It has nothing to say where a ratio is 0.

    effects: design effects of the fractured and of the others, by which their variances grow, where films are
    related.
    """
    fractured, others = tp + fn, fp + tn
    if min(fractured, others) < FEWEST:
        return {key: undefined(fractured + others, TOO_FEW) for key in ("lr_positive", "lr_negative")}
    return {
        "lr_positive": _ratio((tp, fractured), (fp, others), effects, _NO_FALSE_ALARM),
        "lr_negative": _ratio((fn, fractured), (tn, others), effects, _NO_TRUE_NEGATIVE),
    }


def _ratio(hits: tuple[int, int], others: tuple[int, int], effects: Effects | None, note: str) -> Figure:
    """Return the ratio of two shares, each (k, n); note says why where it is infinite."""
    (k, m), (j, n) = hits, others
    if j == 0:
        return undefined(m + n, note)
    method = _SIMEL if effects is None else f"{_SIMEL}, {BY_EFFECT}"
    ratio = (k / m) / (j / n)
    variance = 0.0 if k == 0 else _parted(effects, 1 / k - 1 / m, 1 / j - 1 / n)
    if variance <= 0:  # no hit at all, or all of both classes: a standard error that is not to be believed
        return estimated(ratio, nan, nan, m + n, method)
    low, high = wald(log(ratio), sqrt(variance))
    return estimated(ratio, exp(low), exp(high), m + n, method)


def _parted(effects: Effects | None, fractured: float, others: float) -> float:
    one, other = effects or (1.0, 1.0)
    return one * fractured + other * others


def _f1(y: Labels, called: Labels) -> tuple[float, float]:
    """Return F1 of the fractured and of the others, NaN where there is nothing to find and nothing found."""
    if len(y) == 0:
        return float("nan"), float("nan")
    from sklearn.metrics import f1_score

    others, fractured = f1_score(y, called, labels=[0, 1], average=None, zero_division=np.nan)
    return float(fractured), float(others)


def _balanced_accuracy(films: Labelled, called: NDArray[np.bool_]) -> float:
    if not films.both_classes:
        return float("nan")
    from sklearn.metrics import balanced_accuracy_score

    return float(balanced_accuracy_score(films.labels, called))
