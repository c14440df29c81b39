"""Which studies a page is about: of what time, and whether drawn samples count."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Window:
    """Studies that came in from `since` to `until` (UTC days, both included; None is open).

    synthetic: real ones (False), drawn or simulated ones (True), or both (None).
    Days after today are never counted: a clock that runs ahead makes studies of the future, and those are
    said to be so elsewhere (`core.monitoring.standing`).
    """

    since: date | None = None
    until: date | None = None
    synthetic: bool | None = False

    def of_kind(self, table: Any) -> ColumnElement[bool]:
        """Return the condition that a row of any time is of real studies, of drawn ones, or of either."""
        # Naming both values instead of neither lets a key that begins with this column answer.
        kept = (False, True) if self.synthetic is None else (self.synthetic,)
        condition: ColumnElement[bool] = table.synthetic.in_(kept)
        return condition

    def holds(self, table: Any) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions on a daily table, in the order of its key."""
        conditions = [self.of_kind(table), table.day <= self.last_day]
        if self.since is not None:
            conditions.append(table.day >= self.since)
        return tuple(conditions)

    @property
    def last_day(self) -> date:
        """The last day that can count; tomorrow in UTC has begun in the east already, so a day is allowed."""
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        return tomorrow if self.until is None else min(self.until, tomorrow)
