"""Shares over studies of which only some are decided, and not all kinds as often.

The queue of disagreements brings what may have been missed to a senior reader first. So where decisions are
behind, some kinds of study (one band, one call before and one after the answer, in dispute or not) have
more of them than others, and to count the decided ones alone would be to count these kinds twice. Within a
kind the decided are taken for a fair draw, as in `core.monitoring.verification`, and each kind counts for all
its studies.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isclose, sqrt

from core.evaluation.intervals import wald
from core.monitoring.figures import FEWEST, Figure, missing, on_logit, paired_difference, rate, too_few
from core.monitoring.verification import FEWEST_DECIDED

WEIGHTED = "weighted by kind of study, delta method"
# Studies of kinds with hardly a decision may be left out as long as they are no more than this share.
_LEFT_OUT = 0.05


@dataclass(frozen=True, slots=True)
class Kind:
    """n studies that are alike, of which some are decided, and of those some fractured.

    fractured_score, intact_score: what a fractured and an intact study of this kind add to the numerator: 1,
    0, or -1. fractured_counts, intact_counts: whether they are in the denominator.
    """

    n: int
    decided: int
    fractured: int
    fractured_score: int
    intact_score: int
    fractured_counts: bool
    intact_counts: bool

    @property
    def known(self) -> bool:
        """Whether it doesn't matter which of its studies are fractured."""
        return self.fractured_score == self.intact_score and self.fractured_counts == self.intact_counts

    @property
    def told(self) -> bool:
        """Whether its decisions speak for all its studies."""
        return self.known or self.decided >= min(FEWEST_DECIDED, self.n / 2)

    @property
    def share(self) -> float:
        """The share fractured among the decided; where it doesn't matter, any."""
        return self.fractured / self.decided if self.decided else 0.0

    def counted(self, all_of_them: bool = True) -> tuple[float, float]:
        """Return what numerator and denominator get, of all its studies or of the decided ones."""
        n = self.n if all_of_them or self.known else self.decided
        x, y = n * self.share, n * (1 - self.share)
        return (
            x * self.fractured_score + y * self.intact_score,
            x * self.fractured_counts + y * self.intact_counts,
        )


def share(kinds: Iterable[Kind]) -> Figure:
    """Return a share of studies, such as wrong answers that were followed; refused where too few decided.

    Where every kind is decided as often as the others it is the plain share with Wilson's interval. n: the
    decided studies in its denominator.
    """
    kinds = list(kinds)
    hits, n = (round(each) for each in _sums(kinds, all_of_them=False))
    if n < FEWEST:
        return too_few(n)
    if refused := _refused(kinds, n):
        return refused
    told = [kind for kind in kinds if kind.told]
    over, under = _sums(told)
    value = over / under
    if isclose(value, hits / n, abs_tol=1e-9) or not 0 < value < 1:
        return rate(hits, n)
    return on_logit(value, _variance(told, value, under), n, f"{WEIGHTED}, logit scale")


def difference(kinds: Iterable[Kind], gained: int, lost: int) -> Figure:
    """Return a difference of two shares of the same studies; refused where too few decided.

    gained, lost: the changes that were decided on. Where each study's outcome is known, it is
    `paired_difference`. To the variance one change is added either way, as there. n: the studies that it
    speaks for.
    """
    kinds = list(kinds)
    told = [kind for kind in kinds if kind.told]
    over, under = _sums(told)
    n = round(under)
    if n < FEWEST:
        return too_few(n)
    if refused := _refused(kinds, n):
        return refused
    if all(kind.known or kind.decided == kind.n for kind in told):
        return paired_difference(gained, lost, n)
    value = over / under
    variance = _variance(told, value, under) + 2 / under**2
    low, high = wald(value, sqrt(variance))
    return Figure(value, max(-1.0, low), min(1.0, high), n, WEIGHTED)


def _refused(kinds: Sequence[Kind], n: int) -> Figure | None:
    untold = sum(kind.n for kind in kinds if not kind.told)
    if untold <= _LEFT_OUT * sum(kind.n for kind in kinds):
        return None
    return missing(n, f"Too few decisions: {untold:,} studies are of kinds with hardly one.")


def _sums(kinds: Iterable[Kind], *, all_of_them: bool = True) -> tuple[float, float]:
    counted = [kind.counted(all_of_them) for kind in kinds]
    return sum(over for over, _ in counted), sum(under for _, under in counted)


def _variance(kinds: Sequence[Kind], value: float, under: float) -> float:
    """Return a ratio's variance over the kinds' sizes (Poisson) and their shares fractured (binomial)."""
    found = 0.0
    for kind in kinds:
        x = (kind.fractured_score - value * kind.fractured_counts) / under
        y = (kind.intact_score - value * kind.intact_counts) / under
        found += kind.n * (kind.share * x + (1 - kind.share) * y) ** 2
        if kind.decided:
            # Half a study either way: a kind in which all decided are alike is not known for certain.
            p = (kind.fractured + 0.5) / (kind.decided + 1)
            found += kind.n**2 / kind.decided * p * (1 - p) * (x - y) ** 2
    return found
