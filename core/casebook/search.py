"""The statements behind lists of cases: what to match, in which order, which page."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from core.casebook.blindness import case_kept_from
from core.casebook.records import CaseFilter, Sort
from core.casebook.rows import CASE_COLUMNS
from core.casebook.tables import LARGEST_ID, CaseTable

_NUMBERED = re.compile(r"(?:case|#)\s*#?([0-9]+)(?:\s*\([0-9a-f]*\))?")
_DIGITS = re.compile(r"[0-9]+")
_HEX = re.compile(r"[0-9a-f]{1,64}")
# So short a number would also match hundreds of digests that begin with it.
_SHORTEST_DECIMAL_DIGEST = 4

_ORDERS: dict[Sort, tuple[ColumnElement[Any], ...]] = {
    Sort.NEWEST: (CaseTable.id.desc(),),
    Sort.OLDEST: (CaseTable.id.asc(),),
    Sort.MOST_SUSPICIOUS: (CaseTable.probability.desc().nulls_last(), CaseTable.id.desc()),
    Sort.LEAST_SUSPICIOUS: (CaseTable.probability.asc().nulls_last(), CaseTable.id.asc()),
    Sort.WAITING: (CaseTable.is_read.asc(), CaseTable.id.asc()),
}


def count_statement(which: CaseFilter) -> Select[int]:
    """Return the statement that counts the matching cases."""
    return select(func.count()).select_from(CaseTable).where(*_conditions(which))


def page_statement(which: CaseFilter, sort: Sort, offset: int, limit: int) -> Select[*tuple[Any, ...]]:
    """Return the statement of one page of CASE_COLUMNS.

    The page is found by its numbers, from an index alone, and only then are its rows fetched: a late page
    would otherwise fetch all rows before it.
    """
    order = _ORDERS[sort]
    page = (
        select(CaseTable.id)
        .where(*_conditions(which))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
        .subquery()
    )
    return select(*CASE_COLUMNS).join(page, page.c.id == CaseTable.id).order_by(*order)


def _conditions(which: CaseFilter) -> Iterator[ColumnElement[bool]]:
    if which.shown_to:
        yield ~case_kept_from(which.shown_to)
    if words := which.text.strip().lower():
        yield named_cases(words)
    for column, wanted in (
        (CaseTable.band, which.bands),
        (CaseTable.call, which.calls),
        (CaseTable.agreement, which.agreements),
        (CaseTable.source_format, which.source_formats),
    ):
        if wanted:
            yield column.in_(sorted(wanted))
    yield from _states(which)
    yield from _ranges(which)


def named_cases(words: str, *, by_number: bool = True) -> ColumnElement[bool]:
    """Return whether a case is the one that lower-case words name, see `CaseFilter.text`.

    by_number: whether a bare number is a case's; it may be the beginning of a digest either way.
    """
    if by_number and (numbered := _NUMBERED.fullmatch(words)):
        return _number(numbered[1])
    found = []
    if (decimal := _DIGITS.fullmatch(words)) and by_number:
        found.append(_number(words))
    if _HEX.fullmatch(words) and not (decimal and len(words) < _SHORTEST_DECIMAL_DIGEST):
        # A range and not LIKE: every database answers it from the index.
        found.append(CaseTable.digest.between(words.ljust(64, "0"), words.ljust(64, "f")))
    return or_(false(), *found)


def _number(digits: str) -> ColumnElement[bool]:
    number = int(digits)
    return CaseTable.id == number if number <= LARGEST_ID else false()


def _states(which: CaseFilter) -> Iterator[ColumnElement[bool]]:
    if which.is_read is not None:
        yield CaseTable.is_read.is_(which.is_read)
    if which.synthetic is not None:
        yield CaseTable.synthetic.is_(which.synthetic)
    if which.analysed is not None:
        yield CaseTable.probability.is_not(None) if which.analysed else CaseTable.probability.is_(None)


def _ranges(which: CaseFilter) -> Iterator[ColumnElement[bool]]:
    if which.min_probability is not None:
        yield CaseTable.probability >= which.min_probability
    if which.max_probability is not None:
        yield CaseTable.probability <= which.max_probability
    if which.kept_from is not None:
        yield CaseTable.created_at >= which.kept_from
    if which.kept_before is not None:
        yield CaseTable.created_at < which.kept_before
