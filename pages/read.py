"""Read: drop radiographs in, see the film first and the networks' answer beside it, record your own read."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.casebook import CaseRecord, StoredAnalysis
from core.errors import CasebookError, ModelError, RadiographError, UnknownCaseError
from core.records import ModelVersion
from dashboard import doubt, resources, routes
from dashboard.components import film, intake, layout, verdict
from dashboard.components.opinions import doubts, opinions
from dashboard.components.rail import rail
from dashboard.components.read_form import earlier_reads, read_form
from dashboard.desk import Desk
from dashboard.reading import analyse, deciding_first

settings = resources.settings()
casebook = resources.casebook()
desk = Desk.of(st.session_state)


def networks() -> tuple[ModelVersion, ...]:
    """Return the versions to ask; none, with a message, where the store holds no usable model."""
    try:
        found = deciding_first(resources.store(), settings)
    except ModelError as error:
        sentence = f"{error.sentence} Films are kept and can be read without an answer."
        st.warning(sentence, icon=":material/warning:")
        return ()
    st.empty()
    return found


def ask(case_id: int, versions: tuple[ModelVersion, ...]) -> None:
    """Let the networks speak on one case; what went wrong is said beside its film."""
    try:
        desk.answered[case_id] = analyse(case_id, versions, casebook, resources.engine(), settings)
    except (CasebookError, RadiographError) as error:
        desk.answered[case_id] = (error.sentence,)


def answer(case: CaseRecord, stored: tuple[StoredAnalysis, ...]) -> None:
    """Draw the answer, what the other networks say, the reasons for doubt, and the form."""
    analyses = [each.analysis for each in stored]
    verdict.verdict(analyses[0] if analyses else None)
    opinions(analyses, desk.answered[case.id])
    doubts(doubt.reasons(analyses, (case.width, case.height), case.remarks))
    earlier_reads(desk, case.id, casebook)
    read_form(desk, case.id, stored[0] if stored else None, casebook, settings.reader)


def welcome() -> None:
    """Draw an empty desk: where to drop, and what to try in an empty casebook."""
    layout.header("Read", "Drop a radiograph in, see the second opinion, record your own.")
    intake.notes(desk)
    with layout.empty("Drop radiographs here", "DICOM, PNG, JPEG or TIFF; one or several.", icon="radiology"):
        intake.drop_area(desk, casebook, settings)
        if casebook.counts().cases == 0:
            intake.samples_offer(desk, casebook, settings)


def reading(case: CaseRecord) -> None:
    """Draw the film in view, its answer and the form; then let the networks speak where they have not."""
    intake.notes(desk)
    versions, pending = networks(), case.id not in desk.answered
    stored = casebook.analyses(case.id)
    left, right = st.columns(layout.FILM_AND_ANSWER, gap="medium")
    with left, st.container(key="callus-film"):
        analyses = [each.analysis for each in stored]
        size = (case.width, case.height)
        film.viewer(casebook.display(case.id), size, analyses, key="read-film", pending=pending)
    with right:
        intake.drop_area(desk, casebook, settings)
        title = rail(desk, casebook)
        name_film(title, case)
        if pending:
            verdict.pending()
            st.empty()
        else:
            st.empty()
            with st.container():
                answer(case, stored)
    let_speak(case, versions, title)


def let_speak(case: CaseRecord, versions: tuple[ModelVersion, ...], title: DeltaGenerator) -> None:
    """Let the networks speak on what waits: on the film in view first, then on the others; then draw anew.

    A click meanwhile stops this run, and the next goes on from there: every answer is kept at once.
    """
    waiting = desk.unanswered()
    for case_id in [case.id] if case.id in waiting else waiting:
        name_film(title, case, f"analysing, {len(desk.answered)} of {len(desk.cases)} done")
        ask(case_id, versions)
    if waiting:
        st.rerun()


def name_film(place: DeltaGenerator, case: CaseRecord, progress: str = "") -> None:
    """Draw the title of the film in view, and how far the analysis of the others is."""
    kind = "Synthetic sample" if case.synthetic else case.source_format
    with place:
        layout.header(f"Case {case.id}", f"{kind}, {progress}" if progress else kind)


# Streamlit takes what a longer earlier run drew off the screen only when a run ends, and a run that analyses
# lasts. So every part keeps its place, empty or not: no answer of one film is ever seen beside another.
if (asked := routes.asked_case()) not in (None, desk.address):
    desk.fetch(asked)
try:
    found = casebook.case(desk.current) if desk.current is not None else None
except UnknownCaseError as error:
    desk.put_away()
    found = None
    st.warning(error.sentence, icon=":material/warning:")
desk.address = found.id if found else None
routes.name_case(desk.address)
if found:
    st.empty()
    reading(found)
else:
    with st.container():
        welcome()
    resources.warm_up()
