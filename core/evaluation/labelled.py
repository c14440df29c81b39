"""Labels and calibrated probabilities side by side: what passes for such, and when it is enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import EvaluationError
from core.evaluation.figures import Figure, resampled, undefined
from core.evaluation.intervals import LEVEL, Vector

Labels = NDArray[np.int64]

ONE_CLASS = "Needs films of both classes."
# With fewer films of a class an interval spans nearly everything, and a figure only invites to be quoted.
FEWEST = 10
TOO_FEW = f"Too few films: fewer than {FEWEST} of a class."


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Labels and probabilities (n,) with the resampled values of every figure that is bootstrapped.

    before: the probabilities before calibration, where known. groups: equal for related films, where known.
    draws: resampled values by key. method: how they were drawn, as a figure says it.
    """

    labels: Labels
    probabilities: Vector
    before: Vector | None
    groups: NDArray[Any] | None
    draws: Mapping[str, Vector]
    method: str

    @property
    def n(self) -> int:
        """Films."""
        return len(self.labels)

    @property
    def both_classes(self) -> bool:
        """Whether there are fractured films and others."""
        return len(np.unique(self.labels)) == 2

    def figure(self, key: str, value: float, note: str = "") -> Figure:
        """Return value with its bootstrap interval; note says why where the value is NaN."""
        if np.isnan(value):
            return undefined(self.n, note)
        return resampled(value, self.draws[key], self.n, self.method, LEVEL)


def checked(
    labels: ArrayLike, probabilities: ArrayLike, groups: Sequence[Any] | NDArray[Any] | None = None
) -> tuple[Labels, Vector, NDArray[Any] | None]:
    """Return labels, probabilities and groups as arrays (n,).

    Raises `EvaluationError` for lists of unequal length, other labels than 1 and 0, or numbers that are no
    probabilities.
    """
    y, p = np.asarray(labels), np.asarray(probabilities, np.float64)
    if y.ndim != 1 or y.shape != p.shape or (groups is not None and len(groups) != len(y)):
        raise EvaluationError("Labels, probabilities and groups must be lists of equal length.")
    if not np.isin(y, (0, 1)).all():
        raise EvaluationError("Labels must be 1 (fractured) or 0 (not fractured).")
    if not ((p >= 0) & (p <= 1)).all():
        raise EvaluationError("Probabilities must be numbers from 0 to 1.")
    return y.astype(np.int64), p, None if groups is None else np.asarray(groups)


def too_few(labels: Labels) -> bool:
    """Whether a class has too few films for a figure."""
    fractured = int(labels.sum())
    return min(fractured, len(labels) - fractured) < FEWEST
