"""The studies behind a point as a table. No reader is named: figures show them by pseudonym."""

import streamlit as st

from core.casebook import StudyRow
from core.monitoring import BehindPage
from dashboard.components import moments, tables
from dashboard.components.paging import of_studies
from dashboard.components.performance.asked import Asked
from dashboard.components.tables import Cell, Column, Row
from dashboard.components.verdict import badge, percent
from dashboard.theme import CALLS

_COLUMNS = (
    Column("Study"),
    Column("Came in"),
    Column("Region"),
    Column("Band"),
    Column("Probability", numeric=True),
    Column("Reader's call"),
    Column("Decided"),
)


def study_table(asked: Asked, found: BehindPage, title: str, *, key: str) -> None:
    """Draw a page of studies under the name of their point, and say which are not listed."""
    st.markdown(f"**Behind: {title}** · {of_studies(found) if found.total else 'no study'}")
    if found.kept_back:
        st.caption(
            f"{found.kept_back:,} more are not listed: you are to read them before you see the answer."
        )
    hidden = asked.casebook.blindness.hidden(
        (row.id for row in found.rows), asked.person.name, once_read=False
    )
    if found.rows:
        tables.show(_COLUMNS, [_row(row, row.id in hidden) for row in found.rows])


def _row(study: StudyRow, hidden: bool) -> Row:
    band = Cell(markup=badge(study.band)) if study.band else Cell(quiet="not analysed")
    percentage = "" if study.probability is None else percent(study.probability)
    return Row(
        (
            Cell(f"Study {study.id}", href=f"case?case={study.case_id}"),
            moments.moment(study.created_at),
            (study.region or "not recognised").capitalize(),
            Cell(quiet="blind: answer after your read") if hidden else band,
            "" if hidden else percentage,
            CALLS[study.call] if study.call else Cell(quiet="unread"),
            CALLS[study.reference] if study.reference else Cell(quiet="not decided"),
        )
    )
