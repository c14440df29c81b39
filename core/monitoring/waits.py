"""How long studies waited, as figures: in all, by hour of the week, by day and by week."""

from dataclasses import dataclass
from datetime import date

from core.monitoring.figures import Figure


@dataclass(frozen=True, slots=True)
class Waits:
    """How long n studies waited. median, ninetieth: minutes that half and 90 % took at most.

    Both are read off the steps of `core.monitoring.steps`, evenly filled; None for fewer than 20. in_target:
    of the n and of those that lie unread past the target, which count as late; for analyses of the n alone.
    """

    n: int
    median: float | None
    ninetieth: float | None
    mean: float | None
    in_target: Figure


@dataclass(frozen=True, slots=True)
class HourWaits:
    """Studies that came in in one hour of one day of the week: weekday 0 is Monday.

    n, mean (minutes): of those that were read. in_target: as in `Waits`.
    """

    weekday: int
    hour: int
    n: int
    mean: float | None
    in_target: Figure


@dataclass(frozen=True, slots=True)
class DayWaits:
    """A day (UTC): how many came in, their share read in target, and how many in all were unread at its end.

    backlog: whenever they came in. in_target: as in `Waits`.
    """

    day: date
    arrived: int
    in_target: Figure
    backlog: int


@dataclass(frozen=True, slots=True)
class WeekWaits:
    """Studies that came in in the seven days from a Monday (UTC), as far as the window holds them.

    in_target: as in `Waits`; positive: the same of those that the model marked positive.
    """

    monday: date
    in_target: Figure
    positive: Figure
