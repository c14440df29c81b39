"""What calling films at any threshold does, and what it would do at another prevalence."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, log, sqrt, tanh
from typing import Any

from numpy.typing import ArrayLike

from core.errors import EvaluationError
from core.evaluation.figures import Figure, estimated, undefined
from core.evaluation.grouped import BY_EFFECT, Effects, counted, effects_of
from core.evaluation.intervals import LEVEL, wald
from core.evaluation.labelled import FEWEST, TOO_FEW, checked
from core.evaluation.points import confusion

FILMS = 1000

_MERCALDO = "Mercaldo, logit scale"
_NONE_CALLED = "No film is called fractured."
_ALL_CALLED = "Every film is called fractured."


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


def explore(
    labels: ArrayLike,
    probabilities: ArrayLike,
    threshold: float,
    prevalence: float,
    groups: Sequence[Any] | None = None,
) -> Explored:
    """Judge any threshold at any prevalence, taking sensitivity and specificity for the same everywhere.

    Sensitivity and specificity carry Wilson's interval; predictive values that of N. D. Mercaldo, K. F. Lau
    and X. H. Zhou, Statistics in Medicine 26 (2007), on the logit scale; missed and false alarms the scaled
    ends of Wilson's, and the called, a sum of two, both ends as in G. Y. Zou and A. Donner, Statistics in
    Medicine 27 (2008); all of them by the design effect of groups where groups are given. With fewer than ten
    films of a class the figures are null.

    labels: (n,) of 1 and 0. probabilities: (n,) calibrated, in [0, 1]. groups: (n,), equal for related films.
    Raises `EvaluationError` as `evaluate_predictions` does, and for a threshold or prevalence out of range.
    """
    if not 0 <= threshold <= 1:
        raise EvaluationError("A threshold must be a number from 0 to 1.")
    if not 0 < prevalence < 1:
        raise EvaluationError("A prevalence must be a number between 0 and 1.")
    y, p, related = checked(labels, probabilities, groups)
    called = p >= threshold
    tp, fp, fn, tn = confusion(y, called)
    return Explored(
        threshold=threshold,
        prevalence=prevalence,
        n=len(y),
        n_fractured=tp + fn,
        tp=tp,
        fp=fp,
        fn=fn,
        tn=tn,
        **expected(tp, fp, fn, tn, prevalence, effects=effects_of(called, y, related)),
    )


def expected(
    tp: int, fp: int, fn: int, tn: int, prevalence: float, *, effects: Effects | None = None
) -> dict[str, Figure]:
    """Return what counts on labelled films come to at a prevalence in (0, 1), by name; see `explore`.

    effects: design effects of the fractured and of the others, by which their variances grow, where films are
    related.
    """
    fractured, others = tp + fn, fp + tn
    if min(fractured, others) < FEWEST:
        return _undefined(fractured, others)
    odds = prevalence / (1 - prevalence)
    one, other = effects or (None, None)
    hit, alarm = counted(tp, fractured, one), counted(fp, others, other)
    # Of 1,000 films: the fractured that are called, the fractured that are not, and the others called.
    found = _scaled(hit, FILMS * prevalence)
    missed = _scaled(counted(fn, fractured, one), FILMS * prevalence)
    false_alarms = _scaled(alarm, FILMS * (1 - prevalence))
    return {
        "sensitivity": hit,
        "specificity": counted(tn, others, other),
        "ppv": _predictive(_Side(tp, fractured, one), _Side(fp, others, other), odds, _NONE_CALLED),
        "npv": _predictive(_Side(tn, others, other), _Side(fn, fractured, one), 1 / odds, _ALL_CALLED),
        "called": _sum(found, false_alarms),
        "missed": missed,
        "false_alarms": false_alarms,
    }


@dataclass(frozen=True, slots=True)
class _Side:
    """Of `n` films of one label, `called` are called so.

    effect: the design effect, by which the variance of their share grows; None where films are unrelated.
    """

    called: int
    n: int
    effect: float | None

    @property
    def share(self) -> float:
        return self.called / self.n

    @property
    def variance(self) -> float:
        """Of the logarithm of the share, which is above 0."""
        return (1 / self.called - 1 / self.n) * (self.effect or 1.0)


def _predictive(right: _Side, wrong: _Side, odds: float, note: str) -> Figure:
    """Return the share of right ones among all called so.

    odds: of the right ones before any call. note says why where nothing is called so.
    """
    n = right.n + wrong.n
    if right.called == wrong.called == 0:
        return undefined(n, note)
    share, other = odds * right.share, wrong.share
    low = high = float("nan")
    spread = sqrt(right.variance + wrong.variance) if right.called and wrong.called else 0.0
    if spread > 0:
        low, high = (0.5 * (1 + tanh(end / 2)) for end in wald(log(share / other), spread, LEVEL))
    method = _MERCALDO if right.effect is None else f"{_MERCALDO}, {BY_EFFECT}"
    return estimated(share / (share + other), low, high, n, method)


def _scaled(figure: Figure, factor: float) -> Figure:
    value, low, high = (factor * figure[key] for key in ("value", "low", "high"))
    return estimated(value, low, high, figure["n"], f"{figure['method']}, scaled")


def _sum(one: Figure, other: Figure) -> Figure:
    """Return the sum of two independent figures."""
    value = one["value"] + other["value"]
    below = hypot(*(figure["value"] - figure["low"] for figure in (one, other)))
    above = hypot(*(figure["high"] - figure["value"] for figure in (one, other)))
    return estimated(
        value, value - below, value + above, one["n"] + other["n"], f"{one['method']}, added in squares"
    )


def _undefined(fractured: int, others: int) -> dict[str, Figure]:
    n = {"sensitivity": fractured, "missed": fractured, "specificity": others, "false_alarms": others}
    names = ("sensitivity", "specificity", "ppv", "npv", "called", "missed", "false_alarms")
    return {name: undefined(n.get(name, fractured + others), TOO_FEW) for name in names}
