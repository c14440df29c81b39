"""Signing in: who comes in, who doesn't, and what many wrong attempts lead to."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from core.accounts import door
from core.casebook.records import EventKind
from core.casebook.tables import UserTable
from core.records import Role
from tests.accounts.conftest import PASSWORD, House


@pytest.fixture
def founded(house: House) -> House:
    house.founded()
    house.add("ben")
    return house


def minutes_locked(house: House, name: str = "ben") -> int:
    until = house.locked_until(name)
    return 0 if until is None else round((until - datetime.now(UTC)).total_seconds() / 60)


def guess(house: House, times: int, name: str = "ben") -> None:
    for _ in range(times):
        assert house.accounts.door.enter(name, "a wrong password") is None


def test_name_and_password_open_a_session_whatever_the_case_of_the_name(founded: House) -> None:
    token = founded.accounts.door.enter(" Ben ", PASSWORD)
    found = founded.accounts.sessions.find(token or "")
    assert found is not None
    assert (found.person.name, found.person.role) == ("ben", Role.READER)


def test_five_wrong_attempts_lock_for_fifteen_minutes_even_the_right_password(founded: House) -> None:
    guess(founded, 4)
    assert founded.locked_until("ben") is None
    guess(founded, 1)
    assert minutes_locked(founded) == 15
    assert founded.accounts.door.enter("ben", PASSWORD) is None
    assert founded.told()[-1].kind is EventKind.SIGN_IN_REFUSED
    assert founded.told()[-1].detail == "locked out"
    assert founded.told()[-2].kind is EventKind.LOCKED_OUT


def test_the_lock_doubles_with_every_five_attempts_up_to_a_day() -> None:
    lasts = [int(door.lock_after(number).total_seconds() // 60) for number in (5, 10, 15, 20, 500)]
    assert lasts == [15, 30, 60, 120, 24 * 60]


def test_when_the_lock_is_over_the_next_five_count_on_and_success_forgets_them(founded: House) -> None:
    guess(founded, 5)
    founded.let_time_pass("ben")
    assert founded.accounts.door.enter("ben", PASSWORD)
    guess(founded, 4)
    assert founded.locked_until("ben") is None


def test_attempts_of_one_moment_are_all_counted(founded: House) -> None:
    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(lambda _: founded.accounts.door.enter("ben", "a wrong password"), range(8)))
    assert found == [None] * 8
    with founded.casebook.database.reading() as session:
        assert session.scalars(select(UserTable.failures).filter_by(name="ben")).one() == 5


def test_an_administrator_unlocks(founded: House) -> None:
    guess(founded, 5)
    founded.accounts.unlock("ben", "anna")
    assert founded.accounts.door.enter("ben", PASSWORD)


def test_a_deactivated_account_is_refused_with_the_right_password(founded: House) -> None:
    founded.accounts.deactivate("ben", "anna")
    assert founded.accounts.door.enter("ben", PASSWORD) is None


def test_an_unknown_name_is_not_kept_since_it_may_be_a_password(founded: House) -> None:
    assert founded.accounts.door.enter("correct horse batter", "x") is None
    assert (founded.told()[-1].who, founded.told()[-1].detail) == ("", "unknown name")


@pytest.mark.parametrize("hasher", [PasswordHasher()], indirect=True)
def test_unknown_names_take_the_time_of_known_ones(founded: House) -> None:
    """Medians of interleaved attempts; without the same work an unknown name would take a hundredth."""
    took: dict[str, list[float]] = {"ben": [], "nobody": []}
    founded.accounts.door.enter("nobody", "x")
    for _ in range(4):
        for name, times in took.items():
            begun = time.perf_counter()
            founded.accounts.door.enter(name, "a wrong password")
            times.append(time.perf_counter() - begun)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.4 < unknown / known < 2.5


def test_a_hash_of_other_parameters_is_made_anew_at_sign_in(founded: House, hasher: PasswordHasher) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with founded.casebook.database.writing() as session:
        session.scalars(select(UserTable).filter_by(name="ben")).one().password = weak
    assert founded.accounts.door.enter("ben", PASSWORD)
    with founded.casebook.database.reading() as session:
        kept = session.scalars(select(UserTable.password).filter_by(name="ben")).one()
    assert kept is not None
    assert kept != weak
    assert not hasher.check_needs_rehash(kept)
    assert founded.accounts.door.enter("ben", PASSWORD)


def test_a_lock_lasts_by_the_clock(founded: House) -> None:
    guess(founded, 5)
    assert founded.locked_until("ben") == pytest.approx(
        datetime.now(UTC) + timedelta(minutes=15), abs=timedelta(seconds=30)
    )
