"""One figure of a report: a value with its interval, or a sentence why there is none."""

from math import isnan
from typing import Any

from core.evaluation.intervals import Vector, percentiles

Figure = dict[str, Any]

WILSON = "Wilson score"
DELONG = "DeLong, logit scale"

NO_FILMS = "No films to judge this on."
_NO_INTERVAL = "Too few films, or a value that does not vary, for an interval."


def resampled(value: float, values: Vector, n: int, method: str, level: float) -> Figure:
    """Return a value with the percentile interval of its resampled values, (resamples,).

    The interval is widened to hold the value where it does not: resampling biases a figure such as ECE,
    which can't fall below zero, upwards.
    """
    low, high = percentiles(values, level)
    return estimated(value, min(low, value), max(high, value), n, method)


def estimated(value: float, low: float, high: float, n: int, method: str) -> Figure:
    """Return a value with an interval made elsewhere; a NaN in the interval means that there is none."""
    if isnan(low) or isnan(high):
        return {"value": value, "low": None, "high": None, "n": n, "method": method, "note": _NO_INTERVAL}
    return {"value": value, "low": low, "high": high, "n": n, "method": method, "note": ""}


def undefined(n: int, note: str) -> Figure:
    """Return a figure without a value and the sentence that says why."""
    return {"value": None, "low": None, "high": None, "n": n, "method": "", "note": note}
