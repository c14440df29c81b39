"""Proposed thresholds are kept beside those in force, and never changed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from core.casebook import Casebook, EventKind, Proposal
from core.casebook.tables import Base
from core.errors import CasebookError
from core.records import OperatingPoints
from tests.casebook.builders import POINTS, open_casebook

WANTED = OperatingPoints(0.1 + 0.05, 0.75)


def proposal(
    *,
    proposed: OperatingPoints = WANTED,
    who: str = "anna",
    why: str = "Fewer misses.",
    version: str = "1.0.0",
) -> Proposal:
    return Proposal("densenet121", version, POINTS, proposed, who, why)


def test_a_proposal_comes_back_with_its_number_and_moment(casebook: Casebook) -> None:
    before = datetime.now(UTC)
    kept = casebook.propose(proposal(who="  anna ", why=" Fewer misses.\n"))
    assert kept.made_at is not None
    assert before <= kept.made_at <= datetime.now(UTC)
    assert kept.made_at.tzinfo is UTC
    assert (kept.id, kept.who, kept.why) == (1, "anna", "Fewer misses.")
    assert (kept.current, kept.proposed) == (POINTS, OperatingPoints(0.15000000000000002, 0.75))
    assert casebook.proposals("densenet121", "1.0.0") == (kept,)


def test_proposals_are_listed_by_version_and_the_newest_first(casebook: Casebook) -> None:
    first, second = casebook.propose(proposal()), casebook.propose(proposal())
    other = casebook.propose(proposal(version="2.0.0"))
    assert casebook.proposals("densenet121", "1.0.0") == (second, first)
    assert casebook.proposals("densenet121", "2.0.0") == (other,)
    assert casebook.proposals("resnet50", "1.0.0") == ()


def test_the_trail_says_who_proposed(casebook: Casebook) -> None:
    casebook.propose(proposal())
    (event,) = casebook.events()
    assert (event.kind, event.who) == (EventKind.THRESHOLDS_PROPOSED, "anna")
    assert (event.case_id, event.detail) == (None, "proposal 1")


def test_a_proposal_that_cannot_be_meant_is_refused(casebook: Casebook) -> None:
    for wrong, sentence in (
        (proposal(who=" "), "needs a name"),
        (proposal(who="x" * 129), "needs a name"),
        (proposal(why="\n"), "needs a reason"),
        (proposal(why="x" * 2001), "needs a reason"),
        (proposal(proposed=OperatingPoints(0.8, 0.7)), "between 0 and 1"),
        (proposal(proposed=OperatingPoints(-0.1, 0.7)), "between 0 and 1"),
        (proposal(proposed=OperatingPoints(0.2, float("nan"))), "between 0 and 1"),
        (proposal(proposed=POINTS), "nothing to propose"),
    ):
        with pytest.raises(CasebookError, match=sentence):
            casebook.propose(wrong)
    assert casebook.proposals("densenet121", "1.0.0") == ()
    assert casebook.events() == ()


def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    first = open_casebook(tmp_path)
    kept = first.propose(proposal())
    first.close()
    second = open_casebook(tmp_path)
    assert second.proposals("densenet121", "1.0.0") == (kept,)
    second.close()


def test_the_database_refuses_to_change_or_delete(casebook: Casebook) -> None:
    casebook.propose(proposal())
    engine = casebook.database.engine
    rows = Base.metadata.tables["proposals"]
    for statement in (rows.update().values(who="ben"), rows.delete()):
        with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
            connection.execute(statement)
