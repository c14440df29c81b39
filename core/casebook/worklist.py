"""The statements behind the worklist: what to match, in which order, which page, what comes next."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, or_, select, union
from sqlalchemy.orm import aliased

from core.casebook.blindness import kept_from
from core.casebook.records import CaseRecord
from core.casebook.search import named_cases
from core.casebook.states import Cause, Dispute
from core.casebook.study_records import StudyFilter, StudyRecord, StudyRow, StudySort
from core.casebook.tables import LARGEST_ID, CaseTable, FirstReadTable, ReadTable, StudyTable
from core.records import Band

_NUMBERED = re.compile(r"(?:study\s*#?|#)?\s*([0-9]+)")
STUDY_COLUMNS = tuple(getattr(StudyTable, field.name) for field in fields(StudyRow))
_ORDERS: dict[StudySort, tuple[ColumnElement[Any], ...]] = {
    StudySort.MOST_SUSPICIOUS: (StudyTable.probability.desc().nulls_last(), StudyTable.id.desc()),
    StudySort.LONGEST_WAITING: (StudyTable.created_at.asc(), StudyTable.id.asc()),
    StudySort.NEWEST: (StudyTable.created_at.desc(), StudyTable.id.desc()),
}
_BACKWARDS: dict[StudySort, tuple[ColumnElement[Any], ...]] = {
    StudySort.MOST_SUSPICIOUS: (StudyTable.probability.asc().nulls_first(), StudyTable.id.asc()),
    StudySort.LONGEST_WAITING: (StudyTable.created_at.desc(), StudyTable.id.desc()),
    StudySort.NEWEST: (StudyTable.created_at.asc(), StudyTable.id.asc()),
}


def study_row(row: Row[*tuple[Any, ...]], now: datetime) -> StudyRow:
    """Return the record of a row of STUDY_COLUMNS."""
    return StudyRow(**_told(dict(row._mapping), now))


def study_record(study: StudyTable, films: tuple[CaseRecord, ...], now: datetime) -> StudyRecord:
    """Return a study in full, with its films."""
    values = {field.name: getattr(study, field.name) for field in fields(StudyRow)}
    return StudyRecord(**_told(values, now), films=films)


def _told(values: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return a row's values as the record has them: causes as words, and no claim that has run out."""
    values["causes"] = tuple(Cause(word) for word in values["causes"])
    if values["claimed_until"] is None or values["claimed_until"] <= now:
        values["claimed_by"] = values["claimed_until"] = None
    return values


def count_statement(which: StudyFilter, now: datetime) -> Select[int]:
    """Return the statement that counts the matching studies."""
    return select(func.count()).select_from(StudyTable).where(*_conditions(which, now))


def page_statement(
    which: StudyFilter, sort: StudySort, offset: int, limit: int, now: datetime
) -> Select[*tuple[Any, ...]]:
    """Return the statement of one page of STUDY_COLUMNS, found from an index alone as in `search`."""
    order = _ORDERS[sort]
    page = (
        select(StudyTable.id)
        .where(*_conditions(which, now))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
        .subquery()
    )
    return select(*STUDY_COLUMNS).join(page, page.c.id == StudyTable.id).order_by(*order)


def next_statement(
    beyond: StudyTable | None, which: StudyFilter, sort: StudySort, reader: str, now: datetime
) -> Select[int]:
    """Return the statement of the first study beyond one, or of all, that waits and nobody else holds."""
    place = () if beyond is None else (_beyond(beyond, sort),)
    return _waiting(which, reader, now).where(*place).order_by(*_ORDERS[sort]).limit(1)


def previous_statement(
    before: StudyTable, which: StudyFilter, sort: StudySort, reader: str, now: datetime
) -> Select[int]:
    """Return the statement of the last study before one that waits and nobody else holds."""
    place = ~_beyond(before, sort), StudyTable.id != before.id
    return _waiting(which, reader, now).where(*place).order_by(*_BACKWARDS[sort]).limit(1)


def counts_statement(target_minutes: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """Return the statement of the fields of `StudyCounts` but for recalls, in one row."""
    unread = StudyTable.is_read.is_(False)
    late = StudyTable.created_at < now - timedelta(minutes=target_minutes)
    return select(
        func.count(),
        _number(unread),
        _number(and_(unread, StudyTable.band == Band.POSITIVE)),
        _number(and_(unread, late)),
        _number(StudyTable.dispute == Dispute.OPEN),
    ).where(StudyTable.views > 0)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _beyond(study: StudyTable, sort: StudySort) -> ColumnElement[bool]:
    """Return whether a row comes after a study in an order; the study itself does not."""
    if sort is StudySort.MOST_SUSPICIOUS:
        earlier = StudyTable.id < study.id
        if study.probability is None:
            return and_(StudyTable.probability.is_(None), earlier)
        same = and_(StudyTable.probability == study.probability, earlier)
        return or_(StudyTable.probability < study.probability, same, StudyTable.probability.is_(None))
    moment, number = StudyTable.created_at, StudyTable.id
    if sort is StudySort.NEWEST:
        return or_(moment < study.created_at, and_(moment == study.created_at, number < study.id))
    return or_(moment > study.created_at, and_(moment == study.created_at, number > study.id))


def _waiting(which: StudyFilter, reader: str, now: datetime) -> Select[int]:
    free = or_(
        StudyTable.claimed_by.is_(None), StudyTable.claimed_by == reader, StudyTable.claimed_until <= now
    )
    return select(StudyTable.id).where(*_conditions(replace(which, is_read=False), now), free)


def _conditions(which: StudyFilter, now: datetime) -> Iterator[ColumnElement[bool]]:
    yield StudyTable.views > 0
    if words := which.text.strip().lower():
        yield _named(words)
    if which.shown_to:
        yield ~kept_from(which.shown_to)
    if which.bands:
        yield StudyTable.band.in_(sorted(which.bands))
    if which.disputes:
        yield StudyTable.dispute.in_(sorted(which.disputes))
    if which.regions:
        yield _in_regions(which.regions)
    if which.mine:
        yield _mine(which.mine, now)
    yield from _states(which)


def _states(which: StudyFilter) -> Iterator[ColumnElement[bool]]:
    if which.is_read is not None:
        yield StudyTable.is_read.is_(which.is_read)
    if which.analysed is not None:
        yield StudyTable.probability.is_not(None) if which.analysed else StudyTable.probability.is_(None)
    if which.synthetic is not None:
        yield StudyTable.synthetic.is_(which.synthetic)
    if which.kept_from is not None:
        yield StudyTable.created_at >= which.kept_from
    if which.kept_before is not None:
        yield StudyTable.created_at < which.kept_before


def _named(words: str) -> ColumnElement[bool]:
    if numbered := _NUMBERED.fullmatch(words):
        number = int(numbered[1])
        by_number = StudyTable.id == number if number <= LARGEST_ID else false()
        return by_number if not words.isdigit() else or_(by_number, _with_film(words, by_case=False))
    return _with_film(words, by_case=True)


def _with_film(words: str, *, by_case: bool) -> ColumnElement[bool]:
    return StudyTable.id.in_(select(CaseTable.study_id).where(named_cases(words, by_number=by_case)))


def _in_regions(regions: frozenset[str]) -> ColumnElement[bool]:
    said = StudyTable.region.in_(sorted(regions - {""}))
    return or_(said, StudyTable.region.is_(None)) if "" in regions else said


def _mine(reader: str, now: datetime) -> ColumnElement[bool]:
    # One list of numbers, each part from an index of its own; three conditions would ask every study.
    held = aliased(StudyTable)
    numbers = union(
        select(held.id).where(held.claimed_by == reader, held.claimed_until > now),
        select(ReadTable.study_id).where(ReadTable.reader == reader),
        select(FirstReadTable.study_id).where(FirstReadTable.reader == reader),
    )
    return StudyTable.id.in_(numbers)
