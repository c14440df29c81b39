"""Cases as a table: one page of rows, each a way to its case."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import streamlit as st

from core.casebook import CaseRow, Sort
from dashboard.components import moments, tables
from dashboard.components.tables import Cell, Column, Row
from dashboard.components.verdict import badge, percent
from dashboard.theme import AGREEMENTS, CALLS

_COLUMNS = (
    Column("Case", sort_key="kept"),
    Column("Study", numeric=True),
    Column("Band"),
    Column("Probability", numeric=True, sort_key="probability"),
    Column("Reader's call"),
    Column("With the model"),
    Column("Read by"),
    Column("Kept"),
    Column("Format"),
    Column("Digest"),
)
# Which order a click on a heading gives: first the useful one, then its reverse.
_ORDERS = {
    "kept": (Sort.NEWEST, Sort.OLDEST),
    "probability": (Sort.MOST_SUSPICIOUS, Sort.LEAST_SUSPICIOUS),
}


def case_table(
    rows: Sequence[CaseRow],
    *,
    key: str,
    hidden: Collection[int] = (),
    sort: Sort | None = None,
    on_sort: Callable[[], None] = lambda: None,
) -> int | None:
    """Draw the rows and return the case that was clicked.

    hidden: the studies whose answer is kept from the person in front of the screen.

    With a sort in force, a click on a heading changes the order that stands in "sort" and calls `on_sort`;
    without one the order is fixed.
    """

    def change_order() -> None:
        first, second = _ORDERS[st.session_state[key]["sort"]]
        st.session_state["sort"] = second if sort is first else first
        on_sort()

    columns = _COLUMNS if sort else [replace(column, sort_key="") for column in _COLUMNS]
    shown = [case_row(row, hidden=row.study_id in hidden) for row in rows]
    opened = tables.live(columns, shown, sorted_by=_sorted_by(sort), on_sort=change_order, key=key)
    return int(opened) if opened.isdecimal() else None


def case_row(case: CaseRow, *, hidden: bool = False) -> Row:
    """Return a case as a row of the table; hidden: without the answer."""
    number = Cell(
        str(case.id), href=f"case?case={case.id}", tail=tables.tag("synthetic") if case.synthetic else ""
    )
    return Row(
        (
            number,
            str(case.study_id),
            _band(case, hidden),
            percent(case.probability) if case.probability is not None and not hidden else "",
            CALLS[case.call] if case.call else Cell(quiet="unread"),
            AGREEMENTS[case.agreement] if case.agreement else "",
            case.reader or "",
            moments.moment(case.created_at),
            case.source_format,
            case.short_digest,
        ),
        opens=str(case.id),
    )


def _band(case: CaseRow, hidden: bool) -> Cell:
    if hidden:
        return Cell(quiet="blind: answer after your read")
    return Cell(markup=badge(case.band)) if case.band else Cell(quiet="not analysed")


def _sorted_by(sort: Sort | None) -> str:
    for key, (falling, rising) in _ORDERS.items():
        if sort in (falling, rising):
            return f"-{key}" if sort is falling else key
    return ""
