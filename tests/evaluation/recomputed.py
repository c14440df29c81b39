"""The figures of metrics.json made a second time, by other people's libraries and from predictions.csv alone.

Nothing of `core.evaluation` is used. Where no library has a figure (calibration error, net benefit, the parts
of the Brier score, DeLong's variance), it is written out film by film, in the words of its paper.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm
from sklearn import metrics as sk
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint

Values = NDArray[np.float64]
Found = dict[str, float | None]
Statistic = Callable[[Values, Values], float]


@dataclass(frozen=True)
class Table:
    """predictions.csv with what the card says of thresholds and calibration."""

    labels: Values
    probabilities: Values
    points: Mapping[str, float]
    slope: float
    intercept: float

    @classmethod
    def read(cls, csv: Any, card: Mapping[str, Any]) -> "Table":
        frame = pd.read_csv(csv)
        made = card["calibration"]
        labels, probabilities = (frame[name].to_numpy(np.float64) for name in ("label", "probability"))
        return cls(labels, probabilities, card["operating_points"], made["slope"], made["intercept"])

    @property
    def before(self) -> Values:
        """The network's own sigmoid: Platt scaling undone."""
        return np.asarray(expit((logit(self.probabilities) - self.intercept) / self.slope))


def values(table: Table) -> Found:
    """Return every value by its path in metrics.json, "points.high_sensitivity.ppv"."""
    y, p = table.labels, table.probabilities
    found: Found = {
        "prevalence": float(y.mean()),
        "discrimination.auroc": sk.roc_auc_score(y, p),
        "discrimination.average_precision": sk.average_precision_score(y, p),
    }
    low, high = table.points["high_sensitivity"], table.points["high_specificity"]
    found["doubt.share"] = float(np.mean((p >= low) & (p < high)))
    for name, threshold in table.points.items():
        found |= {f"points.{name}.{key}": value for key, value in _point(y, p >= threshold).items()}
    for prefix, scores in (("calibration", p), ("calibration.before", table.before)):
        found |= {f"{prefix}.{key}": value for key, value in _calibration(y, scores).items()}
    return {key: None if value is None else float(value) for key, value in found.items()}


def _point(y: Values, called: NDArray[np.bool_]) -> Found:
    tn, fp, fn, tp = sk.confusion_matrix(y, called).ravel()
    precision, recall, f1, _ = sk.precision_recall_fscore_support(y, called, zero_division=np.nan)
    positive = Table2x2(np.array([[tp, fn], [fp, tn]]))
    negative = Table2x2(np.array([[fn, tp], [tn, fp]]))
    return {
        "confusion.tp": tp,
        "confusion.fp": fp,
        "confusion.fn": fn,
        "confusion.tn": tn,
        "accuracy": sk.accuracy_score(y, called),
        "balanced_accuracy": sk.balanced_accuracy_score(y, called),
        "sensitivity": recall[1],
        "specificity": recall[0],
        "ppv": precision[1],
        "npv": precision[0],
        "lr_positive": positive.riskratio,
        "lr_negative": negative.riskratio,
        "fractured.precision": precision[1],
        "fractured.recall": recall[1],
        "fractured.f1": f1[1],
        "not_fractured.precision": precision[0],
        "not_fractured.recall": recall[0],
        "not_fractured.f1": f1[0],
    }


def effects(y: Values, called: NDArray[np.bool_], groups: Values) -> tuple[float, float]:
    """Return the design effects of calling the fractured, and of calling the others."""
    one, other = (design_effect(called[y == side].astype(np.float64), groups[y == side]) for side in (1, 0))
    return one, other


def likelihood_intervals(
    y: Values, called: NDArray[np.bool_], groups: Values
) -> dict[str, tuple[float, float]]:
    """Return the ends of the likelihood ratios, as those of relative risks of as many films as the groups
    are worth.
    """
    tn, fp, fn, tp = sk.confusion_matrix(y, called).ravel()
    one, other = effects(y, called, groups)
    tables = {
        "lr_positive": [[tp / one, fn / one], [fp / other, tn / other]],
        "lr_negative": [[fn / one, tp / one], [tn / other, fp / other]],
    }
    return {key: Table2x2(np.array(cells)).riskratio_confint() for key, cells in tables.items()}


def _calibration(y: Values, p: Values) -> Found:
    intercept, slope = logistic(y, p).params
    parts = brier_parts(y, p)
    return {
        "brier": sk.brier_score_loss(y, p),
        "ece": calibration_error(y, p),
        "intercept": intercept,
        "slope": slope,
        **{f"decomposition.{key}": value for key, value in parts.items()},
    }


def logistic(y: Values, p: Values) -> Any:
    """Return statsmodels' fit of the label on the probability's log odds."""
    return sm.Logit(y, sm.add_constant(logit(p))).fit(disp=0, tol=1e-12, maxiter=200)


def bins(y: Values, p: Values) -> Iterator[tuple[Values, Values]]:
    """Yield labels and probabilities of ten bins of equal width."""
    for inside in in_bins(p):
        yield y[inside], p[inside]


def in_bins(p: Values) -> Iterator[NDArray[np.bool_]]:
    """Yield for each of ten bins of equal width which probabilities are inside; 1 belongs to the last."""
    for number in range(10):
        yield (p >= number / 10) & ((p < (number + 1) / 10) | (number == 9))


def calibration_error(y: Values, p: Values) -> float:
    gaps = [len(own) / len(y) * abs(own.mean() - said.mean()) for own, said in bins(y, p) if len(own)]
    return float(sum(gaps))


def brier_parts(y: Values, p: Values) -> dict[str, float]:
    """Return Murphy's three parts and what the spread inside the bins adds (Stephenson et al. 2008)."""
    kept = [(own, said) for own, said in bins(y, p) if len(own)]
    n, base = len(y), y.mean()
    reliability = sum(len(own) * (said.mean() - own.mean()) ** 2 for own, said in kept) / n
    resolution = sum(len(own) * (own.mean() - base) ** 2 for own, _ in kept) / n
    variance = sum(((said - said.mean()) ** 2).sum() for _, said in kept) / n
    together = sum(((said - said.mean()) * (own - own.mean())).sum() for own, said in kept) / n
    return {
        "reliability": float(reliability),
        "resolution": float(resolution),
        "uncertainty": float(base * (1 - base)),
        "within_bins": float(variance - 2 * together),
    }


def net_benefit(y: Values, p: Values, threshold: float) -> float:
    """Vickers and Elkin 2006: true positives less false ones at the odds of the threshold, per film."""
    called = p >= threshold
    hits, alarms = np.sum(called & (y == 1)), np.sum(called & (y == 0))
    return float((hits - alarms * threshold / (1 - threshold)) / len(y))


def wilson(successes: float, n: float) -> tuple[float, float]:
    low, high = proportion_confint(successes, n, alpha=0.05, method="wilson")
    return float(low), float(high)


def design_effect(hits: Values, groups: Values) -> float:
    """The variance of a mean robust to clusters over the plain one, both as statsmodels fits a constant."""
    if hits.min() == hits.max() or len(np.unique(groups)) == 1:
        return 1.0
    mean = sm.OLS(hits, np.ones(len(hits)))
    robust = mean.fit(cov_type="cluster", cov_kwds={"groups": groups})
    return max(1.0, float(robust.bse[0] / mean.fit().bse[0]) ** 2)


def shares(table: Table, groups: Values) -> Iterator[tuple[str, Values, Values]]:
    """Yield path, hits (1 or 0) and groups of the films of every proportion that predictions give."""
    y, p = table.labels == 1, table.probabilities
    low, high = table.points["high_sensitivity"], table.points["high_specificity"]
    yield "prevalence", table.labels, groups
    yield "doubt.share", ((p >= low) & (p < high)).astype(np.float64), groups
    for name, threshold in table.points.items():
        called = p >= threshold
        right = (called == y).astype(np.float64)
        parts = {"sensitivity": y, "specificity": ~y, "ppv": called, "npv": ~called}
        yield f"points.{name}.accuracy", right, groups
        for key, part in parts.items():
            yield f"points.{name}.{key}", right[part], groups[part]
    for path, scores in (("calibration", p), ("calibration.before", table.before)):
        for number, inside in enumerate(in_bins(scores)):
            if inside.any():
                yield f"{path}.reliability.{number}.fractured", table.labels[inside], groups[inside]


def delong(y: Values, one: Values, other: Values) -> tuple[float, float, float, float]:
    """Return difference, low, high and p of DeLong et al. 1988, by comparing every film with every other."""

    def kernel(scores: Values) -> NDArray[np.float64]:
        above = scores[y == 1][:, None] - scores[y == 0][None, :]
        return np.asarray((above > 0) + 0.5 * (above == 0), np.float64)

    both = np.stack([kernel(one), kernel(other)])
    per_positive, per_negative = both.mean(axis=2), both.mean(axis=1)
    m, n = per_positive.shape[1], per_negative.shape[1]
    covariance = np.cov(per_positive) / m + np.cov(per_negative) / n
    contrast = np.array([1.0, -1.0])
    difference = float(contrast @ both.mean(axis=(1, 2)))
    spread = float(np.sqrt(contrast @ covariance @ contrast))
    half = norm.ppf(0.975) * spread
    return difference, difference - half, difference + half, float(2 * norm.sf(abs(difference) / spread))


def resampled(
    table: Table, scores: Values, groups: Sequence[int], statistics: Mapping[str, Statistic], count: int
) -> dict[str, tuple[float, float]]:
    """Return the percentile interval of each statistic over draws of whole groups, film by film."""
    random, members = np.random.default_rng(7), pd.Series(range(len(groups))).groupby(list(groups))
    films = [group.to_numpy() for _, group in members]
    drawn: dict[str, list[float]] = {name: [] for name in statistics}
    for _ in range(count):
        rows = np.concatenate([films[pick] for pick in random.integers(len(films), size=len(films))])
        for name, statistic in statistics.items():
            drawn[name].append(statistic(table.labels[rows], scores[rows]))
    ends = {name: np.nanpercentile(each, (2.5, 97.5)) for name, each in drawn.items()}
    return {name: (float(low), float(high)) for name, (low, high) in ends.items()}
