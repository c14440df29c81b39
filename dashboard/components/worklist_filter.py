"""The worklist's filters. Every choice is in the address, so a reload or a bookmark keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import streamlit as st

from core.casebook import Dispute, StudyFilter, StudySort, Terms
from core.records import REGIONS
from dashboard.theme import BANDS

Key = TypeVar("Key")
SORTS = {
    StudySort.MOST_SUSPICIOUS: "Most suspicious first",
    StudySort.LONGEST_WAITING: "Longest waiting first",
    StudySort.NEWEST: "Newest first",
}
UNREAD, READ, ALL = "Unread", "Read", "All"
OVERDUE, DISPUTED, MINE = "Over target", "In dispute", "Mine"
BAND_WORDS = {band: f"{look.shape} {look.word}" for band, look in BANDS.items()}
REGION_WORDS = {**{name: name.capitalize() for name in REGIONS}, "": "Not recognised"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. The Read page goes on from study to study by it."""

    which: StudyFilter
    sort: StudySort

    @property
    def by_answer(self) -> bool:
        """Whether studies are picked by what the network says, which leaves out those read blind first."""
        return bool(self.which.bands)


def bar(reader: str, terms: Terms) -> Asked:
    """Draw the bar and return what it asks for."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="callus-filter"):
        state = st.segmented_control(
            "Show", [UNREAD, READ, ALL], key="state", default=UNREAD, required=True, bind="query-params",
            on_change=first_page,
        )  # fmt: skip
        bands = st.pills(
            "Band", list(BAND_WORDS.values()), selection_mode="multi", key="bands", bind="query-params",
            on_change=first_page,
        )  # fmt: skip
        marks = st.pills(
            "Only", [OVERDUE, DISPUTED, MINE], selection_mode="multi", key="marks", bind="query-params",
            on_change=_fit_state,
        )  # fmt: skip
        regions = st.multiselect(
            "Region", list(REGION_WORDS.values()), key="regions", bind="query-params", on_change=first_page,
            placeholder="Any", width=170,
        )  # fmt: skip
        text = st.text_input(
            "Study, case or digest", key="text", type="search", bind="query-params", live=True,
            max_chars=64, on_change=first_page, width=150,
        )  # fmt: skip
        order = st.selectbox(
            "Order", list(SORTS.values()), key="order", bind="query-params", on_change=first_page, width=200,
        )  # fmt: skip
    which = StudyFilter(
        text=(text or "").strip(),
        bands=frozenset(_keys(BAND_WORDS, bands)),
        regions=frozenset(_keys(REGION_WORDS, regions)),
        is_read={UNREAD: False, READ: True}.get(state or UNREAD),
        disputes=frozenset({Dispute.OPEN}) if DISPUTED in marks else frozenset(),
        mine=reader if MINE in marks else "",
        shown_to=reader if bands else "",
        kept_before=datetime.now(UTC) - timedelta(minutes=terms.target_minutes) if OVERDUE in marks else None,
    )
    return Asked(which, next(iter(_keys(SORTS, [order])), StudySort.MOST_SUSPICIOUS))


def first_page() -> None:
    """Go back to the first page: what was on page 7 before a filter changed says nothing now."""
    st.session_state["sheet"] = 1


def is_plain(asked: Asked) -> bool:
    """Whether nothing narrows the list but whether it was read."""
    return asked.which == StudyFilter(is_read=asked.which.is_read)


def clear() -> None:
    """Take every filter away, for the callback of a button; the order stays."""
    st.session_state.update({"text": "", "bands": [], "regions": [], "marks": [], "state": UNREAD})
    first_page()


def ask(**choices: object) -> None:
    """Show what a headline counts, for the callback of a button: all filters away but these."""
    clear()
    st.session_state.update(choices)


def _fit_state() -> None:
    """Show what a mark is of: a study over target is one that waits, a dispute mostly one that was read."""
    marks = st.session_state["marks"]
    if OVERDUE in marks:
        st.session_state["state"] = UNREAD
    elif DISPUTED in marks and st.session_state["state"] == UNREAD:
        st.session_state["state"] = ALL
    first_page()


def _keys(words: Mapping[Key, str], chosen: Sequence[str]) -> list[Key]:
    return [key for key, word in words.items() if word in chosen]
