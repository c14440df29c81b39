"""The department's terms are kept with each change, and decide how a study that comes in is read."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.casebook import Casebook, EventKind, Reading, Terms
from core.errors import CasebookError
from core.records import Mode
from tests.casebook.builders import keep_case, open_casebook


def test_a_department_that_has_said_nothing_reads_blind_first(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path, reading=None)
    assert casebook.department.terms() == Terms("", Reading.BLIND_FIRST, 0.5, 60, 15, 0.02)
    assert casebook.department.history() == ()
    casebook.close()


def test_the_newest_terms_are_in_force_and_the_old_ones_stay(casebook: Casebook) -> None:
    before = casebook.department.terms()
    one = Terms(" Trauma ", Reading.RANDOM, 0.25, 30, 5)
    assert casebook.department.change(one, "chief") == replace(one, name="Trauma")
    two = casebook.department.change(Terms("Trauma", Reading.CONCURRENT), "deputy")
    assert casebook.department.terms() == two
    said = [(change.terms, change.who) for change in casebook.department.history()]
    assert said == [(two, "deputy"), (replace(one, name="Trauma"), "chief"), (before, "test")]
    moments = [change.at for change in casebook.department.history()]
    assert moments == sorted(moments, reverse=True)


def test_a_change_is_in_the_trail_with_what_was_and_what_is(casebook: Casebook) -> None:
    casebook.department.change(Terms(target_minutes=30), "chief")
    (event,) = casebook.events()
    assert (event.kind, event.who) == (EventKind.TERMS_CHANGED, "chief")
    before, after = event.facts["before"], event.facts["after"]
    assert (before["reading"], after["reading"]) == ("concurrent", "blind_first")
    assert (before["target_minutes"], after["target_minutes"]) == (60, 30)
    assert casebook.trail.verify().ok


def test_terms_that_are_in_force_are_kept_once(casebook: Casebook) -> None:
    for _ in range(2):
        casebook.department.change(Terms(target_minutes=30), "chief")
    assert len(casebook.department.history()) == 1 + 1
    assert len(casebook.events()) == 1


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (Terms(name="x" * 129), "name"),
        (Terms(blind_share=1.01), "share"),
        (Terms(blind_share=-0.01), "share"),
        (Terms(blind_share=float("nan")), "share"),
        (Terms(audit_share=1.01), "audit"),
        (Terms(audit_share=float("nan")), "audit"),
        (Terms(target_minutes=0), "target"),
        (Terms(target_minutes=10_081), "target"),
        (Terms(claim_minutes=0), "held"),
        (Terms(claim_minutes=1_441), "held"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(casebook: Casebook, terms: Terms, sentence: str) -> None:
    before = casebook.department.history()
    with pytest.raises(CasebookError, match=sentence):
        casebook.department.change(terms, "chief")
    with pytest.raises(CasebookError, match="needs a name"):
        casebook.department.change(Terms(), " ")
    assert casebook.department.history() == before


def test_a_study_keeps_the_mode_that_was_drawn_when_it_came_in(casebook: Casebook) -> None:
    keep_case(casebook, "one", study="exam")
    casebook.department.change(Terms(reading=Reading.BLIND_FIRST), "chief")
    keep_case(casebook, "later view", study="exam")
    keep_case(casebook, "two")
    assert [casebook.studies.study(number).mode for number in (1, 2)] == [
        Mode.CONCURRENT,
        Mode.BLIND_FIRST,
    ]


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 1.0])
def test_modes_are_drawn_evenly_and_the_same_again_for_the_same_study(share: float) -> None:
    terms = Terms(reading=Reading.RANDOM, blind_share=share)
    keys = [f"{number:064x}" for number in range(4000)]
    drawn = [terms.mode_of(key) for key in keys]
    blind = drawn.count(Mode.BLIND_FIRST) / len(keys)
    assert blind == pytest.approx(share, abs=0.03)  # four standard errors at most
    assert drawn == [terms.mode_of(key) for key in keys]
