"""A figure of the Performance pages: a value with its interval and n, or the sentence why there is none."""

from dataclasses import asdict, dataclass
from math import exp, log, sqrt
from typing import Any

from core.evaluation.intervals import LEVEL, wald, wilson

# A rate of fewer says next to nothing: its 95 % interval is some 40 percentage points wide.
FEWEST = 20
WILSON = "Wilson score"


@dataclass(frozen=True, slots=True)
class Figure:
    """value with its 95 % interval [low, high] from n; hits: the numerator, for a plain proportion.

    note: why there is no value, or no interval; empty otherwise. method: how the interval was made.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str = ""
    note: str = ""
    hits: int | None = None

    @property
    def drawable(self) -> bool:
        """Whether there is a value that a chart may show."""
        return self.value is not None

    def as_dict(self) -> dict[str, Any]:
        """Return the figure as reports take it (`core.reporting.words`)."""
        return asdict(self)

    def spoken(self) -> str:
        """Return a share for a sentence: "82 % (95 % interval 78 to 86 %, n = 412)"."""
        if self.value is None:
            return f"not known ({self.note.rstrip('.')})"
        if self.low is None or self.high is None:
            return f"{self.value:.0%} (n = {self.n:,})".replace("%", " %", 1)
        reach = f"{100 * self.low:.0f} to {100 * self.high:.0f} %"
        return f"{100 * self.value:.0f} % (95 % interval {reach}, n = {self.n:,})"


def missing(n: int, note: str) -> Figure:
    """Return a figure without a value, and why."""
    return Figure(None, None, None, n, note=note)


def too_few(n: int, fewest: int = FEWEST) -> Figure:
    """Return the refusal of a figure from n where it takes `fewest`."""
    return missing(n, f"Too few: {n:,} of the {fewest} that it takes." if n else "None yet.")


def rate(hits: float, n: float, fewest: int = FEWEST) -> Figure:
    """Return hits / n with Wilson's interval; refused below `fewest`."""
    hits, n = round(hits), round(n)
    if n < fewest:
        return too_few(n, fewest)
    return Figure(hits / n, *wilson(hits, n), n, WILSON, hits=hits)


def f1(tp: int, fp: int, fn: int, fewest: int = FEWEST) -> Figure:
    """Return F1 with Wilson's interval of tp / (tp + fp + fn), carried over.

    F1 = 2 j / (1 + j) of Jaccard's index j = tp / (tp + fp + fn), which is a proportion of the films that are
    fractured or called so; the relation is monotone, so its interval's ends are those of F1.
    """
    n = tp + fp + fn
    if n < fewest:
        return too_few(n, fewest)
    low, high = wilson(tp, n)
    value, low, high = (2 * j / (1 + j) for j in (tp / n, low, high))
    return Figure(value, low, high, n, f"{WILSON}, carried over from Jaccard's index")


def mean(total: float, squares: float, n: int, fewest: int = FEWEST) -> Figure:
    """Return the mean of n numbers from their sums, with the normal interval of its standard error."""
    if n < fewest:
        return too_few(n, fewest)
    centre = total / n
    variance = max(0.0, (squares - n * centre * centre) / (n - 1))
    return Figure(centre, *wald(centre, sqrt(variance / n)), n, "normal")


def on_logit(value: float, variance: float, n: int, method: str) -> Figure:
    """Return a share with the interval of its variance, made on the logit scale so that it stays inside."""
    if variance <= 0 or not 0 < value < 1:
        return Figure(value, None, None, n, method, "It does not vary, so there is no interval.")
    centre = log(value / (1 - value))
    low, high = wald(centre, sqrt(variance) / (value * (1 - value)), LEVEL)
    return Figure(value, 1 / (1 + exp(-low)), 1 / (1 + exp(-high)), n, method)


def paired_difference(gained: int, lost: int, n: int, fewest: int = FEWEST) -> Figure:
    """Return (gained - lost) / n of n pairs of answers, in [-1, 1].

    The adjusted Wald interval of D. G. Bonett and R. M. Price, Adjusted Wald confidence interval for a
    difference of binomial proportions based on paired data, J. Educational and Behavioral Statistics 37
    (2012): one change is added either way.
    """
    if n < fewest:
        return too_few(n, fewest)
    up, down = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    spread = sqrt((up + down - (up - down) ** 2) / (n + 2))
    low, high = wald(up - down, spread)
    return Figure((gained - lost) / n, max(-1.0, low), min(1.0, high), n, "Bonett and Price")
