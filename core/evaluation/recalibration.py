"""What is wrong with probabilities, taken apart: too extreme or too timid, too high, too low, too coarse."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.figures import NO_FILMS, Figure, estimated, resampled, undefined
from core.evaluation.intervals import LEVEL, Matrix, Vector, resample, resampling, wald
from core.evaluation.labelled import ONE_CLASS, TOO_FEW, Labels, too_few
from core.evaluation.weighted import BINS, bin_of

_KEYS = ("intercept", "slope")
_STEPS = 25
_SETTLED = 1e-9
_NARROW = 1e-6  # in log odds: closer together, the slope is lost in rounding
_CERTAIN = "A probability of 0 or 1 has no log odds."
_EQUAL = "All probabilities are equal: there is no slope."
_PARTED = "The probabilities part the classes without overlap: no slope fits best."
_RESTLESS = "The fit doesn't settle on a slope."


def recalibration(
    labels: Labels, probabilities: Vector, groups: NDArray[Any] | None, *, resamples: int, seed: int
) -> dict[str, Figure]:
    """Return "intercept" and "slope" of the logistic regression of the label on the probability's logit.

    0 and 1 are perfect. A slope below 1 means probabilities that are too extreme, above 1 too timid; the
    intercept is fitted with the slope, and isn't calibration in the large, which holds the slope at 1. D. R.
    Cox, Two further applications of a model for binary regression, Biometrika 45 (1958); B. Van Calster et
    al., A calibration hierarchy for risk models was defined, Journal of Clinical Epidemiology 74 (2016).

    Intervals are Wald's, or percentiles over resampled groups where groups are given.
    labels: (n,) of 0 and 1. probabilities: (n,). groups: (n,), equal for related films.
    """
    from scipy.special import logit

    x = logit(probabilities)
    if note := _why_not(labels, x):
        return {key: undefined(len(labels), note) for key in _KEYS}
    best = fit(np.ones((1, len(x))), labels, x)[0]
    if np.isnan(best).any():
        return {key: undefined(len(labels), _RESTLESS) for key in _KEYS}
    if groups is None:
        figures = _by_wald(best, x)
    else:
        draws = resample(labels, groups, lambda weights: fit(weights, labels, x), resamples, seed)
        method = resampling(groups, resamples)
        figures = [_drawn(value, found, len(x), method) for value, found in zip(best, draws.T, strict=True)]
    return dict(zip(_KEYS, figures, strict=True))


def fit(weights: Matrix, labels: Labels, logits: Vector) -> Matrix:
    """Return intercept and slope of a logistic regression for each row of weights, (resamples, 2).

    Newton's method from 0, all resamples at once; starts nearer to the end run away more often. NaN where the
    drawn films have no maximum of the likelihood, which is where the classes don't overlap (M. J. Silvapulle,
    Journal of the Royal Statistical Society B 43, 1981), and where Newton's method doesn't settle.
    weights: (resamples, n). labels, logits: (n,), the logits finite.
    """
    from scipy.special import expit

    found = np.full((len(weights), 2), np.nan)
    fitting = _overlapping(weights, labels, logits)
    drawn, current = weights[fitting], np.zeros((int(fitting.sum()), 2))
    design = np.stack([np.ones_like(logits), logits])
    products = np.stack([np.ones_like(logits), logits, logits**2], axis=1)
    wanted = drawn @ (design * labels).T
    settled = np.zeros(len(drawn), np.bool_)
    with np.errstate(all="ignore"):  # a fit that runs away is told by its numbers
        for _ in range(_STEPS):
            p = expit(current @ design)
            first, second = (wanted - (drawn * p) @ design.T).T
            a, b, c = ((drawn * p * (1 - p)) @ products).T
            step = np.stack([c * first - b * second, a * second - b * first], axis=1)
            step /= (a * c - b * b)[:, None]
            current += step
            settled = (np.abs(step) <= _SETTLED * (1 + np.abs(current))).all(axis=1)
            if settled.all():
                break
    found[fitting] = np.where(settled[:, None], current, np.nan)
    return found


def decomposition(labels: Labels, probabilities: Vector) -> dict[str, float] | None:
    """Return the parts of the Brier score over the ten bins of the reliability diagram; None without films.

    Brier score = reliability - resolution + uncertainty + within_bins. A. H. Murphy, A new vector partition
    of the probability score, Journal of Applied Meteorology 12 (1973), is exact where all probabilities of a
    bin are equal; within_bins is what they add where they are not, their variance less twice their covariance
    with the label: D. B. Stephenson et al., Two extra components in the Brier score decomposition, Weather
    and Forecasting 23 (2008).
    """
    if len(labels) == 0:
        return None
    place, base = bin_of(probabilities), labels.mean()
    counts = np.bincount(place, minlength=BINS)
    means, shares = (
        np.bincount(place, values, BINS) / np.maximum(counts, 1) for values in (probabilities, labels)
    )
    inside = probabilities - means[place]
    parts = {
        "reliability": counts @ (means - shares) ** 2 / len(labels),
        "resolution": counts @ (shares - base) ** 2 / len(labels),
        "uncertainty": base * (1 - base),
        "within_bins": np.mean(inside**2 - 2 * inside * (labels - shares[place])),
    }
    return {key: float(value) for key, value in parts.items()}


def _why_not(labels: Labels, logits: Vector) -> str:
    """The sentence that says why there is no slope, or nothing where there may be one."""
    if len(labels) == 0:
        return NO_FILMS
    if len(np.unique(labels)) == 1:
        return ONE_CLASS
    if too_few(labels):
        return TOO_FEW
    if np.isinf(logits).any():
        return _CERTAIN
    if np.ptp(logits) < _NARROW:
        return _EQUAL
    return "" if _overlapping(np.ones((1, len(labels))), labels, logits)[0] else _PARTED


def _overlapping(weights: Matrix, labels: Labels, scores: Vector) -> NDArray[np.bool_]:
    """Whether the scores of the drawn films of the classes overlap in more than one value, (resamples,)."""

    def ends(label: int) -> tuple[Vector, Vector]:
        drawn, own = weights[:, labels == label] > 0, scores[labels == label]
        lowest: Vector = np.where(drawn, own, np.inf).min(axis=1, initial=np.inf)
        highest: Vector = np.where(drawn, own, -np.inf).max(axis=1, initial=-np.inf)
        return lowest, highest

    (low, high), (low_others, high_others) = ends(1), ends(0)
    return np.asarray((low < high_others) & (low_others < high), np.bool_)


def _by_wald(best: Vector, logits: Vector) -> list[Figure]:
    from scipy.special import expit

    p = expit(best[0] + best[1] * logits)
    design = np.stack([np.ones_like(logits), logits])
    spreads = np.sqrt(np.diag(np.linalg.inv((design * p * (1 - p)) @ design.T)))
    return [
        estimated(float(value), *wald(float(value), float(spread), LEVEL), len(logits), "Wald")
        for value, spread in zip(best, spreads, strict=True)
    ]


def _drawn(value: float, draws: Vector, n: int, method: str) -> Figure:
    """Return a coefficient with its interval, unless an end of it may lie among the resamples without one."""
    if np.isnan(draws).mean() > (1 - LEVEL) / 2:
        return estimated(float(value), float("nan"), float("nan"), n, method)
    return resampled(float(value), draws, n, method, LEVEL)
