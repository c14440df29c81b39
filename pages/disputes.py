"""Disagreements: the film first, then every opinion on it, then a senior reader's decision."""

import streamlit as st

from core.accounts import Right
from core.casebook import Dispute
from core.errors import CasebookError, UnknownStudyError
from core.records import Mark
from dashboard import adjudicating, resources, routes, session
from dashboard.adjudicating import Bench
from dashboard.components import decision_form, dispute_queue, layout, opinions_abreast
from dashboard.components.dispute_films import dispute_films, whose_marks
from dashboard.components.paging import of_studies, pager

PAGE_SIZE = 25
ANEW = "decide-anew"


def queue() -> None:
    """Draw the studies to decide on, the most urgent first, and open the one that was chosen."""
    layout.header("Disagreements", "Model against reader, reader against reader, changes of mind, audits.")
    state, cause = dispute_queue.bar()
    above, table, below = st.container(), st.container(), st.container()
    page = casebook.disputes.queue(state=state, cause=cause, page_size=PAGE_SIZE)
    if page.total == 0:
        nothing(filtered=cause is not None, state=state)
        return
    with below:
        number = pager(page.pages)
    if number > 1:
        page = casebook.disputes.queue(state=state, cause=cause, page=number, page_size=PAGE_SIZE)
    with above, st.container(horizontal=True, vertical_alignment="center"):
        st.caption(of_studies(page), width="stretch")
        if state is Dispute.OPEN and st.button("Decide the first", type="primary", shortcut="j"):
            open_study(page.rows[0].id)
    with table:
        opened = dispute_queue.queue_table(page.rows, state)
    if opened is not None:
        open_study(opened)


def nothing(*, filtered: bool, state: Dispute) -> None:
    """Draw an empty queue, and the way on."""
    if filtered:
        with layout.empty("No study matches", "No disagreement of this kind.", icon="filter_alt_off"):
            st.button("Show all", on_click=dispute_queue.clear)
    elif state is Dispute.OPEN:
        words = "A study comes here when opinions on it differ, or when it is drawn for an audit."
        layout.empty("Nothing to decide", words, icon="task_alt")
    else:
        layout.empty("Nothing decided yet", "Decisions are listed here with their authors.")


def open_study(study_id: int | None) -> None:
    """Bring a study into view, or the queue; the address says which."""
    st.session_state.pop(ANEW, None)
    routes.name_study(study_id)
    routes.again()


def one(study_id: int) -> None:
    """Draw one study: the films at the left, and what its stage allows at the right."""
    bench = adjudicating.bench(study_id, person.name, casebook)
    if not bench.study.to_decide and casebook.blindness.hidden([study_id], person.name, once_read=False):
        undisputed()
        return
    deciding = bench.study.to_decide or st.session_state.get(ANEW) == study_id
    following = casebook.disputes.next_after(study_id)
    ahead = casebook.studies.study(following).films if following is not None else ()
    left, right = st.columns(layout.FILM_AND_ANSWER, gap="medium")
    with left, st.container(key="callus-film"):
        marks = dispute_films(bench, drawing=deciding, ahead=ahead)
    with right:
        top(bench, following)
        if not bench.looked:
            decision_form.look_form(bench, marks, casebook)
        else:
            opinions(bench, marks, following, deciding=deciding)


def undisputed() -> None:
    """Draw nothing of a study that nobody has read and this person would have to read blind."""
    layout.header("Disagreements", "A study in dispute.")
    with layout.empty("Not in dispute", "Nobody has read this study yet.", icon="visibility_off"):
        st.button("All disagreements", on_click=lambda: routes.name_study(None))


def top(bench: Bench, following: int | None) -> None:
    """Draw the title, the way back and the way on."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(bench.study.label, anchor=False, width="stretch")
        if st.button("Queue", icon=":material/list:", shortcut="q", help="All disagreements (Q)"):
            open_study(None)
        if st.button("Next", icon=":material/chevron_right:", shortcut="j", disabled=following is None):
            open_study(following)
    if any(read.reader == person.name for read in bench.final):
        st.caption("You have read this study yourself.")


def opinions(bench: Bench, marks: tuple[Mark, ...], following: int | None, *, deciding: bool) -> None:
    """Draw every opinion, then the decision or the form for it."""
    st.caption(f"{dispute_queue.causes(bench.study.causes) or 'No opinions differ any more'}.")
    opinions_abreast.reference(bench)
    opinions_abreast.opinions_abreast(bench)
    whose_marks(bench)
    if deciding:
        if decision_form.decision_form(bench, marks, casebook):
            st.toast(f"Study {bench.study.id} is decided.", icon=":material/check:")
            open_study(bench.study.id)
    elif following is not None and st.button("Next disagreement", type="primary", width="stretch"):
        open_study(following)
    opinions_abreast.decisions(bench.decisions)
    if not deciding and bench.decisions and st.button("Decide anew", type="tertiary"):
        st.session_state[ANEW] = bench.study.id
        routes.again()


person = session.require(Right.ADJUDICATE)
try:
    casebook = resources.casebook()
    asked = routes.asked_study()
    if asked is None:
        queue()
    else:
        one(asked)
except UnknownStudyError as error:
    layout.header("Disagreements", "A study in dispute.")
    with layout.empty("No such study", error.sentence, icon="folder_off"):
        st.button("All disagreements", on_click=lambda: routes.name_study(None))
except CasebookError as error:
    st.error(error.sentence, icon=":material/error:")
