"""Two versions on the same films: who ranks better, who catches what, and what both together do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.errors import EvaluationError
from core.evaluation.agreement import crossed, kappa, mcnemar
from core.evaluation.figures import DELONG, Figure, estimated, resampled, undefined
from core.evaluation.intervals import (
    LEVEL,
    RESAMPLES,
    SEED,
    Matrix,
    Vector,
    delong,
    delong_difference,
    resample,
    resampling,
    two_sided,
)
from core.evaluation.labelled import TOO_FEW, Labels, checked, too_few
from core.evaluation.weighted import ranking
from core.models import Prediction
from core.records import POINTS, Band, OperatingPoints

_PAIRED = "paired DeLong"
_APPROXIMATE = "by the bootstrap's normal approximation"
_HOW = "mean of both log odds"
_BANDS = tuple(Band)
_ONE, _OTHER, _BOTH = range(3)  # columns of scores and of their draws


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """The films that both versions were asked of (n): labels, both answers, and groups where given."""

    ids: NDArray[np.str_]
    labels: Labels
    probabilities: tuple[Vector, Vector]
    bands: tuple[Labels, Labels]
    groups: NDArray[Any] | None

    @classmethod
    def of(
        cls,
        one: Mapping[str, Prediction],
        other: Mapping[str, Prediction],
        groups: Mapping[str, Any] | None,
    ) -> Self:
        ids = [image_id for image_id in one if image_id in other]
        for image_id in ids:
            if one[image_id].label != other[image_id].label:
                raise EvaluationError(f"The two versions were tested with different labels for {image_id}.")
            if groups is not None and image_id not in groups:
                raise EvaluationError(f"The groups don't name {image_id}.")
        labels = [one[image_id].label for image_id in ids]
        related = None if groups is None else [groups[image_id] for image_id in ids]
        sides = [[side[image_id] for image_id in ids] for side in (one, other)]
        (y, first, members), (_, second, _) = (
            checked(labels, [p.probability for p in side], related) for side in sides
        )
        bands = [np.array([_BANDS.index(p.band) for p in side], np.int64) for side in sides]
        return cls(np.array(ids, np.str_), y, (first, second), (bands[0], bands[1]), members)

    @property
    def n(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class _Areas:
    """AUROC of several scores on the same films; draws: (resamples, scores), where there are groups."""

    labels: Labels
    scores: Sequence[Vector]
    draws: Matrix | None
    method: str

    @classmethod
    def of(cls, pairs: _Pairs) -> Self:
        one, other = pairs.probabilities
        scores = (one, other, _mean_log_odds(one, other))
        if pairs.groups is None or too_few(pairs.labels):
            return cls(pairs.labels, scores, None, _PAIRED)

        def statistic(weights: Matrix) -> Matrix:
            return np.stack([ranking(weights, pairs.labels, each)[1] for each in scores], axis=1)

        draws = resample(pairs.labels, pairs.groups, statistic, RESAMPLES, SEED)
        return cls(pairs.labels, scores, draws, resampling(pairs.groups, RESAMPLES))

    @property
    def how(self) -> str:
        """How a difference and its p were found."""
        return self.method if self.draws is None else f"{self.method}; p {_APPROXIMATE}"

    def area(self, which: int) -> Figure:
        if too_few(self.labels):
            return undefined(len(self.labels), TOO_FEW)
        value, low, high = delong(self.labels, self.scores[which], LEVEL)
        if self.draws is None:
            return estimated(value, low, high, len(self.labels), DELONG)
        return resampled(value, self.draws[:, which], len(self.labels), self.method, LEVEL)

    def difference(self, which: int, other: int) -> tuple[Figure, float | None]:
        """Return AUROC of one less that of another, with p; None where the two never differ."""
        if too_few(self.labels):
            return undefined(len(self.labels), TOO_FEW), None
        value, low, high, p = delong_difference(self.labels, self.scores[which], self.scores[other], LEVEL)
        if self.draws is None:
            return estimated(value, low, high, len(self.labels), self.method), None if isnan(p) else p
        draws = self.draws[:, which] - self.draws[:, other]
        spread = float(np.std(draws[~np.isnan(draws)]))
        figure = resampled(value, draws, len(self.labels), self.method, LEVEL)
        return figure, two_sided(value, spread) if spread > 0 else None


def compare(
    one: Sequence[Prediction],
    other: Sequence[Prediction],
    points_one: OperatingPoints,
    points_other: OperatingPoints,
    groups: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return how two versions differ on the films that both were asked of, JSON-ready.

        n, n_fractured, only_in_one, only_in_other   films
        auroc       {"one", "other", "difference": figures (one less other), "p": number or null, "method"}
        points      {"high_sensitivity", "high_specificity": {
                        "fractured": {"both", "only_one", "only_other", "neither"}: films called at each
                        version's own threshold, "not_fractured": {the same, of false alarms},
                        "mcnemar": {"fractured", "not_fractured": p or null}, "kappa": figure of the calls}}
        agreement_of_bands    kappa over the three bands, unweighted
        ensemble    {"auroc", "against_one", "against_other": figures (ensemble less version), "how"}
        caught_only_by_one, caught_only_by_other     ids of the fractured films that one version alone calls
                    at its high-sensitivity point, in the order of `one`

    AUROC is compared by the paired test of DeLong et al. (1988), or, where groups are given, by a bootstrap
    that draws both versions together, p being the normal approximation with the draws' standard deviation (B.
    Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993); where the draws are skewed, p and the
    interval may differ on whether there is a difference. The rest is in `core.evaluation.agreement`.

    groups: image id -> group of related films. A probability of 0 or 1 is taken for the nearest one with log
    odds. Raises `EvaluationError` for labels that contradict each other, an id that comes twice, and a film
    that `groups` lacks.
    """
    first, second = _by_id(one), _by_id(other)
    pairs = _Pairs.of(first, second, groups)
    areas = _Areas.of(pairs)
    difference, p = areas.difference(_ONE, _OTHER)
    calls = {name: _calls(pairs, getattr(points_one, name), getattr(points_other, name)) for name in POINTS}
    caught, caught_by_other = (pairs.labels == 1) & np.array(calls["high_sensitivity"])
    return {
        "n": pairs.n,
        "n_fractured": int(pairs.labels.sum()),
        "only_in_one": len(first.keys() - second.keys()),
        "only_in_other": len(second.keys() - first.keys()),
        "auroc": {
            "one": areas.area(_ONE),
            "other": areas.area(_OTHER),
            "difference": difference,
            "p": p,
            "method": areas.how if difference["method"] else "",
        },
        "points": {name: _point(pairs, *called) for name, called in calls.items()},
        "agreement_of_bands": kappa(*pairs.bands, len(_BANDS), pairs.groups),
        "ensemble": {
            "auroc": areas.area(_BOTH),
            "against_one": areas.difference(_BOTH, _ONE)[0],
            "against_other": areas.difference(_BOTH, _OTHER)[0],
            "how": _HOW,
        },
        "caught_only_by_one": pairs.ids[caught & ~caught_by_other].tolist(),
        "caught_only_by_other": pairs.ids[caught_by_other & ~caught].tolist(),
    }


def _by_id(predictions: Iterable[Prediction]) -> Mapping[str, Prediction]:
    found: dict[str, Prediction] = {}
    for prediction in predictions:
        if prediction.image_id in found:
            raise EvaluationError(f"{prediction.image_id} comes twice in the predictions of one version.")
        found[prediction.image_id] = prediction
    return found


def _mean_log_odds(one: Vector, other: Vector) -> Vector:
    from scipy.special import logit

    nearest = np.finfo(np.float64).eps
    odds = [logit(np.clip(each, nearest, 1 - nearest)) for each in (one, other)]
    return np.asarray((odds[0] + odds[1]) / 2, np.float64)


def _calls(pairs: _Pairs, at: float, at_other: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    one, other = pairs.probabilities
    return one >= at, other >= at_other


def _point(pairs: _Pairs, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> dict[str, Any]:
    sides = {"fractured": pairs.labels == 1, "not_fractured": pairs.labels == 0}
    tables = {name: crossed(one[films], other[films]) for name, films in sides.items()}
    return {
        **tables,
        "mcnemar": {name: mcnemar(table) for name, table in tables.items()},
        "kappa": kappa(one.astype(np.int64), other.astype(np.int64), 2, pairs.groups),
    }
