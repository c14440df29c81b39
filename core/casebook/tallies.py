"""Counts over the whole casebook, made by the database."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select

from core.casebook.records import CaseCounts
from core.casebook.tables import CaseTable
from core.records import Band


def counts_statement(synthetic: bool | None) -> Select[*tuple[Any, ...]]:
    """Return the statement that counts cases by state, in one row that `case_counts` understands."""
    statement = select(
        func.count(),
        _number(CaseTable.is_read.is_(False)),
        _number(CaseTable.band.is_(None)),
        _number(CaseTable.synthetic.is_(True)),
        *(_number(CaseTable.band == band) for band in Band),
    ).select_from(CaseTable)
    return statement if synthetic is None else statement.where(CaseTable.synthetic.is_(synthetic))


def case_counts(row: Row[*tuple[Any, ...]]) -> CaseCounts:
    """Return the row of `counts_statement` as a record."""
    cases, unread, unanalysed, synthetic, *bands = row
    return CaseCounts(cases, unread, unanalysed, synthetic, dict(zip(Band, bands, strict=True)))


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
