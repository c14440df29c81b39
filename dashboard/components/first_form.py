"""The blind first read: the reader's own call, where and how sure, before any answer leaves the server."""

import streamlit as st

from core.casebook import Draft
from core.records import Call
from dashboard.components.said_form import choose, comment, confidence
from dashboard.desk import Desk, Wish
from dashboard.theme import CALLS

_KEYS = {Call.FRACTURE: "f", Call.NO_FRACTURE: "n", Call.UNSURE: "u"}
_HELP = {
    Call.FRACTURE: "Then mark where, and save",
    Call.NO_FRACTURE: "Saves your first read at once",
    Call.UNSURE: "Then mark what is in question, and save",
}


def first_form(desk: Desk, study: int, draft: Draft) -> None:
    """Draw the form.

    No fracture is saved at once, since there is nothing to mark; the other calls wait until the reader has
    marked where.
    """
    st.caption("Your own read first. The answer is shown once it is saved.")
    with st.container(horizontal=True, gap="xsmall", key="callus-calls"):
        for call in Call:
            _call(desk, study, call, chosen=draft.call is call)
    st.caption(_next_step(draft))
    confidence(study)
    comment(study)
    st.button(
        "Save and show the answer",
        type="primary",
        width="stretch",
        key=f"first-save-{study}",
        shortcut="Ctrl+Enter",
        disabled=draft.call is None,
        on_click=desk.ask,
        args=(Wish(study, "first"),),
    )


def _call(desk: Desk, study: int, call: Call, *, chosen: bool) -> None:
    at_once = call is Call.NO_FRACTURE
    st.button(
        CALLS[call],
        key=f"first-{call}{'-chosen' if chosen else ''}-{study}",
        width="stretch",
        shortcut=_KEYS[call],
        help=_HELP[call],
        on_click=desk.ask if at_once else choose,
        args=(Wish(study, "first", call),) if at_once else ("call", study, call),
    )


def _next_step(draft: Draft) -> str:
    if draft.call in (None, Call.NO_FRACTURE):
        return "Say what you see. No fracture is saved at once."
    what = "where it is" if draft.call is Call.FRACTURE else "what is in question"
    count = len(draft.marks)
    marks = {0: "Nothing is marked yet.", 1: "1 place is marked."}.get(count, f"{count} places are marked.")
    return f"Mark {what} on the film (D, then drag). {marks}"
