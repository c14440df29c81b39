"""The queue of disagreements. It says nothing of who said what: the film is seen before the opinions."""

from collections.abc import Sequence

import streamlit as st

from core.casebook import Cause, Dispute, StudyRow
from dashboard.components import moments, tables
from dashboard.components.tables import Cell, Column, Row
from dashboard.theme import CALLS

CAUSES = {
    Cause.MODEL_AND_READER: "Model against reader",
    Cause.READERS: "Reader against reader",
    Cause.CHANGED_MIND: "Change of mind",
    Cause.AUDIT: "Drawn for audit",
}
_STATES = {"To decide": Dispute.OPEN, "Decided": Dispute.DECIDED}
_BY_WORD = {word: cause for cause, word in CAUSES.items()}
_OPEN = (
    Column("Study"),
    Column("Urgency"),
    Column("Why", wrap=True),
    Column("Region"),
    Column("Views", numeric=True),
    Column("Readers", numeric=True),
    Column("Last read"),
)
_DECIDED = (
    Column("Study"),
    Column("Reference"),
    Column("Why it was in dispute", wrap=True),
    Column("Region"),
    Column("Decided"),
)


def bar() -> tuple[Dispute, Cause | None]:
    """Draw the choice of studies and return it; it is in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="callus-filter"):
        state = st.segmented_control(
            "Show", list(_STATES), key="dispute", default="To decide", required=True, bind="query-params",
            on_change=first_page,
        )  # fmt: skip
        cause = st.pills("Why", list(_BY_WORD), key="cause", bind="query-params", on_change=first_page)
    return _STATES[state or "To decide"], _BY_WORD.get(cause or "")


def first_page() -> None:
    """Go back to the first page: what was on page 7 before a filter changed says nothing now."""
    st.session_state["page"] = 1


def clear() -> None:
    """Take the choice of causes away, for the callback of a button."""
    st.session_state["cause"] = None
    first_page()


def queue_table(rows: Sequence[StudyRow], state: Dispute) -> int | None:
    """Draw the rows and return the study that was clicked."""
    columns, row = (_DECIDED, _decided_row) if state is Dispute.DECIDED else (_OPEN, _open_row)
    opened = tables.live(columns, [row(study) for study in rows], key="disputes", on_sort=_nothing)
    return int(opened) if opened.isdecimal() else None


def causes(found: Sequence[Cause]) -> str:
    """Return why opinions differ, in words."""
    return ", ".join(CAUSES[cause].lower() if place else CAUSES[cause] for place, cause in enumerate(found))


def _open_row(study: StudyRow) -> Row:
    urgency = Cell(markup="<b>May have been missed</b>") if study.missed else Cell(quiet="\u2013")
    reopened = tables.tag("decided before") if study.reference else ""
    return Row(
        (
            _name(study),
            urgency,
            Cell(causes(study.causes), tail=reopened),
            (study.region or "").capitalize(),
            str(study.views),
            str(study.reads),
            moments.moment(study.read_at) if study.read_at else "",
        ),
        opens=str(study.id),
    )


def _decided_row(study: StudyRow) -> Row:
    return Row(
        (
            _name(study),
            CALLS[study.reference] if study.reference else "",
            causes(study.causes),
            (study.region or "").capitalize(),
            moments.moment(study.reference_at) if study.reference_at else "",
        ),
        opens=str(study.id),
    )


def _name(study: StudyRow) -> Cell:
    tail = tables.tag("synthetic") if study.synthetic else ""
    return Cell(str(study.id), href=f"disputes?study={study.id}", tail=tail)


def _nothing() -> None:
    """The headings of this table don't sort: the order is that of urgency."""
