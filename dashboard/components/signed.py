"""A signed study: what was kept, its text, what can be taken away, and the way on."""

import streamlit as st

from core.accounts import Person
from core.casebook import Casebook
from dashboard import routes, signing
from dashboard.components.alike import alike
from dashboard.components.downloads import study_download
from dashboard.components.rail import go
from dashboard.components.read_form import first_said, others, said
from dashboard.components.report_text import report_text
from dashboard.desk import Desk
from dashboard.in_view import InView


def signed(desk: Desk, view: InView, casebook: Casebook, person: Person, following: int | None) -> None:
    """Draw what the reader signed, and the next study as the one primary action."""
    if view.own is None:
        return
    st.html(
        "<p class='callus-saved' role='status'>"
        "<span class='callus-icon' aria-hidden='true'>check_circle</span>"
        f"<span><b>Signed.</b> {said(view.own)}</span></p>"
    )
    if view.first is not None:
        st.caption(f"Your first read: {first_said(view.first)}")
    others(view.reads, person.name)
    if view.own.report:
        report_text(view.study.id, view.own.report, editable=False)
    way_on(desk, following)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Correct this read", type="tertiary", on_click=signing.correct, args=(desk, view))
        study_download(casebook, view.study.id, person)
        routes.case_link(view.study.case_id)
    alike(casebook, view)


def way_on(desk: Desk, following: int | None) -> None:
    """Draw the next study as the one primary action, or the way back where nothing waits."""
    if following is not None:
        st.button(
            "Next study",
            type="primary",
            width="stretch",
            key="next-study",
            on_click=go,
            args=(desk, following),
        )
    else:
        st.caption("Nothing else on the worklist waits for you.")
        with st.container(key="callus-way-back"):
            routes.worklist_link("Back to the worklist")


def just_signed(desk: Desk) -> None:
    """Say that the study before this one is signed, with a way back to it; else the place stays empty."""
    if desk.signed is None:
        st.empty()
        return
    with st.container(horizontal=True, vertical_alignment="center", key="callus-just-signed"):
        st.caption(f":material/check_circle: Study {desk.signed} is signed.")
        st.button("Open it again", type="tertiary", key="just-signed", on_click=go, args=(desk, desk.signed))
