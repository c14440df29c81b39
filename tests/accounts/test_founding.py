"""The first account: made once, by whoever comes first, with a password that is none of the house's."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from core.accounts.passwords import check, fits, hashed, invented, outdated
from core.casebook.records import EventKind
from core.errors import AccountError, WeakPasswordError
from core.records import Role
from tests.accounts.conftest import PASSWORD, House


def test_the_first_account_is_an_administrators_and_signed_in(house: House) -> None:
    assert not house.accounts.any()
    signed_in = house.accounts.sessions.find(house.founded())
    assert signed_in is not None
    assert (signed_in.person.name, signed_in.person.display) == ("anna", "Anna Weber")
    assert signed_in.person.role is Role.ADMINISTRATOR
    assert house.accounts.any()


def test_of_many_who_try_at_once_one_becomes_the_administrator(house: House) -> None:
    def attempt(number: int) -> bool:
        try:
            return bool(house.accounts.found(f"first{number}", PASSWORD))
        except AccountError:
            return False

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(attempt, range(6))) == 1
    assert len(house.accounts.people()) == 1


def test_a_second_first_account_is_refused(house: House) -> None:
    house.founded()
    with pytest.raises(AccountError, match="has its first account already"):
        house.accounts.found("mallory", PASSWORD)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("eleven char", "at least 12 characters"),
        ("aaaaaaaaaaaaaaa", "four different"),
        ("I am ANNA, really", "not hold the name"),
        ("x" * 200 + "abcd" * 20, "at most 256"),
        ("the weber loom", "not hold the name"),
    ],
)
def test_a_password_that_others_guess_is_refused(password: str, words: str) -> None:
    with pytest.raises(WeakPasswordError, match=words):
        check(password, "anna", "Anna Weber")


@pytest.mark.parametrize("name", ["", "a", "anna weber", "../anna", "anna@home", "Änna", "x" * 65, "-anna"])
def test_what_is_no_name_is_refused(house: House, name: str) -> None:
    with pytest.raises(AccountError, match="A name has 2 to 64"):
        house.accounts.found(name, PASSWORD)


@pytest.mark.parametrize("hasher", [PasswordHasher()], indirect=True)
def test_hashes_are_argon2id_salted_and_of_the_librarys_parameters() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert kept != hashed(PASSWORD)
    assert fits(kept, PASSWORD)
    assert not fits(kept, PASSWORD + " ")
    assert not fits(None, PASSWORD)
    assert not outdated(kept)


def test_an_invented_password_passes_and_is_never_the_same() -> None:
    made = {invented("ben", "Ben Abel") for _ in range(200)}
    assert len(made) == 200
    for password in made:
        check(password, "ben", "Ben Abel")


def test_an_invented_password_is_drawn_again_where_chance_spells_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = iter("7uc5ds6gbenjvnt3" + "7uc5ds6gbanjvnt3")
    monkeypatch.setattr("core.accounts.passwords.secrets.choice", lambda letters: next(drawn))
    assert invented("ben") == "7uc5-ds6g-banj-vnt3"


def test_the_trail_tells_of_it_without_the_password(house: House) -> None:
    house.founded()
    told = house.told()
    assert [event.kind for event in told] == [EventKind.PERSON_ADDED, EventKind.SIGNED_IN]
    assert PASSWORD not in repr(told)
