"""Labels and probabilities in, every figure of the report out. The layout is in the folder's front door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import EvaluationError
from core.evaluation.curves import precision_recall, reliability, roc
from core.evaluation.figures import DELONG, NO_FILMS, Figure, estimated, proportion, resampled, undefined
from core.evaluation.intervals import Vector, delong
from core.evaluation.weighted import bootstrap, calibration
from core.records import Calibration, OperatingPoints

LEVEL = 0.95
RESAMPLES = 2000
SEED = 20230516

_ONE_CLASS = "Needs films of both classes."
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Films:
    """Labels and probabilities with the resampled values of every figure that is bootstrapped."""

    labels: Labels
    probabilities: Vector
    before: Vector | None
    draws: Mapping[str, Vector]
    method: str

    @property
    def n(self) -> int:
        return len(self.labels)

    @property
    def both_classes(self) -> bool:
        return len(np.unique(self.labels)) == 2

    def figure(self, key: str, value: float, note: str = "") -> Figure:
        """Return value with its bootstrap interval; note says why where the value is NaN."""
        if np.isnan(value):
            return undefined(self.n, note)
        return resampled(value, self.draws[key], self.n, self.method, LEVEL)


def evaluate_predictions(
    labels: ArrayLike,
    probabilities: ArrayLike,
    points: OperatingPoints,
    *,
    made_by: Calibration | None = None,
    groups: Sequence[Any] | None = None,
    model: str = "",
    version: str = "",
    data: Mapping[str, Any] | None = None,
    left_out: Sequence[Mapping[str, str]] = (),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Any]:
    """Return the JSON-ready content of metrics.json; see `core.evaluation` for its keys.

    Proportions carry Wilson's interval. AUROC carries DeLong's, or a bootstrap over groups where groups are
    given; F1, balanced accuracy, average precision, Brier score and ECE a bootstrap, stratified by label or
    over groups. The same seed gives the same figures.

    labels: (n,) of 1 (fractured) and 0. probabilities: (n,) calibrated, in [0, 1].
    made_by: the calibration that made them, so that they can be compared with the plain sigmoid.
    groups: (n,) equal where films are related (of one patient, near copies).
    left_out: {"image_id", "reason"} of films that were not evaluated.
    Raises `EvaluationError` for lists of unequal length, other labels, or numbers that are no probabilities.
    """
    y, p, related = _checked(labels, probabilities, groups)
    plain = None if made_by is None else uncalibrated(p, made_by)
    draws: Mapping[str, Vector] = {}
    if len(y):
        draws = bootstrap(y, p, points, groups=related, resamples=resamples, seed=seed, before=plain)
    by = "over groups" if related is not None else "stratified by label"
    films = _Films(y, p, plain, draws, f"bootstrap {by}, {resamples} resamples, percentile")
    fractured = int(y.sum())
    return {
        "model": model,
        "version": version,
        "data": dict(data or {}),
        "n": len(y),
        "n_fractured": fractured,
        "level": LEVEL,
        "bootstrap": {
            "resamples": resamples,
            "seed": seed,
            "groups": None if related is None else len(np.unique(related)),
        },
        "prevalence": proportion(fractured, len(y), LEVEL),
        "operating_points": {
            "high_sensitivity": points.high_sensitivity,
            "high_specificity": points.high_specificity,
        },
        "discrimination": _discrimination(films, grouped=related is not None),
        "points": {
            "high_sensitivity": _point(films, "high_sensitivity", points.high_sensitivity),
            "high_specificity": _point(films, "high_specificity", points.high_specificity),
        },
        "doubt": _doubt(films, points),
        "calibration": _calibration(films),
        "left_out": [dict(film) for film in left_out],
    }


def uncalibrated(probabilities: Vector, made_by: Calibration) -> Vector:
    """Return the network's own sigmoid of its logit, (n,), from calibrated probabilities (n,).

    Platt scaling with a slope above 0 can be undone; 0 and 1 stay what they are.
    """
    with np.errstate(divide="ignore"):
        scaled = np.log(probabilities) - np.log1p(-probabilities)
    return np.asarray(0.5 * (1 + np.tanh(0.5 * (scaled - made_by.intercept) / made_by.slope)))


def _checked(
    labels: ArrayLike, probabilities: ArrayLike, groups: Sequence[Any] | None
) -> tuple[Labels, Vector, NDArray[Any] | None]:
    y, p = np.asarray(labels), np.asarray(probabilities, np.float64)
    if y.ndim != 1 or y.shape != p.shape or (groups is not None and len(groups) != len(y)):
        raise EvaluationError("Labels, probabilities and groups must be lists of equal length.")
    if not np.isin(y, (0, 1)).all():
        raise EvaluationError("Labels must be 1 (fractured) or 0 (not fractured).")
    if not ((p >= 0) & (p <= 1)).all():
        raise EvaluationError("Probabilities must be numbers from 0 to 1.")
    return y.astype(np.int64), p, None if groups is None else np.asarray(groups)


def _discrimination(films: _Films, *, grouped: bool) -> dict[str, Any]:
    y, p = films.labels, films.probabilities
    area, low, high = delong(y, p, LEVEL)
    if not films.both_classes:
        auroc = undefined(films.n, _ONE_CLASS)
    elif grouped:
        auroc = films.figure("auroc", area)
    else:
        auroc = estimated(area, low, high, films.n, DELONG)
    return {
        "auroc": auroc,
        "average_precision": films.figure("average_precision", _average_precision(films), _ONE_CLASS),
        "roc": roc(y, p),
        "precision_recall": precision_recall(y, p),
    }


def _average_precision(films: _Films) -> float:
    if not films.both_classes:
        return float("nan")
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(films.labels, films.probabilities))


def _point(films: _Films, name: str, threshold: float) -> dict[str, Any]:
    y, called = films.labels, (films.probabilities >= threshold).astype(np.int64)
    tn, fp, fn, tp = np.bincount(2 * y + called, minlength=4).tolist()
    sensitivity, specificity = proportion(tp, tp + fn, LEVEL), proportion(tn, tn + fp, LEVEL)
    ppv, npv = proportion(tp, tp + fp, LEVEL), proportion(tn, tn + fn, LEVEL)
    f1, f1_others = _f1(y, called)
    balanced = _balanced_accuracy(y, called) if films.both_classes else float("nan")
    nobody, everybody = "No film is fractured or called so.", "Every film is fractured and called so."
    return {
        "threshold": threshold,
        "confusion": {"tp": tp, "fp": fp, "fn": fn, "tn": tn},
        "accuracy": proportion(tp + tn, films.n, LEVEL),
        "balanced_accuracy": films.figure(f"{name}.balanced_accuracy", balanced, _ONE_CLASS),
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ppv": ppv,
        "npv": npv,
        "fractured": {
            "precision": dict(ppv),
            "recall": dict(sensitivity),
            "f1": films.figure(f"{name}.f1_fractured", f1, nobody),
        },
        "not_fractured": {
            "precision": dict(npv),
            "recall": dict(specificity),
            "f1": films.figure(f"{name}.f1_not_fractured", f1_others, everybody),
        },
    }


def _f1(y: Labels, called: Labels) -> tuple[float, float]:
    """Return F1 of the fractured and of the others, NaN where there is nothing to find and nothing found."""
    if len(y) == 0:
        return float("nan"), float("nan")
    from sklearn.metrics import f1_score

    others, fractured = f1_score(y, called, labels=[0, 1], average=None, zero_division=np.nan)
    return float(fractured), float(others)


def _balanced_accuracy(y: Labels, called: Labels) -> float:
    from sklearn.metrics import balanced_accuracy_score

    return float(balanced_accuracy_score(y, called))


def _doubt(films: _Films, points: OperatingPoints) -> dict[str, Any]:
    p = films.probabilities
    inside = (p >= points.high_sensitivity) & (p < points.high_specificity)
    n = int(inside.sum())
    return {"share": proportion(n, films.n, LEVEL), "n": n, "fractured": int(films.labels[inside].sum())}


def _calibration(films: _Films) -> dict[str, Any]:
    y, p, before = films.labels, films.probabilities, films.before
    found = {**_scores(films, p), "reliability": reliability(y, p, LEVEL)}
    if before is not None:
        found["before"] = {**_scores(films, before, "before."), "reliability": reliability(y, before, LEVEL)}
    return found


def _scores(films: _Films, probabilities: Vector, prefix: str = "") -> dict[str, Any]:
    scores = calibration(np.ones((1, films.n)), films.labels, probabilities)
    return {key: films.figure(prefix + key, float(values[0]), NO_FILMS) for key, values in scores.items()}
