"""The pre-report text beside a read: editable until it is signed, and copied with one click."""

from pathlib import Path

import streamlit as st

from dashboard.components.said_form import choose, key

_HERE = Path(__file__).parent
_KEY = "report-text"
_mount = st.components.v2.component(
    "callus_report_text",
    html=(_HERE / "report_text.html").read_text("utf-8"),
    css=(_HERE / "report_text.css").read_text("utf-8"),
    js=(_HERE / "report_text.js").read_text("utf-8"),
)


def report_text(study: int, text: str, *, can_name_ai: bool = False, editable: bool = True) -> None:
    """Draw the text with its Copy button; what the reader makes of it is the study's control "report".

    can_name_ai: whether there is a second reader to be named; it is, only where the reader wishes it.
    """
    data = {"study": study, "text": text, "editable": editable}
    _mount(key=_KEY, data=data, on_edited_change=_edited)
    if not editable:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="callus-report"):
        if can_name_ai:
            st.checkbox("Name the AI second reader", key=key("names_ai", study), persist_state="session")
        if st.session_state.get(key("report", study)) is not None:
            st.button("Write it anew", type="tertiary", on_click=choose, args=("report", study, None))


def _edited() -> None:
    """Take up what was typed before anything else runs, so that no click meanwhile can lose it."""
    said = st.session_state[_KEY].get("edited")
    if isinstance(said, dict) and isinstance(said.get("study"), int):
        choose("report", said["study"], str(said.get("text", "")))
