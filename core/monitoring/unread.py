"""Studies that nobody has read: how many wait now, and which of a window are past the target already.

A share read within the target that left these out would be best where most lies unread.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.orm import Session

from core.casebook.tables import StudyTable, UtcDateTime
from core.monitoring.columns import day_of, word
from core.monitoring.targets import target_column
from core.monitoring.waiting import hour_of, minutes_to
from core.monitoring.window import Window
from core.records import Band

_study = StudyTable


@dataclass(frozen=True, slots=True)
class Lying:
    """n unread studies past their target that came in in one hour (UTC); band "" without an answer."""

    day: date
    hour: int
    band: str
    n: int


def lying(session: Session, window: Window, now: datetime) -> tuple[Lying, ...]:
    """Return the unread studies of a window that are past the target in force when their day began."""
    dialect = session.get_bind().dialect.name
    day = day_of(_study.created_at, dialect)
    inner = (
        select(day.label("day"), hour_of(dialect).label("hour"), word(_study.band).label("band"))
        .where(past_target(session, now), window.of_kind(_study))
        .subquery()
    )
    keys: tuple[Any, ...] = (inner.c.day, inner.c.hour, inner.c.band)
    asked = select(*keys, func.count()).where(inner.c.day <= window.last_day).group_by(*keys)
    if window.since is not None:
        asked = asked.where(inner.c.day >= window.since)
    rows: Iterable[Any] = session.execute(asked)
    return tuple(Lying(*row) for row in rows)


def past_target(session: Session, now: datetime) -> ColumnElement[bool]:
    """Return the SQL of whether a study is unread and past the target in force when its day began."""
    minutes = minutes_to(literal(now, UtcDateTime()), session.get_bind().dialect.name)
    return and_(_study.is_read.is_(False), _study.views > 0, minutes > target_column(session))


def waiting_now(session: Session, window: Window, target: int, now: datetime) -> tuple[int, int, int]:
    """Return how many wait, whenever they came in, how many of them are positive, and past the target now."""
    late = now - timedelta(minutes=target)
    asked = select(
        func.count(),
        func.count().filter(_study.band == Band.POSITIVE),
        func.count().filter(_study.created_at < late),
    ).where(_study.is_read.is_(False), window.of_kind(_study), _study.views > 0)
    unread, positive, overdue = session.execute(asked).one()
    return unread, positive, overdue
