"""Two readers never get the same study by accident, whichever process they come from."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from core.casebook import Casebook, EventKind, StudyFilter, Terms
from core.casebook.tables import StudyTable
from core.errors import CasebookError
from tests.casebook.builders import keep_case, on_both, open_casebook, read

pytestmark = on_both


def run_out(casebook: Casebook) -> None:
    """Let every claim have run out a second ago."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with casebook.database.writing() as session:
        session.execute(update(StudyTable).values(claimed_until=past))


def test_a_claim_lasts_as_long_as_the_department_says(casebook: Casebook) -> None:
    keep_case(casebook, "one")
    casebook.department.change(Terms(claim_minutes=7), "chief")
    before = datetime.now(UTC)
    claim = casebook.studies.claim(1, "anna")
    assert (claim.granted, claim.by) == (True, "anna")
    assert before <= claim.until - timedelta(minutes=7) <= datetime.now(UTC)
    study = casebook.studies.study(1)
    assert (study.claimed_by, study.claimed_until) == ("anna", claim.until)


def test_a_study_that_is_held_is_refused_with_the_name_of_who_holds_it(casebook: Casebook) -> None:
    keep_case(casebook, "one")
    first = casebook.studies.claim(1, "anna")
    second = casebook.studies.claim(1, "ben")
    assert (second.granted, second.by, second.until) == (False, "anna", first.until)


def test_who_holds_a_study_holds_it_anew_and_the_trail_says_it_once(casebook: Casebook) -> None:
    keep_case(casebook, "one")
    first, again = casebook.studies.claim(1, "anna"), casebook.studies.claim(1, "anna")
    assert again.granted
    assert again.until >= first.until
    told = [event.kind for event in casebook.events() if event.kind is EventKind.STUDY_CLAIMED]
    assert len(told) == 1


def test_a_claim_that_has_run_out_is_none(casebook: Casebook) -> None:
    keep_case(casebook, "one")
    casebook.studies.claim(1, "anna")
    run_out(casebook)
    assert casebook.studies.study(1).claimed_by is None
    assert casebook.studies.worklist(StudyFilter(mine="anna")).total == 0
    assert casebook.studies.claim(1, "ben").granted


def test_a_study_given_back_is_free_and_only_its_holder_gives_it_back(casebook: Casebook) -> None:
    keep_case(casebook, "one")
    casebook.studies.claim(1, "anna")
    casebook.studies.release(1, "ben")
    assert not casebook.studies.claim(1, "ben").granted
    casebook.studies.release(1, "anna")
    casebook.studies.release(1, "anna")
    assert casebook.studies.claim(1, "ben").granted
    released = [event.who for event in casebook.events() if event.kind is EventKind.STUDY_RELEASED]
    assert released == ["anna"]


def test_a_reader_who_has_gone_holds_nothing_and_the_others_hold_what_they_held(casebook: Casebook) -> None:
    for study, reader in ((1, "anna"), (2, "anna"), (3, "ben")):
        keep_case(casebook, reader + str(study))
        casebook.studies.claim(study, reader)
    casebook.studies.release_all("anna")
    assert [casebook.studies.study(study).claimed_by for study in (1, 2, 3)] == [None, None, "ben"]
    casebook.studies.release_all("anna")
    released = [event.who for event in casebook.events() if event.kind is EventKind.STUDY_RELEASED]
    assert released == ["anna", "anna"]


def test_a_study_that_was_joined_holds_no_reader_up(casebook: Casebook) -> None:
    for name in ("one", "two", "three"):
        keep_case(casebook, name)
    casebook.studies.claim(2, "ben")
    run_out(casebook)
    casebook.studies.join([1, 2], "anna")
    casebook.studies.claim(3, "ben")
    casebook.studies.release_all("ben")
    assert casebook.studies.study(3).claimed_by is None
    with casebook.database.writing() as session:  # as joining left it before
        session.execute(update(StudyTable).where(StudyTable.id == 2).values(claimed_by="ben"))
    casebook.studies.claim(3, "ben")
    casebook.studies.release_all("ben")
    assert casebook.studies.study(3).claimed_by is None


def test_a_signed_read_gives_the_study_back_but_not_another_readers(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "one", 0.9)
    casebook.studies.claim(1, "anna")
    casebook.add_read(read(case_id, reader="ben"))
    assert casebook.studies.study(1).claimed_by == "anna"
    casebook.add_read(read(case_id, reader="anna"))
    assert casebook.studies.study(1).claimed_by is None


def test_a_study_that_was_read_meanwhile_is_not_taken_for_one_that_waits(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "one", 0.9)
    casebook.add_read(read(case_id, reader="anna"))
    refused = casebook.studies.claim(1, "ben", unread=True)
    assert (refused.granted, refused.by) == (False, "anna")
    assert casebook.studies.study(1).claimed_by is None
    assert casebook.studies.claim(1, "ben").granted


def test_a_claim_needs_a_name(casebook: Casebook) -> None:
    keep_case(casebook, "one")
    with pytest.raises(CasebookError, match="needs a name"):
        casebook.studies.claim(1, "  ")


def test_of_many_readers_at_the_same_moment_one_gets_the_study(casebook: Casebook) -> None:
    keep_case(casebook, "one")
    readers = [f"reader {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        claims = list(pool.map(lambda reader: casebook.studies.claim(1, reader), readers))
    (granted,) = (claim for claim in claims if claim.granted)
    assert {claim.by for claim in claims} == {granted.by}


def _take_what_is_free(job: tuple[Path, str]) -> list[int]:
    """Take the next free study until there is none, as one of several processes that do."""
    home, reader = job
    casebook, taken = open_casebook(home), []
    while (study := casebook.studies.next_after(None, reader=reader)) is not None:
        if study in taken:
            break
        if casebook.studies.claim(study, reader, unread=True).granted:
            taken.append(study)
            casebook.add_read(read(casebook.studies.study(study).case_id, reader=reader))
    casebook.close()
    return taken


def test_processes_share_the_worklist_and_no_study_is_read_twice(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    for number in range(12):
        keep_case(casebook, f"film {number}", 0.5)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        taken = pool.map(_take_what_is_free, [(tmp_path, "anna"), (tmp_path, "ben")], chunksize=1)
    assert sorted(taken[0] + taken[1]) == list(range(1, 13))
    assert casebook.studies.counts().unread == 0
    assert {casebook.studies.study(number).reads for number in range(1, 13)} == {1}
    assert casebook.trail.verify().ok
    casebook.close()
