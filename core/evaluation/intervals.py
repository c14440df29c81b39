"""Confidence intervals: Wilson for proportions, DeLong for AUROC, a bootstrap for nearly everything else.

Each comes with the paper that it is from; all are two-sided and numpy only.
"""

from collections.abc import Callable
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Statistic = Callable[[Matrix], Matrix]

LEVEL = 0.95
RESAMPLES = 2000
SEED = 20230516

_CELLS = 4_000_000  # weights held at once while resampling: 32 MB


def wilson(successes: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the score interval (low, high) of the proportion successes / n; neither need be whole.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    Without a single trial nothing is known, and the interval is the whole range (0.0, 1.0).
    Raises ValueError unless 0 <= successes <= n and 0 < level < 1.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes:g} successes in {n:g} trials")
    z = _z(level)
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if successes == 0 else (centre - half) / scale
    high = 1.0 if successes == n else (centre + half) / scale
    return low, high


def delong(labels: NDArray[Any], scores: NDArray[Any], level: float = LEVEL) -> tuple[float, float, float]:
    """Return (AUROC, low, high); the interval is built on the logit scale, so that it stays inside (0, 1).

    Variance: E. R. DeLong et al., Biometrics 44 (1988), computed from midranks as in X. Sun and W. Xu, IEEE
    Signal Processing Letters 21 (2014). Logit: M. S. Pepe, The Statistical Evaluation of Medical Tests for
    Classification and Prediction (2003), section 5.2. low and high are NaN where the method has nothing to
    say: a class with fewer than two members, or scores that part the classes perfectly. AUROC is NaN where a
    class is empty.

    labels: (n,) of 0 and 1. scores: (n,), higher for 1.
    """
    over_negatives, over_positives = _placements(labels, scores)
    m, n = len(over_negatives), len(over_positives)
    if m == 0 or n == 0:
        return float("nan"), float("nan"), float("nan")
    area = float(over_negatives.mean())
    if min(m, n) < 2:
        return area, float("nan"), float("nan")
    variance = float(over_negatives.var(ddof=1) / m + over_positives.var(ddof=1) / n)
    return area, *_logit_interval(area, variance, level)


def delong_difference(
    labels: NDArray[Any], scores: NDArray[Any], others: NDArray[Any], level: float = LEVEL
) -> tuple[float, float, float, float]:
    """Return (AUROC of `scores` less that of `others`, low, high, two-sided p) of the same films.

    The paired test of E. R. DeLong et al., Biometrics 44 (1988): the variance of a difference of two areas is
    that of the differences of their structural components, which are midranks (X. Sun and W. Xu, 2014). low,
    high and p are NaN where a class has fewer than two members or the two rank all films alike; all are NaN
    where a class is empty.

    labels: (n,) of 0 and 1. scores, others: (n,), higher for 1.
    """
    nothing = float("nan")
    own, theirs = _placements(labels, scores), _placements(labels, others)
    above, below = own[0] - theirs[0], own[1] - theirs[1]
    m, n = len(above), len(below)
    if m == 0 or n == 0:
        return nothing, nothing, nothing, nothing
    difference = float(above.mean())
    variance = float(above.var(ddof=1) / m + below.var(ddof=1) / n) if min(m, n) > 1 else 0.0
    if variance <= 0:
        return difference, nothing, nothing, nothing
    spread = sqrt(variance)
    return difference, *wald(difference, spread, level), two_sided(difference, spread)


def wald(value: float, spread: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval (low, high) of a normally distributed value with standard error `spread`."""
    half = _z(level) * spread
    return value - half, value + half


def two_sided(value: float, spread: float) -> float:
    """Return the p of a normally distributed value with standard error `spread` > 0 against none."""
    return 2 * NormalDist().cdf(-abs(value) / spread)


def resample(
    labels: NDArray[Any], groups: NDArray[Any] | None, statistic: Statistic, count: int, seed: int
) -> Matrix:
    """Return statistic's values over `count` bootstrap resamples, (count, k).

    A resample is given as weights: how often each film was drawn. Without groups the draw is stratified by
    label (each class keeps its size); with groups whole groups of related films are drawn, since films of one
    patient are not independent (B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993; A. C.
    Davison and D. V. Hinkley, Bootstrap Methods, 1997, 3.8). The same seed gives the same draws.

    statistic: (resamples, n) weights -> (resamples, k) values, NaN where undefined.
    """
    generator = np.random.default_rng(seed)
    strata = [labels == value for value in np.unique(labels)] if groups is None else None
    members = None if groups is None else np.unique(groups, return_inverse=True)[1]
    step = max(1, _CELLS // max(1, len(labels)))
    values = []
    for start in range(0, count, step):
        rows = min(step, count - start)
        weights = np.zeros((rows, len(labels)))
        if members is not None:
            weights[:] = _draws(generator, int(members.max()) + 1, rows)[:, members]
        for stratum in strata or ():
            weights[:, stratum] = _draws(generator, int(stratum.sum()), rows)
        values.append(statistic(weights))
    return np.concatenate(values)


def resampling(groups: NDArray[Any] | None, count: int) -> str:
    """Return what `resample` does, as a figure's method."""
    by = "stratified by label" if groups is None else "over groups"
    return f"bootstrap {by}, {count} resamples, percentile"


def percentiles(values: Vector, level: float = LEVEL) -> tuple[float, float]:
    """Return the percentile interval of resampled values; NaN values (undefined resamples) are left out.

    (NaN, NaN) where no resample is defined, or where all agree: a bootstrap that never varies (a perfect
    score in every resample) says nothing about the uncertainty.
    """
    defined = values[~np.isnan(values)]
    if len(defined) == 0 or np.ptp(defined) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a level of {level} is not between 0 and 1")
    return NormalDist().inv_cdf((1 + level) / 2)


def _placements(labels: NDArray[Any], scores: NDArray[Any]) -> tuple[Vector, Vector]:
    """Return the share of negatives below each positive, (m,), and of positives above each negative, (n,)."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    m, n = len(positive), len(negative)
    ranks = _midranks(np.concatenate([positive, negative]))
    below = (ranks[:m] - _midranks(positive)) / max(1, n)
    above = 1 - (ranks[m:] - _midranks(negative)) / max(1, m)
    return below, above


def _logit_interval(area: float, variance: float, level: float) -> tuple[float, float]:
    if variance <= 0 or not 0 < area < 1:
        return float("nan"), float("nan")
    half = _z(level) * sqrt(variance) / (area * (1 - area))
    centre = log(area / (1 - area))
    return 1 / (1 + exp(half - centre)), 1 / (1 + exp(-half - centre))


def _midranks(values: NDArray[Any]) -> Vector:
    """Return ranks from 1, ties sharing the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Vector = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return ranks


def _draws(generator: np.random.Generator, n: int, rows: int) -> NDArray[np.int64]:
    """Return how often each of n things is drawn in n draws with replacement, (rows, n)."""
    return generator.multinomial(n, np.full(n, 1 / n), size=rows)
