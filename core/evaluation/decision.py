"""What calling films at a threshold is worth: net benefit, and what it means at another prevalence."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, isnan, log, sqrt, tanh
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import EvaluationError
from core.evaluation.figures import Figure, estimated, proportion, undefined
from core.evaluation.intervals import (
    LEVEL,
    RESAMPLES,
    SEED,
    Matrix,
    percentiles,
    resample,
    resampling,
    wald,
)
from core.evaluation.labelled import FEWEST, ONE_CLASS, TOO_FEW, checked
from core.evaluation.points import confusion

THRESHOLDS = tuple(number / 100 for number in range(1, 61))
FILMS = 1000

_MERCALDO = "Mercaldo, logit scale"
_WILSON_ENDS = "Wilson score, scaled"
_WILSON_SUM = "Wilson score, scaled, added in squares"
_NONE_CALLED = "No film is called fractured."
_ALL_CALLED = "Every film is called fractured."


def decision_curve(
    labels: ArrayLike,
    probabilities: ArrayLike,
    *,
    groups: Sequence[Any] | NDArray[Any] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Any]:
    """Return metrics.json's "decision", net benefit by threshold; see `core.evaluation` for its keys.

    A. J. Vickers and E. B. Elkin, Decision curve analysis, Medical Decision Making 26 (2006): films rightly
    called, less those wrongly called at the odds of the threshold, per film. Calling none has 0. The band is
    pointwise: percentiles at each threshold over resamples stratified by label, or of whole groups; its ends
    are None where the resamples all agree (e.g. nothing is ever called).

    labels: (n,) of 1 and 0. probabilities: (n,) calibrated. groups: (n,), equal for related films.
    Raises `EvaluationError` as `evaluate_predictions` does.
    """
    y, p, related = checked(labels, probabilities, groups)
    if len(np.unique(y)) < 2:
        nothing: dict[str, list[float]] = {"value": [], "low": [], "high": []}
        empty = {"thresholds": [], "model": nothing, "treat_all": []}
        return {**empty, "n": len(y), "method": "", "note": ONE_CLASS}
    thresholds = np.array(THRESHOLDS)
    called = p[:, None] >= thresholds  # (n, thresholds)
    odds = thresholds / (1 - thresholds)

    def benefit(weights: Matrix) -> Matrix:
        right, wrong = (weights @ (called & (y == label)[:, None]) for label in (1, 0))
        return np.asarray((right - odds * wrong) / weights.sum(axis=1, keepdims=True))

    value = benefit(np.ones((1, len(y))))[0].tolist()
    band = [percentiles(draws, LEVEL) for draws in resample(y, related, benefit, resamples, seed).T]
    model = {
        "value": value,
        "low": [_end(min(low, own)) for (low, _), own in zip(band, value, strict=True)],
        "high": [_end(max(high, own)) for (_, high), own in zip(band, value, strict=True)],
    }
    return {
        "thresholds": list(THRESHOLDS),
        "model": model,
        "treat_all": (y.mean() - odds * (1 - y.mean())).tolist(),
        "n": len(y),
        "method": f"{resampling(related, resamples)}, pointwise",
        "note": "",
    }


@dataclass(frozen=True, slots=True)
class Explored:
    """What calling films at a threshold does, and would do where another share of films is fractured.

    threshold: on the calibrated probability. prevalence: the share of fractured films, above 0 and below 1.
    n, n_fractured: films it is judged on. tp, fp, fn, tn: of those at the threshold.
    sensitivity, specificity: on those films. ppv, npv: at the prevalence.
    called, missed, false_alarms: of 1,000 films at the prevalence; missed are fractured films not called.
    """

    threshold: float
    prevalence: float
    n: int
    n_fractured: int
    tp: int
    fp: int
    fn: int
    tn: int
    sensitivity: Figure
    specificity: Figure
    ppv: Figure
    npv: Figure
    called: Figure
    missed: Figure
    false_alarms: Figure


def explore(labels: ArrayLike, probabilities: ArrayLike, threshold: float, prevalence: float) -> Explored:
    """Judge any threshold at any prevalence, taking sensitivity and specificity for the same everywhere.

    Sensitivity and specificity carry Wilson's interval; predictive values that of N. D. Mercaldo, K. F. Lau
    and X. H. Zhou, Statistics in Medicine 26 (2007), on the logit scale; missed and false alarms the scaled
    ends of Wilson's, and the called, a sum of two, both ends as in G. Y. Zou and A. Donner, Statistics in
    Medicine 27 (2008). With fewer than ten films of a class the figures are null.

    labels: (n,) of 1 and 0. probabilities: (n,) calibrated, in [0, 1].
    Raises `EvaluationError` as `evaluate_predictions` does, and for a threshold or prevalence out of range.
    """
    if not 0 <= threshold <= 1:
        raise EvaluationError("A threshold must be a number from 0 to 1.")
    if not 0 < prevalence < 1:
        raise EvaluationError("A prevalence must be a number between 0 and 1.")
    y, p, _ = checked(labels, probabilities)
    tp, fp, fn, tn = confusion(y, p >= threshold)
    return Explored(
        threshold=threshold,
        prevalence=prevalence,
        n=len(y),
        n_fractured=tp + fn,
        tp=tp,
        fp=fp,
        fn=fn,
        tn=tn,
        **expected(tp, fp, fn, tn, prevalence),
    )


def expected(tp: int, fp: int, fn: int, tn: int, prevalence: float) -> dict[str, Figure]:
    """Return what counts on labelled films come to at a prevalence in (0, 1), by name; see `explore`."""
    fractured, others = tp + fn, fp + tn
    if min(fractured, others) < FEWEST:
        return _undefined(fractured, others)
    odds = prevalence / (1 - prevalence)
    hit, alarm = proportion(tp, fractured, LEVEL), proportion(fp, others, LEVEL)
    # Of 1,000 films: the fractured that are called, the fractured that are not, and the others called.
    found = _scaled(hit, FILMS * prevalence)
    missed = _scaled(proportion(fn, fractured, LEVEL), FILMS * prevalence)
    false_alarms = _scaled(alarm, FILMS * (1 - prevalence))
    return {
        "sensitivity": hit,
        "specificity": proportion(tn, others, LEVEL),
        "ppv": _predictive((tp, fractured), (fp, others), odds, _NONE_CALLED),
        "npv": _predictive((tn, others), (fn, fractured), 1 / odds, _ALL_CALLED),
        "called": _sum(found, false_alarms),
        "missed": missed,
        "false_alarms": false_alarms,
    }


def _predictive(right: tuple[int, int], wrong: tuple[int, int], odds: float, note: str) -> Figure:
    """Return the share of right ones among all called so; right and wrong are (called so, of all).

    odds: of the right ones before any call. note says why where nothing is called so.
    """
    (r, of_r), (w, of_w) = right, wrong
    n = of_r + of_w
    if r == w == 0:
        return undefined(n, note)
    share, other = odds * r / of_r, w / of_w
    low = high = float("nan")
    spread = sqrt(1 / r - 1 / of_r + 1 / w - 1 / of_w) if r and w else 0.0
    if spread > 0:
        low, high = (0.5 * (1 + tanh(end / 2)) for end in wald(log(share / other), spread, LEVEL))
    return estimated(share / (share + other), low, high, n, _MERCALDO)


def _scaled(figure: Figure, factor: float) -> Figure:
    value, low, high = (factor * figure[key] for key in ("value", "low", "high"))
    return estimated(value, low, high, figure["n"], _WILSON_ENDS)


def _sum(one: Figure, other: Figure) -> Figure:
    """Return the sum of two independent figures."""
    value = one["value"] + other["value"]
    below = hypot(*(figure["value"] - figure["low"] for figure in (one, other)))
    above = hypot(*(figure["high"] - figure["value"] for figure in (one, other)))
    return estimated(value, value - below, value + above, one["n"] + other["n"], _WILSON_SUM)


def _undefined(fractured: int, others: int) -> dict[str, Figure]:
    n = {"sensitivity": fractured, "missed": fractured, "specificity": others, "false_alarms": others}
    names = ("sensitivity", "specificity", "ppv", "npv", "called", "missed", "false_alarms")
    return {name: undefined(n.get(name, fractured + others), TOO_FEW) for name in names}


def _end(value: float) -> float | None:
    return None if isnan(value) else value
