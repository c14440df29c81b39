"""The SQL that counts one day's studies into the daily tables."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    and_,
    bindparam,
    case,
    exists,
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
from core.monitoring.columns import audited, call, day_of, disputed, word
from core.monitoring.steps import PROBABILITIES, step_of
from core.monitoring.traits import TRAITS
from core.monitoring.waiting import hours, nights, waits

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

_study = StudyTable


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
            (_filled(DailyWaitTable, stage) for stage in waits(day, on_the_days, dialect)),
            [
                _filled(DailyHourTable, hours(day, on_the_days, dialect)),
                _filled(DailyNightTable, nights(day, on_the_days, dialect)),
            ],
        )
    )


def _filled(table: type[Base], query: Select[*tuple[Any, ...]]) -> Insert:
    names = [column.name for column in query.selected_columns]
    keys = {column.name for column in inspect(table).primary_key}
    # By place: the same expression with its parameters again would be another one to PostgreSQL.
    places = [text(str(place)) for place, name in enumerate(names, 1) if name in keys]
    return insert(table).from_select(names, query.group_by(*places))


def _scores() -> Select[*tuple[Any, ...]]:
    p = _study.probability
    return select(
        _study.synthetic,
        word(_study.model).label("model"),
        word(_study.version).label("version"),
        step_of(p, PROBABILITIES).label("step"),
        word(_study.band).label("band"),
        word(call()).label("call"),
        word(_study.reference).label("reference"),
        disputed().label("disputed"),
        audited().label("audited"),
        func.count().label("n"),
        func.coalesce(func.sum(p), 0.0).label("probability"),
        func.coalesce(func.sum(p * p), 0.0).label("squares"),
    )


def _facets() -> Iterator[Select[*tuple[Any, ...]]]:
    """One trait at a time: rows for all of them together would be as many as studies."""
    for facet, trait in TRAITS.items():
        yield select(
            _study.synthetic,
            literal(facet).label("facet"),
            word(trait).label("value"),
            word(_study.band).label("band"),
            word(call()).label("call"),
            word(_study.reference).label("reference"),
            func.count().label("n"),
        ).select_from(_study)


def _reads() -> Select[*tuple[Any, ...]]:
    """What each reader said with the answer in view, the first time: corrections came of other things."""
    return (
        select(
            _study.synthetic,
            ReadTable.reader.label("reader"),
            word(ReadTable.mode).label("mode"),
            word(ReadTable.band).label("band"),
            word(ReadTable.first_call).label("first_call"),
            ReadTable.call.label("call"),
            word(_study.reference).label("reference"),
            disputed().label("disputed"),
            audited().label("audited"),
            func.count().label("n"),
            *_timed(ReadTable.seconds, "timed", "seconds", "seconds_squares"),
            *_timed(ReadTable.first_seconds, "first_timed", "first_seconds", "first_squares"),
        )
        .join(ReadTable, ReadTable.study_id == _study.id)
        .where(first_of_reader())
    )


def first_of_reader() -> ColumnElement[bool]:
    """Return the SQL of whether a read is its reader's first of its study."""
    earlier = aliased(ReadTable)
    return ~exists().where(
        earlier.study_id == ReadTable.study_id,
        earlier.reader == ReadTable.reader,
        earlier.id < ReadTable.id,
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
