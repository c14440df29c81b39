"""Drafts outlive the window they were typed in, and are nobody's statement."""

from pathlib import Path

from core.casebook import Draft
from core.records import Agreement, Box, Call, Mark, Objection
from tests.casebook.builders import keep_case, open_casebook

FULL = Draft(
    call=Call.FRACTURE,
    agreement=Agreement.DISAGREE,
    objection=Objection.WRONG_PLACE,
    confidence=0,
    comment="A step in the cortex.",
    marks=(Mark(1, Box(1, 2, 3, 4)),),
    report="",
    names_ai=True,
    corrects=5,
)


def test_a_draft_is_found_again_after_a_restart(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    keep_case(casebook, "a")
    assert casebook.drafts.of(1, "anna") == Draft()
    casebook.drafts.keep(1, "anna", Draft(call=Call.UNSURE))
    casebook.drafts.keep(1, "anna", FULL)
    casebook.close()
    again = open_casebook(tmp_path)
    assert again.drafts.of(1, "anna") == FULL
    assert again.drafts.of(1, "ben") == Draft()
    again.close()


def test_a_signed_or_emptied_draft_is_gone_and_leaves_no_trace(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    keep_case(casebook, "a")
    before = casebook.events()
    casebook.drafts.keep(1, "anna", FULL)
    casebook.drafts.keep(1, "anna", Draft())
    assert casebook.drafts.of(1, "anna") == Draft()
    casebook.drafts.keep(1, "anna", FULL)
    casebook.drafts.drop(1, "anna")
    assert casebook.drafts.of(1, "anna") == Draft()
    assert casebook.events() == before
    casebook.close()
