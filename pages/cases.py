"""Cases: search, filter, sort and page through everything that was kept."""

import streamlit as st

from core.accounts import Right
from core.errors import CasebookError
from dashboard import resources, routes, session
from dashboard.components import layout

PAGE_SIZE = 25


def nothing_kept() -> None:
    """Draw an empty casebook: how a case begins, and samples to try."""
    from dashboard.components import intake

    with layout.empty("No cases yet", "A case begins when a radiograph is dropped on the worklist."):
        routes.worklist_link("To the worklist")
        intake.under_way()
        intake.samples_offer()


def nothing_found() -> None:
    """Draw a search without result, and the way back."""
    from dashboard.components import case_filter

    words = "Nothing that was kept fits all of these filters."
    with layout.empty("No case matches", words, icon="filter_alt_off"):
        st.button("Clear filters", on_click=case_filter.clear)


def found() -> None:
    """Draw the filters and one page of the cases that match."""
    from core.casebook import Reading
    from dashboard.components import case_filter
    from dashboard.components.case_table import case_table
    from dashboard.components.paging import pager

    which, sort = case_filter.bar(person.name)
    table, below = st.container(), st.container()
    page = casebook.search(which, sort=sort, page_size=PAGE_SIZE)
    if page.total == 0:
        nothing_found()
        return
    with below:
        number = pager(page.pages)
    if number > 1:
        page = casebook.search(which, sort=sort, page=number, page_size=PAGE_SIZE)
    with table:
        blind = casebook.department.terms().reading is not Reading.CONCURRENT
        case_filter.summary(page, counts, leaves_out=blind and bool(which.shown_to))
        hidden = casebook.blindness.hidden({row.study_id for row in page.rows}, person.name, once_read=False)
        opened = case_table(
            page.rows, key="case_table", hidden=hidden, sort=sort, on_sort=case_filter.first_page
        )
    if opened is not None:
        routes.open_case(opened)


person = session.require(Right.SEE_IMAGES)
# The title is on the screen while the casebook's libraries load, which is why they are imported in functions.
layout.header("Cases", "Every radiograph that was kept, with the model's answer and the reader's.")
try:
    casebook = resources.casebook()
    counts = casebook.counts()
    if counts.cases:
        found()
    else:
        nothing_kept()
except CasebookError as error:
    st.error(error.sentence, icon=":material/error:")
