"""What sensitivity and specificity come to where fractures are rarer or more common than in the test films.

Bayes' theorem in odds: D. L. Simel, G. P. Samsa and D. B. Matchar, Likelihood ratios with confidence, Journal
of Clinical Epidemiology 44 (1991). Each figure here rises or falls with one measured figure alone, and the
ends of that figure's interval give the ends of its own.
"""

from dataclasses import dataclass
from typing import Any

from core.reporting.evidence import at

PREVALENCES = (0.05, 0.10, 0.20, 0.30)
FILMS = 1000
_NO_RATIO = "no interval"
_UNDEFINED = "No value: sensitivity or specificity has none."
_NEVER = "No value: the answer is never given."


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected figure with the ends of its interval; note says why one is None."""

    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AtPrevalence:
    """PPV and NPV, and how many of 1,000 films are missed and are false alarms."""

    ppv: Expected
    npv: Expected
    missed: Expected
    false_alarms: Expected


def expected(point: Any, prevalence: float) -> AtPrevalence:
    """Return what an operating point of metrics.json comes to at a prevalence in (0, 1)."""
    sensitivity, specificity = at(point, "sensitivity"), at(point, "specificity")
    se, sp = at(sensitivity, "value"), at(specificity, "value")
    ill, well = prevalence, 1 - prevalence
    if se is None or sp is None:
        ppv = npv = Expected(None, note=_UNDEFINED)
    else:
        odds = ill / well
        ppv = _predictive(ill * se, well * (1 - sp), at(point, "lr_positive"), odds)
        npv = _turned(_predictive(ill * (1 - se), well * sp, at(point, "lr_negative"), odds))
    return AtPrevalence(ppv, npv, _lost(sensitivity, ill), _lost(specificity, well))


def _predictive(fractured: float, others: float, likelihood: Any, odds: float) -> Expected:
    """The share of the fractured among those who get an answer."""
    if fractured + others == 0:
        return Expected(None, note=_NEVER)
    low, high = at(likelihood, "low"), at(likelihood, "high")
    value = fractured / (fractured + others)
    if low is None or high is None:
        return Expected(value, note=str(at(likelihood, "note") or _NO_RATIO))
    return Expected(value, _share(low * odds), _share(high * odds))


def _share(odds: float) -> float:
    return odds / (1 + odds)


def _turned(share: Expected) -> Expected:
    """1 minus a share."""
    if share.value is None:
        return share
    low = None if share.high is None else 1 - share.high
    high = None if share.low is None else 1 - share.low
    return Expected(1 - share.value, low, high, share.note)


def _lost(figure: Any, weight: float) -> Expected:
    """Of 1,000 films, those of a class (the weight is its share) that the figure leaves out."""
    value, low, high = (at(figure, key) for key in ("value", "low", "high"))
    if value is None:
        return Expected(None, note=str(at(figure, "note") or _UNDEFINED))
    if low is None or high is None:
        return Expected(FILMS * weight * (1 - value), note=str(at(figure, "note") or ""))
    return Expected(*(FILMS * weight * (1 - each) for each in (value, high, low)))
