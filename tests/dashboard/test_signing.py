"""What a click keeps, and that a run which Streamlit ends half way loses none."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from core.casebook import Casebook, Draft, Reading, Terms
from core.errors import CasebookError
from core.records import Agreement, Call
from dashboard import holding, in_view, signing
from dashboard.desk import Desk, Wish
from dashboard.in_view import InView
from tests.casebook.builders import keep_case, open_casebook


@pytest.fixture
def house(tmp_path: Path) -> Casebook:
    casebook = open_casebook(tmp_path)
    casebook.department.change(Terms(reading=Reading.BLIND_FIRST), "ada")
    for name in ("a", "b"):
        keep_case(casebook, name, 0.05)
    return casebook


@pytest.fixture(autouse=True)
def _session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of the test's own."""
    monkeypatch.setattr(st, "session_state", {})


def bring(desk: Desk, casebook: Casebook, study: int = 1) -> InView:
    return in_view.bring(study, "anna", (), desk, casebook)


def test_a_wish_outlives_a_run_that_is_ended(house: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(study=1)
    desk.ask(Wish(1, "first", Call.NO_FRACTURE))

    def ended(*_: object, **__: object) -> None:
        raise StopException

    with monkeypatch.context() as patched:
        patched.setattr(holding, "take", ended)
        with pytest.raises(StopException):
            signing.fulfil(desk, bring(desk, house), house, "anna", None)
    assert house.readings.first(1, "anna") is None
    assert signing.fulfil(desk, bring(desk, house), house, "anna", None)
    assert house.readings.first_reads(1)[0].call is Call.NO_FRACTURE
    assert desk.wish is None


def test_signing_goes_on_to_the_next_study_and_clears_the_draft(house: Casebook) -> None:
    desk = Desk(study=1)
    for wish in (Wish(1, "first", Call.NO_FRACTURE), Wish(1, "sign")):
        desk.ask(wish)
        assert signing.fulfil(desk, bring(desk, house), house, "anna", 2)
    (read,) = house.readings.reads(1)
    assert (read.call, read.agreement, read.reader) == (Call.NO_FRACTURE, Agreement.AGREE, "anna")
    assert (desk.study, desk.signed, desk.drafts) == (2, 1, {})
    assert house.drafts.of(1, "anna") == Draft()


def test_a_wish_for_another_study_or_that_came_too_late_does_nothing(house: Casebook) -> None:
    desk = Desk(study=1)
    for late in (Wish(2, "first", Call.FRACTURE), Wish(1, "sign")):
        desk.ask(late)
        assert not signing.fulfil(desk, bring(desk, house), house, "anna", None)
        assert desk.wish is None
    assert house.readings.reads(1) == () and house.readings.first_reads(2) == ()


def test_a_refusal_is_said_and_keeps_the_form(house: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(study=1)
    desk.ask(Wish(1, "first", Call.UNSURE))

    def refuse(*_: object) -> None:
        raise CasebookError("The disk is full.")

    monkeypatch.setattr(house.readings, "add_first", refuse)
    assert not signing.fulfil(desk, bring(desk, house), house, "anna", None)
    assert desk.trouble == "The disk is full. Your read is still here; try again."


def test_a_correction_begins_with_what_was_signed_and_stays_on_the_study(house: Casebook) -> None:
    desk = Desk(study=1)
    for wish in (Wish(1, "first", Call.NO_FRACTURE), Wish(1, "sign")):
        desk.ask(wish)
        signing.fulfil(desk, bring(desk, house), house, "anna", None)
    signing.correct(desk, bring(desk, house))
    view = bring(desk, house)
    assert view.draft.corrects == house.readings.reads(1)[0].id
    desk.ask(Wish(1, "sign"))
    assert signing.fulfil(desk, view, house, "anna", 2)
    assert desk.study == 1
    assert [read.corrects for read in house.readings.reads(1)] == [None, 1]
