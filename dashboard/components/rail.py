"""The rail: all films on the desk in one line, and the way from one to the next."""

from typing import TYPE_CHECKING

import streamlit as st

from core.casebook import Casebook
from dashboard.desk import Desk
from dashboard.theme import BANDS

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_KEY = "rail"


def rail(desk: Desk, casebook: Casebook) -> "DeltaGenerator":
    """Draw the films on the desk, where there are several, and return the place of the title."""
    if len(desk.cases) < 2:
        title = st.empty()
        st.empty()
        return title
    line = st.container(horizontal=True, vertical_alignment="center", gap="xsmall")
    title = line.container(width="stretch").empty()
    _step(line, desk, -1)
    _step(line, desk, 1)
    labels = {case: _label(desk, case, casebook) for case in desk.cases}
    st.session_state[_KEY] = desk.current
    st.pills(
        "Films on the desk",
        desk.cases,
        format_func=labels.__getitem__,
        key=_KEY,
        required=True,
        on_change=lambda: go(desk, st.session_state[_KEY]),
        label_visibility="collapsed",
    )
    return title


def go(desk: Desk, case: int | None) -> None:
    """Bring a film into view."""
    if case is not None:
        desk.current = case


def _label(desk: Desk, case_id: int, casebook: Casebook) -> str:
    band = casebook.case(case_id).band
    shape = BANDS[band].shape if band else "…"
    return f"{shape} {case_id}{' :material/check:' if case_id in desk.saved else ''}"


def _step(place: "DeltaGenerator", desk: Desk, by: int) -> None:
    other, way, key = desk.neighbour(by), "Next" if by > 0 else "Previous", "n" if by > 0 else "p"
    place.button(
        "",
        icon=":material/chevron_right:" if by > 0 else ":material/chevron_left:",
        help=f"{way} film ({key.upper()})",
        key=f"rail-{way}",
        shortcut=key,
        disabled=other is None,
        on_click=go,
        args=(desk, other),
    )
