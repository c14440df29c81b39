"""Trail: who did what and when, searched, checked and taken away."""

import streamlit as st

from core.accounts import Right
from core.errors import CasebookError
from dashboard import resources, session
from dashboard.components import layout, trail_check, trail_filter, trail_table
from dashboard.components.paging import pager

PAGE_SIZE = 50


def lines() -> None:
    """Draw the filters and one page of the lines that match."""
    which = trail_filter.bar(casebook.trail.names())
    above, table, below = st.container(), st.container(), st.container()
    page = casebook.trail.search(which, page_size=PAGE_SIZE)
    if page.total == 0:
        with table, layout.empty("No line matches", "Nothing fits all of these filters.", "filter_alt_off"):
            st.button("Clear filters", on_click=trail_filter.clear)
        return
    with below:
        number = pager(page.pages)
    if number > 1:
        page = casebook.trail.search(which, page=number, page_size=PAGE_SIZE)
    with above, st.container(horizontal=True, vertical_alignment="center"):
        st.caption(trail_filter.summary(page), width="stretch")
        trail_table.export(casebook, which, person.name)
    with table:
        trail_table.trail_table(page.rows)


person = session.require(Right.ADMINISTER)
layout.header("Trail", "Who did what and when. Nothing here can be changed, and a change would show.")
try:
    casebook = resources.casebook()
    trail_check.check(casebook, person.name)
    lines()
except CasebookError as error:
    st.error(error.sentence, icon=":material/error:")
