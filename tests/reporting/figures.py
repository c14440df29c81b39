"""Made-up figures, in the form of metrics.json."""

from typing import Any

BOOTSTRAP = "bootstrap over groups, 2000 resamples, percentile"
Dict = dict[str, Any]


def figure(value: float | None, n: int = 491, spread: float = 0.05, method: str = "Wilson score") -> Dict:
    if value is None:
        return {
            "value": None,
            "low": None,
            "high": None,
            "n": n,
            "method": "",
            "note": "Too few films: fewer than 10 of a class.",
        }
    return {
        "value": value,
        "low": value - spread,
        "high": value + spread,
        "n": n,
        "method": method,
        "note": "",
    }
