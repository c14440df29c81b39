"""One radiograph: the film, what models and readers said of its study, and where it came from."""

import streamlit as st

from core.accounts import Right
from core.casebook import CaseRecord, StoredAnalysis, StudyRecord
from core.errors import CasebookError, UnknownCaseError
from core.records import Mode, Read
from dashboard import doubt, resources, routes, session
from dashboard.components import case_reads, case_view, layout, verdict
from dashboard.components.downloads import downloads, study_download
from dashboard.components.opinions import doubts, opinions
from dashboard.components.originals import original
from dashboard.components.viewer import View, viewer


def film(case: CaseRecord, stored: tuple[StoredAnalysis, ...]) -> None:
    """Draw the film; nothing of an answer goes to the browser where it is kept from this person."""
    said = () if hidden else [one.analysis for one in stored]
    address = session.film_address(case.id)
    view = View(case.id, address, case.width, case.height, case.spacing_mm, said, case.label)
    viewer([view], key="case-film", answer_shown=not hidden)


def answer(case: CaseRecord, stored: tuple[StoredAnalysis, ...], made: tuple[Read, ...]) -> None:
    """Draw the answer, the reasons for doubt, the way to a read, and the files."""
    said = () if hidden else tuple(one.analysis for one in stored)
    if hidden:
        case_view.kept_back()
    elif said:
        verdict.verdict(said[0])
        opinions(said, ())
        doubts(doubt.reasons(said, (case.width, case.height), case.remarks))
    else:
        st.info("No model has analysed this case yet.", icon=":material/hourglass_empty:")
    if not hidden:
        case_view.latest_read(made)
    if person.may(Right.READ) and st.button(f"Read study {study.id}", type="primary", width="stretch"):
        routes.read_study(study.id)
    views(study, case)
    downloads(casebook, case, said)
    with st.container(horizontal=True):
        if not hidden:
            study_download(casebook, study.id, person)
        original(casebook, case, person)


def views(study: StudyRecord, case: CaseRecord) -> None:
    """Lead to the other views of the study."""
    for other in sorted(film.id for film in study.films if film.id != case.id):
        routes.case_link(other, f"Another view of study {study.id}: case {other}")


person = session.require(Right.SEE_IMAGES)
asked = routes.asked_case()
try:
    if asked is None:
        raise UnknownCaseError("The address names no case.")
    casebook = resources.casebook()
    case, stored = casebook.case(asked), casebook.analyses(asked)
    study = casebook.studies.study(case.study_id)
    made = casebook.readings.reads(study.id)
    hidden = bool(casebook.blindness.hidden([study.id], person.name, once_read=False))
except UnknownCaseError as error:
    layout.header("Case", "One radiograph, with everything that was said of it.")
    with layout.empty("No such case", error.sentence, icon="folder_off"):
        routes.cases_link()
    st.stop()
except CasebookError as error:
    layout.header(f"Case {asked}", "This case can't be shown.")
    st.error(error.sentence, icon=":material/error:")
    st.stop()

kind = "Synthetic sample, not a patient" if case.synthetic else case.source_format
layout.header(case.label, f"{kind}, study {study.id}")
left, right = st.columns(layout.FILM_AND_ANSWER, gap="medium")
with left:
    film(case, stored)
with right:
    answer(case, stored, made)
if not hidden:
    case_reads.first_reads(casebook.readings.first_reads(study.id))
    case_reads.reads(made, stored, study.mode is Mode.BLIND_FIRST)
    case_reads.decisions(casebook.disputes.decisions(study.id))
    case_reads.recalls([r for r in casebook.disputes.recalls(open_only=False) if r.study_id == study.id])
    case_view.analyses(stored)
left, right = st.columns(2, gap="large")
with left:
    case_view.facts(case)
with right:
    case_view.events(casebook.events(case.id))
