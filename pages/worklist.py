"""Worklist: what waits to be read, the most suspicious first, who has it, and the way in for new films."""

import streamlit as st

from core.accounts import Right
from core.casebook import StudyPage
from core.errors import CasebookError
from dashboard import resources, routes, session
from dashboard.components import intake, layout, worklist_bar, worklist_filter, worklist_table
from dashboard.components.headline import headline
from dashboard.components.paging import pager
from dashboard.components.worklist_filter import Asked
from dashboard.desk import Desk

PAGE_SIZE = 25
REFRESH_S = 15
TRIES = 5
ANY_STUDY = "worklist-any"


def nothing_kept() -> None:
    """Draw an empty house: where to drop films, and what to try."""
    words = "DICOM, PNG, JPEG or TIFF: one or several, a ZIP of them, or a folder."
    with layout.empty("Drop radiographs here", words, icon="radiology"):
        intake.drop_area(large=True)
        intake.samples_offer()


def nothing_found(asked: Asked) -> None:
    """Draw a list without studies, and the way on."""
    if asked.which.is_read is False and worklist_filter.is_plain(asked):
        with layout.empty(
            "Everything is read", "New films appear here by themselves. Drop more above.", "task_alt"
        ):
            st.button("Show what was read", on_click=worklist_filter.ask, kwargs={"state": "Read"})
        return
    words = "Nothing fits all of these filters."
    if asked.by_answer:
        words += " Studies that you are to read blind first are left out of a choice of bands."
    with layout.empty("No study matches", words, icon="filter_alt_off"):
        st.button("Clear filters", on_click=worklist_filter.clear)


def open_next(asked: Asked) -> None:
    """Take the first free study of the list and open it; another reader may be quicker, then the next."""
    for _ in range(TRIES):
        study = casebook.studies.next_after(None, asked.which, asked.sort, person.name)
        if study is None:
            break
        if casebook.studies.claim(study, person.name, unread=True).granted:
            open_study(study, asked)
    st.toast("No unread study that fits these filters is free.", icon=":material/info:")


def open_study(study: int, asked: Asked) -> None:
    """Go to the Read page, which goes on along this list."""
    Desk.of(st.session_state).follow(asked.which, asked.sort)
    routes.read_study(study)


def show(page: StudyPage, asked: Asked, target_minutes: int) -> None:
    """Draw one page of studies, and open the one that was chosen."""
    around = worklist_table.Circumstances(
        reader=person.name,
        hidden=casebook.blindness.hidden((row.id for row in page.rows), person.name),
        recalls={recall.study_id for recall in casebook.disputes.recalls()},
        failures=resources.analyst().progress().failures,
        target_minutes=target_minutes,
        now=worklist_table.now(),
    )
    read = asked.which.is_read is not False
    opened = worklist_table.worklist_table(page.rows, around, key="worklist", read=read)
    if opened is not None:
        open_study(opened, asked)


def room() -> None:
    """Draw headline, filters and one page of studies."""
    terms, counts = casebook.department.terms(), casebook.studies.counts()
    top, line = st.container(key="callus-top", horizontal=True, vertical_alignment="center"), st.container()
    with line:
        asked = worklist_filter.bar(person.name, terms)
    with top:
        headline(counts, terms, person)
        if st.button("Next study", type="primary", shortcut="j", key="next-study", help="Shortcut: J"):
            open_next(asked)
    table, below = st.container(), st.container()
    page = casebook.studies.worklist(asked.which, sort=asked.sort, page_size=PAGE_SIZE)
    with below:
        number = pager(page.pages, key="sheet")
    if number > 1:
        page = casebook.studies.worklist(asked.which, sort=asked.sort, page=number, page_size=PAGE_SIZE)
    with table:
        worklist_bar.above(page, asked, terms, resources.analyst(), casebook)
        if page.total:
            show(page, asked, terms.target_minutes)
        else:
            nothing_found(asked)


@st.fragment(run_every=REFRESH_S)
def refreshed() -> None:
    """Draw the room, and again every few seconds: others read too, and new films come in."""
    try:
        room()
    except CasebookError as error:
        st.error(error.sentence, icon=":material/error:")


person = session.require(Right.READ)
try:
    casebook = resources.casebook()
    resources.analyst()
    # Nothing is ever deleted, so one look that finds a study is enough for as long as the window is open.
    if not st.session_state.get(ANY_STUDY):
        st.session_state[ANY_STUDY] = casebook.studies.counts().studies > 0
except CasebookError as error:
    layout.header("Worklist", "What waits to be read.")
    st.error(error.sentence, icon=":material/error:")
    st.stop()
if not st.session_state[ANY_STUDY]:
    layout.header("Worklist", "What waits to be read, the most suspicious first.")
    intake.notes(casebook)
    nothing_kept()
else:
    title, way_in = st.columns([2, 3], vertical_alignment="center")
    with title:
        layout.header("Worklist", "What waits to be read.")
    with way_in:
        intake.drop_area(large=False)
    intake.notes(casebook)
    refreshed()
