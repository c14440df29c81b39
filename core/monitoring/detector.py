"""A test that watches a series for as long as it lasts, and states how often it cries wolf.

Each day's value is ranked among the earlier days of its kind (workdays, weekends). As long as days are
exchangeable, whatever their distribution, these ranks are independent and uniform (V. Vovk, A. Gammerman and
G. Shafer, Algorithmic Learning in a Random World, 2005). Bets that ranks pile up at either end multiply to
martingales, and their Shiryaev-Roberts sum R over all days on which a change may have begun obeys
E[R_n] = n, so that the mean time to a false alarm at R >= c is at least c days (V. Vovk et al., Retrain or
not retrain: conformal test martingales for change-point detection, COPA 2021; J. Shin, A. Ramdas and
A. Rinaldo, E-detectors, 2022). Nothing has to be estimated, and looking every day costs nothing.

It sees sustained shifts within days, not a single odd day; a slow season shifts the mix for real and is
reported as such.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
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


def changes(
    values: Sequence[float],
    kinds: Sequence[Any],
    limit: float,
    *,
    seed: int = 0,
    reference: int = REFERENCE_DAYS,
) -> tuple[Change, ...]:
    """Return the changes in a series; the mean time between false ones is at least `limit` steps.

    values: (n,) in the order of time. kinds: (n,) days are compared within their kind. reference: how many
    steps are learnt from before anything can be raised. After an alarm the series starts anew with the
    changed days as its reference. Ties are broken by chance, from the seed.
    """
    found: list[Change] = []
    start = 0
    while (change := _first(values[start:], kinds[start:], limit, reference, seed)) is not None:
        found.append(Change(change.began + start, change.raised + start, change.upwards))
        start += change.began
    return tuple(found)


def _first(
    values: Sequence[float], kinds: Sequence[Any], limit: float, reference: int, seed: int
) -> Change | None:
    rng = np.random.default_rng(seed)
    pools: dict[Any, list[float]] = {}
    bets = [_Bet(exponent, high, reference) for exponent in _EXPONENTS for high in (False, True)]
    for place, (value, kind) in enumerate(zip(values, kinds, strict=True)):
        rank = _rank(pools.setdefault(kind, []), value, float(rng.random()))
        if place < reference:
            continue
        for bet in bets:
            bet.take(place, rank)
        if sum(bet.total for bet in bets) >= limit * len(bets):
            winner = max(bets, key=lambda bet: bet.total)
            return Change(winner.began, place, winner.upwards)
    return None


def _rank(pool: list[float], value: float, chance: float) -> float:
    """Return the place of a value among the earlier ones and itself, in (0, 1), and add it to them."""
    insort(pool, value)
    below, upto = bisect_left(pool, value), bisect_right(pool, value)
    return min(max((below + chance * (upto - below)) / len(pool), 1e-9), 1 - 1e-9)


class _Bet:
    """The Shiryaev-Roberts sum of one bet: an exponent, on low or on high ranks."""

    __slots__ = ("_exponent", "_high", "_run", "began", "total")

    def __init__(self, exponent: float, high: bool, start: int) -> None:
        self._exponent, self._high, self._run = exponent, high, 1.0
        self.began, self.total = start, 0.0

    def take(self, place: int, rank: float) -> None:
        """Win or lose on the rank of a step."""
        u = 1 - rank if self._high else rank
        won = self._exponent * u ** (self._exponent - 1)
        self.total = (self.total + 1) * won
        # The likeliest begin of a change is where the bet has won the most since.
        if self._run <= 1:
            self.began, self._run = place, 1.0
        self._run *= won

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
