"""How far two answers on the same films go together: counted, tested, and beyond chance."""

from collections.abc import Mapping
from math import isnan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.figures import Figure, estimated, resampled, undefined
from core.evaluation.intervals import LEVEL, RESAMPLES, SEED, Matrix, resample, resampling, wald
from core.evaluation.labelled import FEWEST

Answers = NDArray[np.int64]

_FLEISS = "Fleiss, Cohen and Everitt"
_ONE_ANSWER = "Both give every film one and the same answer."
_ROUNDING = 1e-12


def crossed(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> dict[str, int]:
    """Return how many films (n,) "both" call, "only_one", "only_other" and "neither"."""
    neither, only_other, only_one, both = np.bincount(2 * one + other, minlength=4).tolist()
    return {"both": both, "only_one": only_one, "only_other": only_other, "neither": neither}


def mcnemar(table: Mapping[str, int]) -> float | None:
    """Return the two-sided p of a table from `crossed`; None with fewer than ten films.

    Exact: the films on which the two differ are tosses of a fair coin (Q. McNemar, Psychometrika 12, 1947).
    Films are taken for independent.
    """
    if sum(table.values()) < FEWEST:
        return None
    differing = table["only_one"] + table["only_other"]
    if differing == 0:
        return 1.0
    from scipy.stats import binomtest

    return float(binomtest(table["only_one"], differing).pvalue)


def kappa(one: Answers, other: Answers, kinds: int, groups: NDArray[Any] | None) -> Figure:
    """Return Cohen's kappa of two answers a film, (n,) each, of 0 to kinds - 1, unweighted.

    J. Cohen, Educational and Psychological Measurement 20 (1960); the interval is that of J. L. Fleiss, J.
    Cohen and B. S. Everitt, Psychological Bulletin 72 (1969), or a bootstrap over groups (n,) where given.
    """
    n = len(one)
    if n < FEWEST:
        return undefined(n, f"Too few films: fewer than {FEWEST}.")
    cells = np.eye(kinds * kinds)[kinds * one + other]  # (n, kinds * kinds)

    def statistic(weights: Matrix) -> Matrix:
        return _kappas((weights @ cells).reshape(-1, kinds, kinds))

    value = float(statistic(np.ones((1, n))).item())
    if isnan(value):
        return undefined(n, _ONE_ANSWER)
    if groups is None:
        table = cells.sum(axis=0).reshape(kinds, kinds)
        return estimated(value, *_interval(value, table / n, n), n, _FLEISS)
    draws = resample(np.ones(n), groups, statistic, RESAMPLES, SEED)[:, 0]
    return resampled(value, draws, n, resampling(groups, RESAMPLES), LEVEL)


def _kappas(tables: Matrix) -> Matrix:
    """Return kappa of counts (resamples, kinds, kinds) as (resamples, 1), NaN where all answers are one."""
    total = tables.sum(axis=(1, 2))
    agreed = np.trace(tables, axis1=1, axis2=2) * total
    chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1)
    under = total * total - chance
    kappas: Matrix = np.divide(agreed - chance, under, out=np.full(under.shape, np.nan), where=under > 0)
    return kappas[:, None]


def _interval(value: float, shares: Matrix, n: int) -> tuple[float, float]:
    """Return the interval of a kappa from the shares of each pair of answers; NaN where nothing varies."""
    answered = shares.sum(axis=1), shares.sum(axis=0)
    by_chance = float(answered[0] @ answered[1])
    margins = answered[1][:, None] + answered[0]
    pulls = np.eye(len(shares)) - (1 - value) * margins
    spread = float((shares * pulls**2).sum()) - (value - by_chance * (1 - value)) ** 2
    if spread < _ROUNDING:
        return float("nan"), float("nan")
    low, high = wald(value, sqrt(spread / n) / (1 - by_chance), LEVEL)
    return max(-1.0, low), min(1.0, high)
