"""The filter bar of the Trail page. Every choice is in the address, so a reload or a bookmark keeps it."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.casebook import TrailFilter, TrailPage
from dashboard.components import moments
from dashboard.components.event_words import EVENTS
from dashboard.components.paging import places

_KINDS = {word: kind for kind, word in EVENTS.items()}
_EMPTY: dict[str, object] = {
    "who": None,
    "what": [],
    "study": "",
    "case": "",
    "since": None,
    "until": None,
    "words": "",
}


def bar(names: Sequence[str]) -> TrailFilter:
    """Draw the bar and return what it asks for; names: of everybody in the trail."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="callus-filter"):
        who = st.selectbox(
            "Who", names, None, key="who", bind="query-params", placeholder="Anybody", width=125,
            on_change=first_page,
        )  # fmt: skip
        kinds = st.multiselect(
            "What", list(_KINDS), key="what", bind="query-params", placeholder="Anything", width=165,
            on_change=first_page,
        )  # fmt: skip
        study, case = _number("Study"), _number("Case")
        since = _day("From", "since")
        until = _day("Until", "until")
        text = st.text_input(
            "Text", key="words", type="search", bind="query-params", max_chars=64, width=180,
            placeholder="In detail or facts", on_change=first_page,
        )  # fmt: skip
    return TrailFilter(
        who=who or "",
        kinds=frozenset(_KINDS[word] for word in kinds),
        study_id=study,
        case_id=case,
        since=moments.start_of(since) if since else None,
        before=moments.start_of(until + timedelta(days=1)) if until else None,
        text=text or "",
    )


def first_page() -> None:
    """Go back to the first page: what was on page 7 before a filter changed says nothing now."""
    st.session_state["page"] = 1


def clear() -> None:
    """Take every filter away, for the callback of a button."""
    st.session_state.update(_EMPTY)
    first_page()


def summary(page: TrailPage) -> str:
    """Say which of how many lines are shown."""
    lines = "line" if page.total == 1 else "lines"
    of = f"the newest {page.total:,} {lines} with these words" if page.capped else f"{page.total:,} {lines}"
    return f"{places(page)} of {of}"


def _number(label: str) -> int | None:
    text = st.text_input(
        label, key=label.lower(), bind="query-params", max_chars=12, width=70, placeholder="Any",
        on_change=first_page,
    )  # fmt: skip
    digits = (text or "").strip().lstrip("#")
    if not digits:
        return None
    return int(digits) if digits.isdecimal() and digits.isascii() else 0


def _day(label: str, key: str) -> date | None:
    chosen = st.date_input(
        label, None, key=key, bind="query-params", format="YYYY-MM-DD", width=135, on_change=first_page
    )
    return chosen if isinstance(chosen, date) else None
