"""Counts a day, for the Performance pages: what a question over a million studies is answered from.

Each table counts the studies that came in on one day (UTC); all counts of a day are made anew from the
studies themselves whenever one of that day's studies changed, so that they can't drift from them. Which days
those are is written into `touched_days` by triggers on `studies`, which no code can forget to call.
A word that is not known is an empty string here, since keys of a table can't be NULL.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.casebook.states import AlarmStep
from core.casebook.tables.base import Base

# Rows of a table without row numbers lie in the order of their key, so that a period is read in one go.
_IN_ORDER = {"sqlite_with_rowid": False}
_WORD = String(24)


class TouchedDayTable(Base):
    """A day on which a study came in that has changed since the day was counted."""

    __tablename__ = "touched_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]

    __table_args__ = (Index("ix_touched_days_day", "day"),)


class DailyScoreTable(Base):
    """Studies by what the deciding version said, the latest call and the decided reference.

    step: place of the probability among `core.monitoring.steps`, -1 without an answer. disputed: whether
    opinions on it differ; audited: whether they don't and it was drawn for an audit. probability, squares:
    sums over the n studies.
    """

    __tablename__ = "daily_scores"

    synthetic: Mapped[bool] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(32), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    band: Mapped[str] = mapped_column(_WORD, primary_key=True)
    call: Mapped[str] = mapped_column(_WORD, primary_key=True)
    reference: Mapped[str] = mapped_column(_WORD, primary_key=True)
    disputed: Mapped[bool] = mapped_column(primary_key=True)
    audited: Mapped[bool] = mapped_column(primary_key=True)
    n: Mapped[int]
    probability: Mapped[float]
    squares: Mapped[float]

    __table_args__ = _IN_ORDER


class DailyFacetTable(Base):
    """Studies by one trait at a time: facet is one of `core.monitoring.traits`, value what it is."""

    __tablename__ = "daily_facets"

    synthetic: Mapped[bool] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(64), primary_key=True)
    band: Mapped[str] = mapped_column(_WORD, primary_key=True)
    call: Mapped[str] = mapped_column(_WORD, primary_key=True)
    reference: Mapped[str] = mapped_column(_WORD, primary_key=True)
    n: Mapped[int]

    __table_args__ = _IN_ORDER


class DailyReadTable(Base):
    """What each reader said first, with the answer unseen, and then with it; corrections don't count.

    disputed, audited: of their studies, as in daily_scores; another reader may dispute what this one doesn't.
    seconds, seconds_squares: sums over the timed reads; first_ likewise over the timed first reads.
    """

    __tablename__ = "daily_reads"

    synthetic: Mapped[bool] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(String(128), primary_key=True)
    mode: Mapped[str] = mapped_column(_WORD, primary_key=True)
    band: Mapped[str] = mapped_column(_WORD, primary_key=True)
    first_call: Mapped[str] = mapped_column(_WORD, primary_key=True)
    call: Mapped[str] = mapped_column(_WORD, primary_key=True)
    reference: Mapped[str] = mapped_column(_WORD, primary_key=True)
    disputed: Mapped[bool] = mapped_column(primary_key=True)
    audited: Mapped[bool] = mapped_column(primary_key=True)
    n: Mapped[int]
    timed: Mapped[int]
    seconds: Mapped[float]
    seconds_squares: Mapped[float]
    first_timed: Mapped[int]
    first_seconds: Mapped[float]
    first_squares: Mapped[float]

    __table_args__ = _IN_ORDER


class DailyFilmTable(Base):
    """Films by one measure at a time: n of them have it, with its sum and its sum of squares."""

    __tablename__ = "daily_films"

    synthetic: Mapped[bool] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    n: Mapped[int]
    total: Mapped[float]
    squares: Mapped[float]

    __table_args__ = _IN_ORDER


class DailyWaitTable(Base):
    """Studies by how long they waited for a stage, "analysis" or "read".

    step: place of the minutes among `core.monitoring.steps`, -1 where the clock ran backwards. in_target: how
    many took no longer than the target in force when the day began. minutes: sum over the n studies.
    """

    __tablename__ = "daily_waits"

    synthetic: Mapped[bool] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(String(16), primary_key=True)
    band: Mapped[str] = mapped_column(_WORD, primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]
    in_target: Mapped[int]
    minutes: Mapped[float]

    __table_args__ = _IN_ORDER


class DailyHourTable(Base):
    """Studies that were read, by hour of arrival (UTC); in_target and minutes as in daily_waits."""

    __tablename__ = "daily_hours"

    synthetic: Mapped[bool] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]
    in_target: Mapped[int]
    minutes: Mapped[float]

    __table_args__ = _IN_ORDER


class DailyNightTable(Base):
    """Studies by how many midnights (UTC) passed before somebody read them; -1 while nobody has."""

    __tablename__ = "daily_nights"

    synthetic: Mapped[bool] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    nights: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]

    __table_args__ = _IN_ORDER


class DailyRefusalTable(Base):
    """Files that were refused on a day, by the kind of the error; counted as they are refused.

    They never became studies, so nothing could be counted anew: each is added in the transaction of the
    trail's line that tells of it.
    """

    __tablename__ = "daily_refusals"

    synthetic: Mapped[bool] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int]

    __table_args__ = _IN_ORDER


class AlarmTable(Base):
    """A shift that was found; kept as it was first found.

    began_on: the day from which it shows, raised_on: the last day that was needed to see it. usual, found:
    the series' mean before and since; deviation: their distance in standard deviations of a day. studies: the
    numbers of those that drive it.
    """

    __tablename__ = "alarms"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    synthetic: Mapped[bool]
    series: Mapped[str] = mapped_column(String(64))
    began_on: Mapped[date]
    raised_on: Mapped[date]
    usual: Mapped[float]
    found: Mapped[float]
    deviation: Mapped[float]
    studies: Mapped[list[Any]]
    sentence: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("synthetic", "series", "raised_on"),)


class AlarmStepTable(Base):
    """What somebody did about an alarm: looked at it, or closed it with a note."""

    __tablename__ = "alarm_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    alarm_id: Mapped[int] = mapped_column(ForeignKey("alarms.id"))
    step: Mapped[AlarmStep]
    who: Mapped[str] = mapped_column(String(128))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    __table_args__ = (Index("ix_alarm_steps_alarm_id_id", "alarm_id", "id"),)


class NoticeTable(Base):
    """An attempt to tell of an alarm outside the house. fault: why it failed, empty where it did not."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    alarm_id: Mapped[int] = mapped_column(ForeignKey("alarms.id"))
    channel: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    fault: Mapped[str] = mapped_column(String(256))

    __table_args__ = (Index("ix_notices_alarm_id", "alarm_id"),)


class DailyLookTable(Base):
    """A day (UTC) on which it was looked for alarms, by one of the servers of a house.

    ended_at: None while it is being done, and where it failed, which is tried again. fault: why it failed the
    last time, in words without facts of patients; empty otherwise.
    """

    __tablename__ = "daily_looks"

    day: Mapped[date] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(256), default="")
