"""The worklist's headline: how much waits, and what of it can't; each figure leads to what it counts."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.accounts import Person, Right
from core.casebook import Reading, StudyCounts, StudySort, Terms
from core.records import Band
from dashboard import routes
from dashboard.components import worklist_filter
from dashboard.components.worklist_filter import ALL, BAND_WORDS, DISPUTED, OVERDUE, SORTS, UNREAD
from dashboard.components.worklist_table import waited


def headline(counts: StudyCounts, terms: Terms, person: Person) -> None:
    """Draw the five figures in one line."""
    with st.container(horizontal=True, gap="small", key="callus-headline"):
        _figure(counts.unread, "unread", _asking())
        _figure(counts.positive_unread, "positive, waiting", _positives(terms))
        target = waited(terms.target_minutes)
        _figure(counts.overdue, f"over target ({target})", _asking(marks=[OVERDUE]), loud=True)
        decides = person.may(Right.ADJUDICATE)
        disputes = routes.open_disputes if decides else None
        _figure(counts.in_dispute, "in dispute", _asking(state=ALL, marks=[DISPUTED]), to=disputes)
        _figure(
            counts.open_recalls,
            "recall open" if counts.open_recalls == 1 else "recalls open",
            None,
            to=routes.open_recalls,
            loud=True,
        )


def _positives(terms: Terms) -> Callable[[], None]:
    """Where readers answer before they see a band, the way to the positives is their place in the order."""
    first = SORTS[StudySort.MOST_SUSPICIOUS]
    if terms.reading is Reading.BLIND_FIRST:
        return _asking(order=first)
    return _asking(order=first, bands=[BAND_WORDS[Band.POSITIVE]])


def _asking(**choices: object) -> Callable[[], None]:
    return partial(worklist_filter.ask, **{"state": UNREAD, **choices})


def _figure(
    number: int,
    words: str,
    ask: Callable[[], None] | None,
    *,
    to: Callable[[], None] | None = None,
    loud: bool = False,
) -> None:
    """Draw a figure that leads somewhere: to a filter of this page, or to another page."""
    label = f"**{number:,}** {words}"
    key = f"headline-{words.partition(' ')[0].strip(',')}{'-loud' if loud and number else ''}"
    if st.button(label, key=key, type="tertiary", on_click=None if to else ask) and to:
        to()
