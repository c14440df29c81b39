"""The SQL that counts how long a day's studies waited."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal,
    select,
)

from core.casebook.tables import AnalysisTable, CaseTable, ReadTable, StudyTable
from core.monitoring.columns import ONE_STUDY, day_of, word
from core.monitoring.steps import MINUTES, step_of

# How many midnights are told apart; studies read later count as read on the last of them.
NIGHTS = 30
ANALYSIS, READ = "analysis", "read"  # the stages of daily_waits

_study = StudyTable


def waits(day: Any, on_the_days: ColumnElement[bool], dialect: str) -> Iterator[Select[*tuple[Any, ...]]]:
    """Studies by their waits for the deciding answer and for the first read, in steps."""
    analysed = (
        _waited(AnalysisTable.made_at, day, dialect)
        .join(CaseTable, CaseTable.id == _study.case_id)
        .join(AnalysisTable, AnalysisTable.id == CaseTable.analysis_id)
    )
    read = _waited(ReadTable.made_at, day, dialect).join(ReadTable, ReadTable.study_id == _study.id)
    for stage, waited in ((ANALYSIS, analysed), (READ, read)):
        yield _stage(stage, waited.where(on_the_days).subquery())


def _waited(until: Any, day: Any, dialect: str) -> Select[*tuple[Any, ...]]:
    """Return the studies with the minutes to the first such moment; grouped, so as to find it just once."""
    return (
        select(
            _study.synthetic,
            day,
            word(_study.band).label("band"),
            hour_of(dialect).label("hour"),
            cast(func.min(minutes_to(until, dialect)), Double).label("minutes"),
        )
        .select_from(_study)
        .group_by(*ONE_STUDY)
    )


def hour_of(dialect: str) -> ColumnElement[int]:
    """Return the SQL of the hour (UTC) in which a study came in."""
    created: Any = _study.created_at
    in_utc = func.timezone("UTC", created) if dialect == "postgresql" else created
    return cast(extract("hour", in_utc), Integer)


def minutes_to(until: Any, dialect: str) -> ColumnElement[Any]:
    """Return the SQL of the minutes from a study's arrival to a moment."""
    created: Any = _study.created_at
    if dialect == "postgresql":
        return extract("epoch", until - created) / 60
    days: Any = func.julianday(until) - func.julianday(created)
    # A julian day carries about 40 microseconds of rounding: a wait of none must not become negative.
    return func.round(days * 1440.0, 4)


def _stage(stage: str, waited: Subquery) -> Select[*tuple[Any, ...]]:
    return select(
        waited.c.synthetic,
        waited.c.day,
        literal(stage).label("stage"),
        waited.c.band,
        step_of(waited.c.minutes, MINUTES).label("step"),
        *_in_target(waited.c.minutes),
    )


def hours(day: Any, on_the_days: ColumnElement[bool], dialect: str) -> Select[*tuple[Any, ...]]:
    """Studies by hour of arrival and their waits for a read; those read before they came are in none."""
    read = _waited(ReadTable.made_at, day, dialect).join(ReadTable, ReadTable.study_id == _study.id)
    waited = read.where(on_the_days).subquery()
    known = waited.c.minutes >= 0
    columns = waited.c.synthetic, waited.c.day, waited.c.hour
    return select(*columns, *_in_target(waited.c.minutes)).where(known)


def _in_target(minutes: Any) -> tuple[ColumnElement[Any], ...]:
    target = bindparam("target", type_=Integer)
    return (
        func.count().label("n"),
        func.sum(case((and_(minutes >= 0, minutes <= target), 1), else_=0)).label("in_target"),
        func.sum(case((minutes > 0, minutes), else_=0.0)).label("minutes"),
    )


def nights(day: Any, on_the_days: ColumnElement[bool], dialect: str) -> Select[*tuple[Any, ...]]:
    """Studies by the midnights before their first read; those read before they came count as read at once."""
    read = (
        select(_study.synthetic, day, day_of(func.min(ReadTable.made_at), dialect).label("read_on"))
        .select_from(_study)
        .outerjoin(ReadTable, ReadTable.study_id == _study.id)
        .where(on_the_days)
        .group_by(*ONE_STUDY)
        .subquery()
    )
    apart: Any = read.c.read_on - read.c.day
    if dialect != "postgresql":
        apart = func.julianday(read.c.read_on) - func.julianday(read.c.day)
    apart_by = case(
        (read.c.read_on.is_(None), literal(-1)),
        (read.c.read_on <= read.c.day, literal(0)),
        (cast(apart, Integer) >= NIGHTS, literal(NIGHTS)),
        else_=cast(apart, Integer),
    )
    return select(read.c.synthetic, read.c.day, apart_by.label("nights"), func.count().label("n"))
