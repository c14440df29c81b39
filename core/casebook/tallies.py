"""Counts over the whole casebook, made by the database."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, select
from sqlalchemy.orm import aliased

from core.casebook.records import CaseCounts
from core.casebook.tables import CaseTable, ReadTable
from core.records import Agreement, Band, Call


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


def tallies_statement(
    synthetic: bool | None,
) -> Select[str | None, str | None, date, Band | None, Call, Agreement, int]:
    """Return the statement that counts final reads, in the order of the fields of `Tally`.

    A reader's last read of a study is the final one; since only the same reader can correct a read, that
    holds for corrections too.
    """
    keys = (
        ReadTable.model,
        ReadTable.version,
        ReadTable.made_on,
        ReadTable.band,
        ReadTable.call,
        ReadTable.agreement,
    )
    later = aliased(ReadTable)
    final = ~exists().where(
        later.study_id == ReadTable.study_id, later.reader == ReadTable.reader, later.id > ReadTable.id
    )
    # Naming both values instead of neither lets the index, which begins with this column, answer either way.
    wanted = (False, True) if synthetic is None else (synthetic,)
    return select(*keys, func.count()).where(ReadTable.synthetic.in_(wanted), final).group_by(*keys)
