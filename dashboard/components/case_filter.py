"""The filter bar of the Cases page. Every choice is in the address, so a reload or a bookmark keeps it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.casebook import CaseCounts, CaseFilter, CasePage, Sort
from core.records import Agreement, Band, Call
from dashboard.components import moments
from dashboard.components.paging import places
from dashboard.theme import AGREEMENTS, BANDS, CALLS

FORMATS = ("DICOM", "PNG", "JPEG", "TIFF")
SORTS = {
    Sort.NEWEST: "Newest first",
    Sort.OLDEST: "Oldest first",
    Sort.MOST_SUSPICIOUS: "Most suspicious first",
    Sort.LEAST_SUSPICIOUS: "Least suspicious first",
    Sort.WAITING: "Longest waiting first",
}
_READ = {"read": "Read", "unread": "Unread"}
_ORIGIN = {"real": "Radiographs", "synthetic": "Synthetic samples"}
_BY_ANSWER = (Sort.MOST_SUSPICIOUS, Sort.LEAST_SUSPICIOUS)
_KEYS = ("search", "band", "status", "call", "agreement", "format", "origin", "since", "until")


def bar(reader: str) -> tuple[CaseFilter, Sort]:
    """Draw the bar and return what it asks for.

    A choice of bands and an order by the answer leave out the answers that are kept from the reader.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="callus-filter"):
        text = st.text_input(
            "Case number or digest", key="search", type="search", bind="query-params", live=True,
            max_chars=64, on_change=first_page, width=190,
        )  # fmt: skip
        bands = _pills("Band", "band", {band: f"{look.shape} {look.word}" for band, look in BANDS.items()})
        status = _one_of("Status", "status", _READ)
        which = _more()
        order = st.selectbox(
            "Order", list(SORTS), key="sort", format_func=SORTS.__getitem__, bind="query-params",
            on_change=first_page, width=190,
        )  # fmt: skip
    return replace(
        which,
        text=(text or "").strip(),
        bands=frozenset(Band(band) for band in bands),
        shown_to=reader if bands or order in _BY_ANSWER else "",
        is_read=None if status is None else status == "read",
    ), Sort(order)


def first_page() -> None:
    """Go back to the first page: what was on page 7 before a filter changed says nothing now."""
    st.session_state["page"] = 1


def clear() -> None:
    """Take every filter away, for the callback of a button; the order stays."""
    for key in _KEYS:
        st.session_state[key] = [] if isinstance(st.session_state.get(key), list) else None
    first_page()


def _more() -> CaseFilter:
    """Draw the filters that are needed less often and return what they ask for."""
    with st.popover("More", icon=":material/tune:", width="content"):
        calls = _pills("Reader's call", "call", CALLS)
        agreements = _pills("Reader and model", "agreement", AGREEMENTS)
        formats = _pills("File format", "format", {name: name for name in FORMATS})
        origin = _one_of("Origin", "origin", _ORIGIN)
        left, right = st.columns(2)
        since = left.date_input(
            "Kept from", None, key="since", bind="query-params", format="YYYY-MM-DD", on_change=first_page
        )
        until = right.date_input(
            "Kept until", None, key="until", bind="query-params", format="YYYY-MM-DD", on_change=first_page
        )
    return CaseFilter(
        calls=frozenset(Call(call) for call in calls),
        agreements=frozenset(Agreement(agreement) for agreement in agreements),
        source_formats=frozenset(formats),
        synthetic=None if origin is None else origin == "synthetic",
        kept_from=moments.start_of(since) if isinstance(since, date) else None,
        kept_before=moments.start_of(until + timedelta(days=1)) if isinstance(until, date) else None,
    )


def _pills(label: str, key: str, words: Mapping[Any, str]) -> list[str]:
    """Draw a choice of any number of words; the address holds the plain values."""
    chosen = st.pills(
        label, [str(value) for value in words], selection_mode="multi", key=key,
        format_func={str(value): word for value, word in words.items()}.__getitem__,
        bind="query-params", on_change=first_page,
    )  # fmt: skip
    return list(chosen)


def _one_of(label: str, key: str, words: dict[str, str]) -> str | None:
    """Draw a choice of one word or none."""
    return st.segmented_control(
        label, list(words), key=key, format_func=words.__getitem__, bind="query-params", on_change=first_page
    )


def summary(page: CasePage, counts: CaseCounts, *, leaves_out: bool) -> None:
    """Say how many cases match, and which of them are on this page.

    leaves_out: whether cases may be missing because their answers are kept from the reader.
    """
    shown = f"{places(page)} of {page.total:,} {'case' if page.total == 1 else 'cases'}"
    everything = "" if page.total == counts.cases else f", {counts.cases:,} in all"
    samples = "synthetic sample" if counts.synthetic == 1 else "synthetic samples"
    parts = [f"{shown}{everything}", f"{counts.unread:,} unread", f"{counts.synthetic:,} {samples}"]
    if leaves_out:
        parts.insert(1, "without those that you are to read blind first")
    st.caption(" · ".join(parts))
