"""A test that watches a series for as long as it lasts, and states how often it cries wolf.

Each day's value is ranked among the earlier days of its kind (workdays, weekends). As long as days are
exchangeable, whatever their distribution, these ranks are independent and uniform (V. Vovk, A. Gammerman and
G. Shafer, Algorithmic Learning in a Random World, 2005). Bets that ranks pile up at either end multiply to
martingales, and their Shiryaev-Roberts sum R over all days on which a change may have begun obeys
E[R_n] = n, so that the mean time to a false alarm at R >= c is at least c days (V. Vovk et al., Retrain or
not retrain: conformal test martingales for change-point detection, COPA 2021; J. Shin, A. Ramdas and
A. Rinaldo, E-detectors, 2022). Nothing has to be estimated, and looking every day costs nothing.

Once a change is raised it is dated where the days before and after it differ the most: the split of normal
scores of ranks (van der Waerden) with the largest sum of squares between its parts.

It sees sustained shifts within days, not a single odd day; a slow season shifts the mix for real and is
reported as such.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

REFERENCE_DAYS = 56
# Exponents of the bets k * u ** (k - 1): the smaller, the more is put on the outermost ranks.
_EXPONENTS = (0.1, 0.3, 0.6)


@dataclass(frozen=True, slots=True)
class Change:
    """began, raised: places in the series, of the first changed day and of the day that showed it."""

    began: int
    raised: int
    upwards: bool


@dataclass(frozen=True, slots=True)
class Track:
    """What the test made of a series: its changes, and at each step the evidence for one.

    evidence: (n,) the Shiryaev-Roberts sum as a share of the limit; a change is raised where it reaches 1. It
    is 0 while a reference is learnt.
    """

    changes: tuple[Change, ...]
    evidence: tuple[float, ...]


def track(
    values: Sequence[float],
    kinds: Sequence[Any],
    limit: float,
    *,
    seed: int = 0,
    reference: int = REFERENCE_DAYS,
) -> Track:
    """Return the changes in a series; the mean time between false ones is at least `limit` steps.

    values: (n,) in the order of time. kinds: (n,) days are compared within their kind. reference: how many
    steps are learnt from before anything can be raised. After an alarm the series starts anew with the
    changed days as its reference. Ties are broken by chance, from the seed.
    """
    found: list[Change] = []
    evidence: list[float] = []
    start = 0
    while True:
        change, run = _first(values[start:], kinds[start:], limit, reference, seed)
        # What led to the alarm stays; of the days that are now the new reference nothing else is known.
        evidence += run[len(evidence) - start :]
        if change is None:
            return Track(tuple(found), tuple(evidence))
        found.append(Change(change.began + start, change.raised + start, change.upwards))
        start += change.began


def _first(
    values: Sequence[float], kinds: Sequence[Any], limit: float, reference: int, seed: int
) -> tuple[Change | None, list[float]]:
    """Return the first change, and the evidence of each step up to it."""
    rng = np.random.default_rng(seed)
    evidence: list[float] = []
    pools: dict[Any, list[float]] = {}
    bets = [_Bet(exponent, high) for exponent in _EXPONENTS for high in (False, True)]
    for place, (value, kind) in enumerate(zip(values, kinds, strict=True)):
        rank = _rank(pools.setdefault(kind, []), value, float(rng.random()))
        if place >= reference:
            for bet in bets:
                bet.take(rank)
        evidence.append(sum(bet.total for bet in bets) / (limit * len(bets)))
        if evidence[-1] >= 1:
            began = _dated(np.asarray(values[: place + 1]), kinds[: place + 1], reference)
            return Change(began, place, max(bets, key=lambda bet: bet.total).upwards), evidence
    return None, evidence


def _dated(values: NDArray[np.float64], kinds: Sequence[Any], reference: int) -> int:
    """Return the first changed of values (n,), not before `reference`."""
    scores = np.empty(len(values))
    for kind in set(kinds):
        member = np.array([each == kind for each in kinds])
        scores[member] = _normal_scores(values[member])
    n, before = len(scores), np.arange(reference, len(scores))
    sums = np.cumsum(scores)
    first, rest = sums[before - 1] / before, (sums[-1] - sums[before - 1]) / (n - before)
    return int(before[(before * (n - before) * (first - rest) ** 2).argmax()])


def _normal_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what normal values of the same ranks would be; equal ones share theirs."""
    order = np.sort(values)
    middles = (np.searchsorted(order, values) + np.searchsorted(order, values, "right")) / 2
    return np.array([NormalDist().inv_cdf(float(rank)) for rank in middles / len(values)])


def _rank(pool: list[float], value: float, chance: float) -> float:
    """Return the place of a value among the earlier ones and itself, in (0, 1), and add it to them."""
    insort(pool, value)
    below, upto = bisect_left(pool, value), bisect_right(pool, value)
    return min(max((below + chance * (upto - below)) / len(pool), 1e-9), 1 - 1e-9)


class _Bet:
    """The Shiryaev-Roberts sum of one bet: an exponent, on low or on high ranks."""

    __slots__ = ("_exponent", "_high", "total")

    def __init__(self, exponent: float, high: bool) -> None:
        self._exponent, self._high, self.total = exponent, high, 0.0

    def take(self, rank: float) -> None:
        """Win or lose on the rank of a step."""
        u = 1 - rank if self._high else rank
        self.total = (self.total + 1) * self._exponent * u ** (self._exponent - 1)

    @property
    def upwards(self) -> bool:
        """Whether it bets on high ranks."""
        return self._high


def spread(values: NDArray[np.float64], kinds: Sequence[Any]) -> float:
    """Return the standard deviation of values (n,) about the means of their kinds; 0 for fewer than two."""
    rest = values.copy()
    for kind in set(kinds):
        member = np.array([each == kind for each in kinds])
        rest[member] -= values[member].mean()
    freedom = len(values) - len(set(kinds))
    return float(np.sqrt((rest**2).sum() / freedom)) if freedom > 0 else 0.0
