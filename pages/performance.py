"""Performance: what really happens after installation, in five questions."""

from datetime import UTC, datetime

import streamlit as st

from core.accounts import Right
from core.errors import CallusError
from dashboard import resources, routes, session
from dashboard.components import layout, moments


def nothing_kept() -> None:
    """Draw an empty casebook: where figures come from."""
    words = "The casebook is empty: figures come with the first studies."
    with layout.empty("No studies yet", words, icon="monitoring"):
        if person.may(Right.READ):
            routes.read_link()


def room() -> None:
    """Draw the window, what to know first, and the view that was chosen."""
    from core.monitoring import standing
    from dashboard.components.performance import views, window_bar
    from dashboard.components.performance.asked import Asked

    casebook = resources.casebook()
    found = window_bar.bar(casebook, datetime.now(UTC).date())
    if found is None:
        nothing_kept()
        return
    window, period = found
    asked = Asked(casebook, window, period, standing(casebook, window), person, moments.zone())
    window_bar.remarks(asked)
    view = views.chosen()
    if asked.standing.studies or view in views.OF_ANY_TIME:
        views.PERFORMANCE_VIEWS[view](asked)
    else:
        window_bar.nothing_inside(asked)


person = session.require(Right.SEE_FIGURES)
# The title is on the screen while the libraries load, which is why they are imported in functions.
layout.header("Performance", "How model and readers really do here, after installation.")
try:
    room()
except CallusError as error:
    st.error(error.sentence, icon=":material/error:")
