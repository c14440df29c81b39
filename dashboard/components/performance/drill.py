"""From a point of a chart to the studies behind it, by a click or by the keyboard.

What is open is one choice, kept under `behind_<key>`: the list beside the chart shows it, a click sets it.
Only who may see images gets any of it: a viewer's charts answer no click and name no study. Nobody gets the
studies of another reader's figures, since their pages name who read them.
"""

from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from core.errors import CasebookError
from core.monitoring import Behind, BehindPage, behind
from dashboard.components import charts
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.study_table import study_table

_NAME = "Show the studies behind"


def chart(asked: Asked, figure: Any, *, key: str, alt: str, points: Mapping[str, Behind]) -> None:
    """Draw a chart whose points open the studies behind them, where there are any that may be seen."""
    if not open_to(asked, points):
        charts.chart(figure, key=key, alt=alt)
        return
    # Another key makes the chart forget a click once something else was chosen from the list.
    drawn = f"{key}_{st.session_state.get(_drawn(key), 0)}"
    charts.chart(figure, key=drawn, alt=alt, on_select=partial(_clicked, key, f"chart_{drawn}", set(points)))


def choice(asked: Asked, *, key: str, points: Mapping[str, Behind]) -> None:
    """Draw the list of points beside a chart: the way without a mouse."""
    allowed = open_to(asked, points)
    if not allowed:
        return
    if st.session_state.get(_choice(key)) not in allowed:
        st.session_state[_choice(key)] = None
    st.selectbox(
        _NAME, list(allowed), index=None, key=_choice(key), placeholder="Choose a point",
        on_change=_chosen, args=(key,), width=260,
    )  # fmt: skip


def studies(asked: Asked, *, key: str, points: Mapping[str, Behind]) -> None:
    """Draw a page of the studies behind the chosen point, each a way to its case."""
    allowed = open_to(asked, points)
    chosen = st.session_state.get(_choice(key))
    if chosen not in allowed:
        return
    try:
        found = _page(asked, allowed[chosen], key)
    except CasebookError as error:
        st.error(error.sentence, icon=":material/error:")
        return
    with st.container(border=True, key=f"callus-behind-{key}"):
        if st.session_state.pop(_fresh(key), False):
            _into_view(key, chosen)
        study_table(asked, found, chosen, key=key)
        if found.pages > 1:
            st.pagination(found.pages, key=_sheet(key), width="stretch")


def opened(key: str, label: str) -> None:
    """Open a point's studies by another control than the chart's own list."""
    if st.session_state.get(_choice(key)) != label:
        st.session_state[_choice(key)] = label
        st.session_state.pop(_sheet(key), None)


def open_to(asked: Asked, points: Mapping[str, Behind]) -> dict[str, Behind]:
    """Return the points whose studies this person may see."""
    if not asked.sees_studies:
        return {}
    return {label: point for label, point in points.items() if point.reader in ("", asked.person.pseudonym)}


def _page(asked: Asked, point: Behind, key: str) -> BehindPage:
    number = int(st.session_state.get(_sheet(key)) or 1)
    return behind(asked.casebook, asked.window, point, page=number, reader=asked.person.name)


def _clicked(key: str, drawn: str, labels: set[str]) -> None:
    """Take a click on a point for a choice from the list; a click beside all points takes it back."""
    points = st.session_state[drawn]["selection"]["points"]
    labelled = (_label(point.get("customdata")) for point in points)
    st.session_state[_choice(key)] = next((label for label in labelled if label in labels), None)
    _begin(key)


def _label(kept: object) -> str:
    return str(kept[0] if isinstance(kept, list | tuple) and kept else kept)


def _chosen(key: str) -> None:
    _begin(key)
    st.session_state[_drawn(key)] = st.session_state.get(_drawn(key), 0) + 1


def _begin(key: str) -> None:
    """Begin another list: at its first page, and in view."""
    st.session_state.pop(_sheet(key), None)
    st.session_state[_fresh(key)] = True


def _into_view(key: str, chosen: str) -> None:
    """Bring the list into view, which opens below a chart and its table; once for each choice."""
    place = f"document.querySelector('.st-key-callus-behind-{key}')?.scrollIntoView({{block: 'nearest'}})"
    # The words make it another script each time: the browser runs the same one only once.
    st.html(
        f"<script>/* {escape(chosen)} */ setTimeout(() => {place}, 300)</script>",
        unsafe_allow_javascript=True,
    )


def _choice(key: str) -> str:
    return f"behind_{key}"


def _sheet(key: str) -> str:
    return f"behind_sheet_{key}"


def _fresh(key: str) -> str:
    return f"behind_fresh_{key}"


def _drawn(key: str) -> str:
    return f"behind_drawn_{key}"
