"""The SQL that counts one day's studies into the daily tables."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Double,
    Insert,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    extract,
    func,
    insert,
    inspect,
    literal,
    null,
    select,
    text,
)
from sqlalchemy.orm import aliased

from core.casebook.tables import (
    AnalysisTable,
    Base,
    CaseTable,
    DailyFacetTable,
    DailyFilmTable,
    DailyHourTable,
    DailyNightTable,
    DailyReadTable,
    DailyScoreTable,
    DailyWaitTable,
    FeatureTable,
    ImageTable,
    ReadTable,
    StudyTable,
    UtcDateTime,
)
from core.monitoring.steps import MINUTES, PROBABILITIES, step_of

TABLES = (
    DailyScoreTable,
    DailyFacetTable,
    DailyReadTable,
    DailyFilmTable,
    DailyWaitTable,
    DailyHourTable,
    DailyNightTable,
)
# A read that took longer was left lying; its time says nothing about reading.
LONGEST_S = 1800
# How many midnights are told apart; studies read later count as read on the last of them.
NIGHTS = 30

_study = StudyTable
# By id alone would do; with the moment first, SQLite walks the index of the days and not all studies.
_ONE_STUDY = (StudyTable.created_at, StudyTable.id)


@cache
def insertions(dialect: str) -> tuple[Insert, ...]:
    """Return the statements that fill the daily tables of a run of days (UTC) that are empty in them.

    Parameters: began and until (moments, until not among them), target (minutes).
    """
    on_the_days = and_(
        _study.created_at >= bindparam("began", type_=UtcDateTime()),
        _study.created_at < bindparam("until", type_=UtcDateTime()),
        _study.joined_into.is_(None),
    )
    day = day_of(_study.created_at, dialect).label("day")
    counted: Iterator[tuple[type[Base], Select[*tuple[Any, ...]]]] = chain(
        [(DailyScoreTable, _scores()), (DailyReadTable, _reads())],
        ((DailyFacetTable, facet) for facet in _facets()),
        ((DailyFilmTable, measure) for measure in _films()),
    )
    return tuple(
        chain(
            (_filled(table, query.add_columns(day).where(on_the_days)) for table, query in counted),
            (_filled(DailyWaitTable, stage) for stage in _waits(day, on_the_days, dialect)),
            [
                _filled(DailyHourTable, _hours(day, on_the_days, dialect)),
                _filled(DailyNightTable, _nights(day, on_the_days, dialect)),
            ],
        )
    )


def day_of(moment: Any, dialect: str) -> ColumnElement[date]:
    """Return the SQL of a moment's day in UTC."""
    if dialect == "postgresql":
        return cast(func.timezone("UTC", moment), Date)
    return func.date(moment, type_=Date)


def _filled(table: type[Base], query: Select[*tuple[Any, ...]]) -> Insert:
    names = [column.name for column in query.selected_columns]
    keys = {column.name for column in inspect(table).primary_key}
    # By place: the same expression with its parameters again would be another one to PostgreSQL.
    places = [text(str(place)) for place, name in enumerate(names, 1) if name in keys]
    return insert(table).from_select(names, query.group_by(*places))


def _word(column: Any) -> ColumnElement[str]:
    return func.coalesce(column, "")


def _scores() -> Select[*tuple[Any, ...]]:
    p = _study.probability
    return select(
        _study.synthetic,
        _word(_study.model).label("model"),
        _word(_study.version).label("version"),
        step_of(p, PROBABILITIES).label("step"),
        _word(_study.band).label("band"),
        _word(_study.call).label("call"),
        _word(_study.reference).label("reference"),
        (cast(_study.causes, Text) != "[]").label("disputed"),
        func.count().label("n"),
        func.coalesce(func.sum(p), 0.0).label("probability"),
        func.coalesce(func.sum(p * p), 0.0).label("squares"),
    )


def _facets() -> Iterator[Select[*tuple[Any, ...]]]:
    """By region, view, device and mode; a study is of the view that decides."""
    header = ImageTable.header
    maker, kind = header["Manufacturer"].as_string(), header["Modality"].as_string()
    device = func.trim(_word(maker).concat(" ").concat(_word(kind)))
    view = _word(AnalysisTable.depiction[("views", 0)].as_string())
    yield _facet("region", _word(_study.region))
    yield _facet("mode", _word(_study.mode))
    yield (
        _facet("view", view)
        .join(CaseTable, CaseTable.id == _study.case_id)
        .outerjoin(AnalysisTable, AnalysisTable.id == CaseTable.analysis_id)
    )
    yield _facet("device", device).outerjoin(ImageTable, ImageTable.case_id == _study.case_id)


def _facet(facet: str, value: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    return select(
        _study.synthetic,
        literal(facet).label("facet"),
        value.label("value"),
        _word(_study.band).label("band"),
        _word(_study.call).label("call"),
        _word(_study.reference).label("reference"),
        func.count().label("n"),
    ).select_from(_study)


def _reads() -> Select[*tuple[Any, ...]]:
    """What each reader said with the answer in view, the first time: corrections came of other things."""
    earlier = aliased(ReadTable)
    first = ~exists().where(
        earlier.study_id == ReadTable.study_id,
        earlier.reader == ReadTable.reader,
        earlier.id < ReadTable.id,
    )
    return (
        select(
            _study.synthetic,
            ReadTable.reader.label("reader"),
            _word(ReadTable.mode).label("mode"),
            _word(ReadTable.band).label("band"),
            _word(ReadTable.first_call).label("first_call"),
            ReadTable.call.label("call"),
            _word(_study.reference).label("reference"),
            func.count().label("n"),
            *_timed(ReadTable.seconds, "timed", "seconds", "seconds_squares"),
            *_timed(ReadTable.first_seconds, "first_timed", "first_seconds", "first_squares"),
        )
        .join(ReadTable, ReadTable.study_id == _study.id)
        .where(first)
    )


def _timed(seconds: Any, *names: str) -> Sequence[ColumnElement[Any]]:
    kept = case((seconds.between(0, LONGEST_S), seconds), else_=null())
    n, total, squares = names
    return (
        func.count(kept).label(n),
        func.coalesce(func.sum(kept), 0.0).label(total),
        func.coalesce(func.sum(kept * kept), 0.0).label(squares),
    )


def _films() -> Iterator[Select[*tuple[Any, ...]]]:
    """Greys and size of all films of a study, the sketch of the one that decides."""
    megapixels = ImageTable.height * ImageTable.width / 1e6
    for measure, value in (
        ("grey_mean", ImageTable.grey_mean),
        ("grey_spread", ImageTable.grey_spread),
        ("megapixels", megapixels),
    ):
        yield (
            _measure(measure, value)
            .join(CaseTable, CaseTable.study_id == _study.id)
            .join(ImageTable, ImageTable.case_id == CaseTable.id)
        )
    for place in range(1, 5):
        yield (
            _measure(f"sketch_{place}", getattr(FeatureTable, f"sketch_{place}"))
            .join(CaseTable, CaseTable.id == _study.case_id)
            .join(FeatureTable, FeatureTable.analysis_id == CaseTable.analysis_id)
        )


def _measure(measure: str, value: Any) -> Select[*tuple[Any, ...]]:
    return select(
        _study.synthetic,
        literal(measure).label("measure"),
        func.count(value).label("n"),
        func.coalesce(func.sum(value), 0.0).label("total"),
        func.coalesce(func.sum(value * value), 0.0).label("squares"),
    ).select_from(_study)


def _waits(day: Any, on_the_days: ColumnElement[bool], dialect: str) -> Iterator[Select[*tuple[Any, ...]]]:
    analysed = (
        _waited(AnalysisTable.made_at, day, dialect)
        .join(CaseTable, CaseTable.id == _study.case_id)
        .join(AnalysisTable, AnalysisTable.id == CaseTable.analysis_id)
    )
    read = _waited(ReadTable.made_at, day, dialect).join(ReadTable, ReadTable.study_id == _study.id)
    for stage, waited in (("analysis", analysed), ("read", read)):
        yield _stage(stage, waited.where(on_the_days).subquery())


def _waited(until: Any, day: Any, dialect: str) -> Select[*tuple[Any, ...]]:
    """Return the studies with the minutes to the first such moment; grouped, so as to find it just once."""
    created: Any = _study.created_at
    if dialect == "postgresql":
        hour, minutes = extract("hour", func.timezone("UTC", created)), extract("epoch", until - created) / 60
    else:
        days = func.julianday(until) - func.julianday(created)
        # A julian day carries about 40 microseconds of rounding: a wait of none must not become negative.
        hour, minutes = extract("hour", created), func.round(days * 1440.0, 4)
    return (
        select(
            _study.synthetic,
            day,
            _word(_study.band).label("band"),
            cast(hour, Integer).label("hour"),
            cast(func.min(minutes), Double).label("minutes"),
        )
        .select_from(_study)
        .group_by(*_ONE_STUDY)
    )


def _stage(stage: str, waited: Subquery) -> Select[*tuple[Any, ...]]:
    return select(
        waited.c.synthetic,
        waited.c.day,
        literal(stage).label("stage"),
        waited.c.band,
        step_of(waited.c.minutes, MINUTES).label("step"),
        *_in_target(waited.c.minutes),
    )


def _hours(day: Any, on_the_days: ColumnElement[bool], dialect: str) -> Select[*tuple[Any, ...]]:
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


def _nights(day: Any, on_the_days: ColumnElement[bool], dialect: str) -> Select[*tuple[Any, ...]]:
    """Studies by the midnights before their first read; those read before they came count as read at once."""
    read = (
        select(_study.synthetic, day, day_of(func.min(ReadTable.made_at), dialect).label("read_on"))
        .select_from(_study)
        .outerjoin(ReadTable, ReadTable.study_id == _study.id)
        .where(on_the_days)
        .group_by(*_ONE_STUDY)
        .subquery()
    )
    apart: Any = read.c.read_on - read.c.day
    if dialect != "postgresql":
        apart = func.julianday(read.c.read_on) - func.julianday(read.c.day)
    nights = case(
        (read.c.read_on.is_(None), literal(-1)),
        (read.c.read_on <= read.c.day, literal(0)),
        (cast(apart, Integer) >= NIGHTS, literal(NIGHTS)),
        else_=cast(apart, Integer),
    )
    return select(read.c.synthetic, read.c.day, nights.label("nights"), func.count().label("n"))
