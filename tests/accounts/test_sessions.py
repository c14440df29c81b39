"""Sessions end by rest, by age, by hand, and with any change of what their owner may do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from core.accounts import Accounts
from core.casebook.tables import SessionTable
from core.records import Experience, Role
from tests.accounts.conftest import PASSWORD, House


@pytest.fixture
def token(house: House) -> str:
    """A session of ben, a reader."""
    house.founded()
    house.add("ben")
    return house.accounts.door.enter("ben", PASSWORD) or ""


def age(house: House, *, made: timedelta = timedelta(), seen: timedelta = timedelta()) -> None:
    now = datetime.now(UTC)
    with house.casebook.database.writing() as session:
        session.execute(update(SessionTable).values(made_at=now - made, seen_at=now - seen))


def is_open(house: House, token: str) -> bool:
    return house.accounts.sessions.find(token) is not None


def test_the_database_holds_nothing_that_opens_a_session(house: House, token: str) -> None:
    with house.casebook.database.reading() as session:
        kept = session.scalars(select(SessionTable.token)).all()
    assert token not in kept
    assert not any(is_open(house, each) for each in kept)


@pytest.mark.parametrize("wrong", ["", "x", "0" * 43])
def test_another_token_opens_nothing(house: House, token: str, wrong: str) -> None:
    assert is_open(house, token)
    assert not is_open(house, wrong)


def test_rest_ends_a_session_and_use_keeps_it(house: House, token: str) -> None:
    age(house, seen=timedelta(minutes=29))
    assert is_open(house, token)
    house.accounts.sessions.use(token)
    age_before = timedelta(minutes=31)
    with house.casebook.database.reading() as session:
        seen = session.scalars(select(SessionTable.seen_at).order_by(SessionTable.id.desc()).limit(1)).one()
    assert datetime.now(UTC) - seen < timedelta(seconds=30)
    age(house, seen=age_before)
    assert not is_open(house, token)
    house.accounts.sessions.use(token)
    assert not is_open(house, token)


def test_however_busy_a_session_ends_after_twelve_hours(house: House, token: str) -> None:
    age(house, made=timedelta(hours=11, minutes=59))
    assert is_open(house, token)
    age(house, made=timedelta(hours=12, minutes=1))
    assert not is_open(house, token)


def test_both_times_can_be_set(house: House, token: str) -> None:
    strict = Accounts(house.casebook.database, idle=timedelta(minutes=5), longest=timedelta(hours=1))
    age(house, seen=timedelta(minutes=6))
    assert strict.sessions.find(token) is None
    assert is_open(house, token)


def test_signing_out_ends_one_session_or_all(house: House, token: str) -> None:
    second = house.accounts.door.enter("ben", PASSWORD) or ""
    third = house.accounts.door.enter("ben", PASSWORD) or ""
    found = house.accounts.sessions.find(token)
    assert found is not None
    house.accounts.sessions.end(found.digest)
    assert [is_open(house, each) for each in (token, second, third)] == [False, True, True]
    found = house.accounts.sessions.find(second)
    assert found is not None
    house.accounts.sessions.end(found.digest, everywhere=True)
    assert [is_open(house, each) for each in (second, third)] == [False, False]


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts: accounts.deactivate("ben", "anna"),
        lambda accounts: accounts.change_role("ben", Role.SENIOR, "anna"),
        lambda accounts: accounts.give_password("ben", "battery horse correct", "anna"),
        lambda accounts: accounts.change_password("ben", PASSWORD, "battery horse correct"),
        lambda accounts: accounts.end_sessions("ben", "anna"),
    ],
)
def test_every_change_of_rights_ends_all_sessions_at_once(
    house: House, token: str, change: Callable[[Accounts], object]
) -> None:
    administrators = house.accounts.door.enter("anna", PASSWORD) or ""
    change(house.accounts)
    assert not is_open(house, token)
    assert is_open(house, administrators)


def test_what_changes_no_right_ends_no_session(house: House, token: str) -> None:
    house.accounts.change_role("ben", Role.READER, "anna")
    house.accounts.change_experience("ben", Experience.TRAINEE, "anna")
    found = house.accounts.sessions.find(token)
    assert found is not None
    assert found.person.experience is Experience.TRAINEE


def test_people_are_listed_with_their_open_sessions(house: House, token: str) -> None:
    anna, ben = house.accounts.people()
    assert (anna.person.name, anna.sessions, ben.person.name, ben.sessions) == ("anna", 1, "ben", 1)
    age(house, seen=timedelta(hours=1))
    assert [account.sessions for account in house.accounts.people()] == [0, 0]
