"""Read: one study, its films first; one's own call, the answer, and the signed read beside them."""

from dataclasses import replace
from functools import partial

import streamlit as st

from core.accounts import Right
from core.casebook import Claim
from core.errors import CasebookError, ModelError, UnknownCaseError, UnknownStudyError
from core.records import ModelVersion
from dashboard import holding, resources, routes, session, signing
from dashboard.components import intake, layout, said_form, verdict
from dashboard.components.alike import alike
from dashboard.components.answer_panel import answer_panel
from dashboard.components.first_form import first_form
from dashboard.components.hold import hold
from dashboard.components.place import place_for
from dashboard.components.rail import go, rail
from dashboard.components.read_form import others, read_form, sign
from dashboard.components.report_text import report_text
from dashboard.components.signed import just_signed, signed, way_on
from dashboard.components.study_films import study_films
from dashboard.desk import Desk
from dashboard.flow import Stage
from dashboard.in_view import InView, bring
from dashboard.reading import analyse, deciding_first, failures_of

person = session.require(Right.READ)
settings = resources.settings()
casebook = resources.casebook()
desk = Desk.of(st.session_state)


def asked() -> int | None:
    """Return the study that the address names, by its own number or by that of one of its films."""
    if (study := routes.asked_study()) is not None:
        return study
    case = routes.asked_case()
    return casebook.studies.of_case(case) if case is not None else None


def networks() -> tuple[tuple[ModelVersion, ...], str]:
    """Return the versions to ask; none, with a sentence, where the store holds no usable model."""
    try:
        return deciding_first(resources.store(), settings), ""
    except ModelError as error:
        return (), f"{error.sentence} Films are kept and can be read without an answer."


def let_speak(view: InView, versions: tuple[ModelVersion, ...]) -> None:
    """Let the networks speak on what waits, and draw anew; what went wrong is said beside the film.

    A click meanwhile stops this run, and the next goes on from there: every answer is kept at once.
    """
    for case_id in view.waiting:
        ask = partial(analyse, case_id, versions, casebook, resources.engine(), settings, who=person.name)
        desk.failures[case_id] = failures_of(ask)
    if view.waiting:
        routes.again()


def panel(view: InView, following: int | None, claim: Claim | None, trouble: str) -> None:
    """Draw what stands beside the films: title, who holds the study, then what its stage allows."""
    rail(desk, view.study, casebook, person.name, following)
    just_signed(desk)
    if claim:
        hold(casebook, view.study.id, person.name, claim)
    if desk.trouble or trouble:
        st.warning(desk.trouble or trouble, icon=":material/warning:")
    may_say = claim is not None and claim.granted
    if view.stage is Stage.BLIND:
        desk.film_seconds(view.study.id)
        first_form(desk, view.study.id, view.draft) if may_say else way_on(desk, following)
    elif view.waiting:
        verdict.pending()
    else:
        desk.answer_seconds(view.study.id)
        answer_panel(view, desk.failures, partial(desk.show, view.study.id))
        if view.stage is Stage.SIGNED:
            signed(desk, view, casebook, person, following)
        else:
            form(view) if may_say else way_on(desk, following)


def form(view: InView) -> None:
    """Draw the read: the questions, the text, the primary action."""
    others(view.reads, person.name)
    read_form(view.study.id, view.draft, view.band, view.first)
    report_text(view.study.id, view.report(view.draft), can_name_ai=view.band is not None)
    alike(casebook, view)
    sign(desk, view.study.id, view.draft, view.band)


def reading(study_id: int) -> None:
    """Draw the study in view, do what the last click asked for, and let the networks speak."""
    versions, trouble = networks()
    view = bring(study_id, person.name, versions, desk, casebook)
    following = casebook.studies.next_after(study_id, desk.which, desk.sort, person.name)
    ahead = casebook.studies.study(following).films if following is not None else ()
    claim = None
    if view.stage is not Stage.SIGNED:
        claim = holding.take(casebook, study_id, person.name)
    may_say = claim is not None and claim.granted
    left, right = st.columns(layout.FILM_AND_ANSWER, gap="medium")
    with left, st.container(key="callus-film"):
        marks = study_films(view, drawing=may_say, ahead=ahead, first=desk.up_front.get(study_id))
    if may_say:
        view = replace(view, draft=said_form.taken(study_id, view.draft, marks))
        signing.keep_draft(desk, view, casebook, person.name)
        if signing.fulfil(desk, view, casebook, person.name, following):
            routes.again()
    # A blind form is the same whether networks have spoken or not, and its reader may be typing in it.
    pending = bool(view.waiting) and view.stage is not Stage.BLIND
    with right, place_for(desk, (study_id, view.stage, pending, may_say)):
        panel(view, following, claim, trouble)
    let_speak(view, versions)


def welcome() -> None:
    """Draw an empty desk: the next study, or where to drop films."""
    layout.header("Read", "See the film, say what you see, then compare with the second reader.")
    intake.notes(casebook)
    following = casebook.studies.next_after(None, desk.which, desk.sort, person.name)
    if following is not None:
        words = "The next study of the worklist is ready."
        with layout.empty("Nothing is open", words, icon="radiology"):
            st.button("Next study", type="primary", shortcut="j", on_click=go, args=(desk, following))
            routes.worklist_link("Open the worklist")
            intake.drop_area(large=False, on_taken=lambda studies: go(desk, next(iter(studies), None)))
        return
    with layout.empty("Drop radiographs here", "DICOM, PNG, JPEG or TIFF; one or several.", icon="radiology"):
        intake.drop_area(large=True, on_taken=lambda studies: go(desk, next(iter(studies), None)))
        if casebook.counts().cases == 0:
            intake.samples_offer(lambda studies: go(desk, next(iter(studies), None)))


try:
    if (named := asked()) not in (None, desk.address):
        go(desk, named)
    desk.address = desk.study
    routes.name_case(None)
    routes.name_study(desk.study)
    if desk.study is None:
        welcome()
        resources.warm_up()
    else:
        reading(desk.study)
except (UnknownCaseError, UnknownStudyError) as error:
    st.warning(error.sentence, icon=":material/warning:")
    desk.study = desk.address = None
    routes.name_study(None)
    routes.worklist_link("Open the worklist")
except CasebookError as error:
    st.error(error.sentence, icon=":material/error:")
