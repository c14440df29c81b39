"""The line above the worklist: which studies are shown, how far the analysis is, and what may be joined."""

from collections import Counter

import streamlit as st

from core.casebook import Casebook, Reading, StudyPage, Terms
from dashboard import routes
from dashboard.analysing import Analyst
from dashboard.components import intake, layout
from dashboard.components.paging import of_studies
from dashboard.components.worklist_filter import Asked

_KEYS = "\u2191 \u2193 choose, Enter opens, J takes the next"
_MOST_NAMED = 20


def above(page: StudyPage, asked: Asked, terms: Terms, analyst: Analyst, casebook: Casebook) -> None:
    """Draw the line; it is always there, so that nothing below it moves when an analysis begins or ends."""
    parts = [of_studies(page)] if page.total else []
    if asked.by_answer and terms.reading is not Reading.CONCURRENT:
        parts.append("without those that you are to read blind first")
    with st.container(horizontal=True, vertical_alignment="center", key="callus-above"):
        st.caption(" \u00b7 ".join([*parts, *_analysing(analyst), _KEYS]), width="stretch")
        _failures(analyst)
        _joining(page, casebook)


def _analysing(analyst: Analyst) -> list[str]:
    progress = analyst.progress()
    if progress.problem:
        return [f":material/warning: Not analysing: {layout.plain(progress.problem)}"]
    if progress.waiting:
        films = "1 film" if progress.waiting == 1 else f"{progress.waiting:,} films"
        return [f":material/hourglass_top: Analysing, {films} to go"]
    return []


def _failures(analyst: Analyst) -> None:
    """Say why films could not be analysed, each reason once, and offer to try again."""
    failures = analyst.progress().failures
    if not failures:
        return
    count = "1 analysis failed" if len(failures) == 1 else f"{len(failures):,} analyses failed"
    with st.popover(count, icon=":material/error:", width="content"):
        for reason, _ in Counter(failures.values()).most_common():
            cases = [str(case) for case, said in sorted(failures.items()) if said == reason]
            st.markdown(f"{layout.plain(reason)}  \n{_cases(cases)}")
        st.button("Try again", on_click=analyst.add, args=(tuple(failures),))


def _cases(cases: list[str]) -> str:
    """Name the first of some cases: "3 films: cases 4, 5, 9"."""
    if len(cases) == 1:
        return f"1 film: case {cases[0]}"
    more = ", \u2026" if len(cases) > _MOST_NAMED else ""
    return f"{len(cases):,} films: cases {', '.join(cases[:_MOST_NAMED])}{more}"


def _joining(page: StudyPage, casebook: Casebook) -> None:
    """Offer to make one exam of unread studies on this page."""
    unread = [row.id for row in page.rows if not row.is_read]
    if len(unread) < 2:
        return
    with st.popover("Join", icon=":material/merge:", width="content", help="Make one exam of several"):
        chosen = st.multiselect("Unread studies that are one exam", unread, key="join", format_func=_named)
        if st.button("Join into one exam", disabled=len(chosen) < 2) and intake.join(casebook, chosen):
            routes.again()


def _named(study: int) -> str:
    return f"Study {study}"
