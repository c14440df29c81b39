"""The steps into which probabilities and waits are counted: fine where decisions are made.

What is worked out from counted steps is exact for the step, and approximate inside it: AUROC takes two
studies of one step for tied, a median lies somewhere in its step.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, literal

# Lower ends; step 0 begins at 0. Both tails are fine, since that is where most films and most errors lie.
PROBABILITIES: tuple[float, ...] = (
    0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.10, 0.125, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50,
    0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90, 0.925, 0.95, 0.965, 0.98, 0.99, 0.995,
)  # fmt: skip
MINUTES: tuple[float, ...] = (
    1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440, 2880, 10080,
)  # fmt: skip
NO_STEP = -1


def step_of(column: Any, ends: Sequence[float]) -> ColumnElement[int]:
    """Return the SQL of a value's step, -1 where it is NULL or below 0."""
    steps = [(column < end, literal(place)) for place, end in enumerate(ends)]
    return case((column.is_(None), literal(NO_STEP)), (column < 0, literal(NO_STEP)), *steps, else_=len(ends))
