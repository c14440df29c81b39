"""Labels and probabilities in, every figure of the report out. The layout is in the folder's front door."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.evaluation.curves import precision_recall, reliability, roc
from core.evaluation.decision import decision_curve
from core.evaluation.figures import DELONG, NO_FILMS, estimated, undefined
from core.evaluation.grouped import share
from core.evaluation.intervals import LEVEL, RESAMPLES, SEED, Vector, delong, resampling
from core.evaluation.labelled import ONE_CLASS, Labelled, Labels, checked
from core.evaluation.points import point
from core.evaluation.recalibration import decomposition, recalibration
from core.evaluation.weighted import bootstrap, calibration
from core.records import Calibration, OperatingPoints

# The level and the draws of every interval here are imported from here elsewhere, too.
__all__ = ["LEVEL", "RESAMPLES", "SEED", "evaluate_predictions", "uncalibrated"]


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

    Proportions carry Wilson's interval, likelihood ratios Simel's, both by the design effect of groups where
    groups are given. AUROC carries DeLong's and the slope and intercept of calibration Wald's, or a bootstrap
    over groups where groups are given; F1, balanced accuracy, average precision, Brier score, ECE and net
    benefit a bootstrap, stratified by label or over groups. The same seed gives the same figures.

    labels: (n,) of 1 (fractured) and 0. probabilities: (n,) calibrated, in [0, 1].
    made_by: the calibration that made them, so that they can be compared with the plain sigmoid.
    groups: (n,) equal where films are related (of one patient, near copies).
    left_out: {"image_id", "reason"} of films that were not evaluated.
    Raises `EvaluationError` for lists of unequal length, other labels, or numbers that are no probabilities.
    """
    y, p, related = checked(labels, probabilities, groups)
    plain = None if made_by is None else uncalibrated(p, made_by)
    films = _drawn(y, p, points, related, plain, resamples=resamples, seed=seed)
    return {
        **_about(films, model, version, data, resamples=resamples, seed=seed),
        "operating_points": dict(_thresholds(points)),
        "discrimination": _discrimination(films),
        "points": {name: point(films, name, threshold) for name, threshold in _thresholds(points)},
        "doubt": _doubt(films, points),
        "calibration": _calibration(films, resamples=resamples, seed=seed),
        "decision": decision_curve(y, p, groups=related, resamples=resamples, seed=seed),
        "left_out": [dict(film) for film in left_out],
    }


def _drawn(
    y: Labels,
    p: Vector,
    points: OperatingPoints,
    groups: NDArray[Any] | None,
    plain: Vector | None,
    *,
    resamples: int,
    seed: int,
) -> Labelled:
    """The films with the resampled values of all that is bootstrapped; without films there are none."""
    draws: Mapping[str, Vector] = {}
    if len(y):
        draws = bootstrap(y, p, points, groups=groups, resamples=resamples, seed=seed, before=plain)
    return Labelled(y, p, plain, groups, draws, resampling(groups, resamples))


def _about(
    films: Labelled, model: str, version: str, data: Mapping[str, Any] | None, *, resamples: int, seed: int
) -> dict[str, Any]:
    """What was judged, on how many films, and how intervals were drawn."""
    fractured = int(films.labels.sum())
    groups = None if films.groups is None else len(np.unique(films.groups))
    return {
        "model": model,
        "version": version,
        "data": dict(data or {}),
        "n": films.n,
        "n_fractured": fractured,
        "level": LEVEL,
        "bootstrap": {"resamples": resamples, "seed": seed, "groups": groups},
        "prevalence": share(films.labels, films.groups),
    }


def _thresholds(points: OperatingPoints) -> tuple[tuple[str, float], ...]:
    return (("high_sensitivity", points.high_sensitivity), ("high_specificity", points.high_specificity))


def uncalibrated(probabilities: Vector, made_by: Calibration) -> Vector:
    """Return the network's own sigmoid of its logit, (n,), from calibrated probabilities (n,).

    Platt scaling with a slope above 0 can be undone; 0 and 1 stay what they are.
    """
    with np.errstate(divide="ignore"):
        scaled = np.log(probabilities) - np.log1p(-probabilities)
    return np.asarray(0.5 * (1 + np.tanh(0.5 * (scaled - made_by.intercept) / made_by.slope)))


def _discrimination(films: Labelled) -> dict[str, Any]:
    y, p = films.labels, films.probabilities
    area, low, high = delong(y, p, LEVEL)
    if not films.both_classes:
        auroc = undefined(films.n, ONE_CLASS)
    elif films.groups is not None:
        auroc = films.figure("auroc", area)
    else:
        auroc = estimated(area, low, high, films.n, DELONG)
    return {
        "auroc": auroc,
        "average_precision": films.figure("average_precision", _average_precision(films), ONE_CLASS),
        "roc": roc(y, p),
        "precision_recall": precision_recall(y, p),
    }


def _average_precision(films: Labelled) -> float:
    if not films.both_classes:
        return float("nan")
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(films.labels, films.probabilities))


def _doubt(films: Labelled, points: OperatingPoints) -> dict[str, Any]:
    p = films.probabilities
    inside = (p >= points.high_sensitivity) & (p < points.high_specificity)
    return {
        "share": share(inside, films.groups),
        "n": int(inside.sum()),
        "fractured": int(films.labels[inside].sum()),
    }


def _calibration(films: Labelled, *, resamples: int, seed: int) -> dict[str, Any]:
    def judged(probabilities: Vector, prefix: str = "") -> dict[str, Any]:
        return {
            **_scores(films, probabilities, prefix),
            **recalibration(films.labels, probabilities, films.groups, resamples=resamples, seed=seed),
            "decomposition": decomposition(films.labels, probabilities),
            "reliability": reliability(films.labels, probabilities, films.groups),
        }

    found = judged(films.probabilities)
    if films.before is not None:
        found["before"] = judged(films.before, "before.")
    return found


def _scores(films: Labelled, probabilities: Vector, prefix: str) -> dict[str, Any]:
    scores = calibration(np.ones((1, films.n)), films.labels, probabilities)
    return {key: films.figure(prefix + key, float(values[0]), NO_FILMS) for key, values in scores.items()}
