"""One case: the film, what models and readers said of it, and where it came from."""

import streamlit as st

from core.casebook import CaseRecord, StoredAnalysis
from core.errors import CasebookError, UnknownCaseError
from core.records import Read
from dashboard import doubt, resources, routes
from dashboard.components import case_view, film, layout, verdict
from dashboard.components.downloads import downloads
from dashboard.components.opinions import doubts, opinions
from dashboard.desk import Desk

reader = resources.settings().reader


def answer(case: CaseRecord, stored: tuple[StoredAnalysis, ...], made: tuple[Read, ...]) -> None:
    """Draw the answer, the reasons for doubt, the way to a read, and the files."""
    said = [one.analysis for one in stored]
    if said:
        verdict.verdict(said[0])
        opinions(said, ())
    else:
        st.info(
            "No model has analysed this case yet. Reading it asks them.", icon=":material/hourglass_empty:"
        )
    doubts(doubt.reasons(said, (case.width, case.height), case.remarks))
    case_view.latest_read(made)
    if st.button("Read this case", type="primary", width="stretch"):
        routes.read_case(case.id)
    own = case_view.correctable(made, reader)
    if own is not None and st.button(f"Correct my read {own}", type="tertiary"):
        desk = Desk.of(st.session_state)
        desk.saved[case.id] = own
        desk.correcting.add(case.id)
        routes.read_case(case.id)
    downloads(resources.casebook(), case, said)


asked = routes.asked_case()
try:
    if asked is None:
        raise UnknownCaseError("The address names no case.")
    casebook = resources.casebook()
    case, stored, made = casebook.case(asked), casebook.analyses(asked), casebook.reads(asked)
    picture = casebook.display(asked)
except UnknownCaseError as error:
    layout.header("Case", "One radiograph, with everything that was said of it.")
    with layout.empty("No such case", error.sentence, icon="folder_off"):
        routes.cases_link()
    st.stop()
except CasebookError as error:
    layout.header(f"Case {asked}", "This case can't be shown.")
    st.error(error.sentence, icon=":material/error:")
    st.stop()

layout.header(case.label, "Synthetic sample, not a patient" if case.synthetic else case.source_format)
left, right = st.columns(layout.FILM_AND_ANSWER, gap="medium")
with left:
    film.viewer(picture, (case.width, case.height), [one.analysis for one in stored], key="case-film")
with right:
    answer(case, stored, made)
case_view.reads(made, stored)
case_view.analyses(stored)
left, right = st.columns(2, gap="large")
with left:
    case_view.facts(case)
with right:
    case_view.events(casebook.events(case.id))
