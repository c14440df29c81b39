"""What both forms of a read ask: how sure the reader is, and a comment; and how forms and drafts meet.

Every control has a key of the study's own, so that no value of one study is ever seen beside another.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from core.casebook import Draft
from core.records import Mark

SURE = (50, 70, 80, 90, 100)
_LONGEST = 2000
_CONTROLS = ("call", "agreement", "objection", "confidence", "comment", "names_ai", "report")


def key(name: str, study: int) -> str:
    """Return the key of a control of a study's forms."""
    return f"{name}-{study}"


def seed(study: int, draft: Draft) -> None:
    """Let the controls of a study show a draft: when it opens, and when it begins another form."""
    for name in _CONTROLS:
        st.session_state[key(name, study)] = getattr(draft, name)


def taken(study: int, draft: Draft, marks: tuple[Mark, ...]) -> Draft:
    """Return the draft with what the controls and the film say now."""
    said: dict[str, Any] = {name: st.session_state.get(key(name, study)) for name in _CONTROLS}
    said["comment"], said["names_ai"] = said["comment"] or "", bool(said["names_ai"])
    return replace(draft, marks=marks, **said)


def choose(name: str, study: int, value: object) -> None:
    """Set a control from a key of the keyboard."""
    st.session_state[key(name, study)] = value


def confidence(study: int) -> None:
    """Ask how sure the reader is, in per cent; nothing need be chosen."""
    now = st.session_state.get(key("confidence", study))
    st.segmented_control(
        "How sure are you? (optional)",
        sorted({*SURE, *([now] if now is not None else [])}),
        format_func=lambda share: f"{share} %",
        key=key("confidence", study),
        width="stretch",
        persist_state="session",
    )


def comment(study: int) -> None:
    """Ask for a comment; what is typed is kept after each pause, so that a reload loses nothing."""
    st.text_input(
        "Comment",
        key=key("comment", study),
        max_chars=_LONGEST,
        placeholder="Comment (optional). No names, please.",
        label_visibility="collapsed",
        live="500ms",
        autocomplete="off",
        persist_state="session",
    )
