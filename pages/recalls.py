"""Recalls: fractures that readers missed, followed until everybody who must know was told."""

import streamlit as st

from core.accounts import Right
from core.casebook import RecallPage
from core.errors import CasebookError
from dashboard import resources, routes, session
from dashboard.components import layout, recalls
from dashboard.components.paging import pager

PAGE_SIZE = 25


def nothing(state: str) -> None:
    """Draw an empty list."""
    if state == recalls.OPEN:
        words = "A recall opens when a senior reader decides that readers missed a fracture."
        layout.empty("No recall is open", words, icon="task_alt")
    else:
        layout.empty("No recall is done yet", "Open ones come here when everybody was told.")


def listed(page: RecallPage) -> None:
    """Draw the list, and beside it the recall that was chosen, else the first."""
    is_open = page.rows[0].is_open
    left, right = st.columns([7, 5], gap="large")
    with left:
        table = st.container()
        number = pager(page.pages)
        if number > 1:
            page = casebook.disputes.recall_page(is_open=is_open, page=number, page_size=PAGE_SIZE)
        with table:
            clicked = recalls.recall_table(page.rows, person)
    if clicked is not None:
        recalls.show(clicked)
    asked = st.query_params.get("recall", "")
    chosen = next((one for one in page.rows if str(one.id) == asked), page.rows[0])
    with right, st.container(border=True):
        recalls.title(chosen, page.rows)
        recalls.steps(chosen)
        if chosen.is_open:
            recalls.form(chosen, casebook, person)
        if st.button(f"Open study {chosen.study_id}", type="tertiary", icon=":material/radiology:"):
            routes.read_study(chosen.study_id)


person = session.require(Right.READ)
layout.header("Recalls", "Fractures that readers missed: who was told, and when.")
try:
    casebook = resources.casebook()
    state = recalls.which()
    page = casebook.disputes.recall_page(is_open=state == recalls.OPEN, page_size=PAGE_SIZE)
    if page.total:
        listed(page)
    else:
        nothing(state)
except CasebookError as error:
    st.error(error.sentence, icon=":material/error:")
