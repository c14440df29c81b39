"""Managing people: one-time passwords, the last administrator, pseudonyms, and what the trail says."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.accounts import names
from core.casebook.records import EventKind
from core.errors import AccountError, WeakPasswordError
from core.records import Experience, Role
from tests.accounts.conftest import PASSWORD, House

GIVEN = "a1b2-c3d4-e5f6-g7h8"


@pytest.fixture
def founded(house: House) -> House:
    house.founded()
    return house


def test_a_given_password_is_good_for_one_sign_in(founded: House) -> None:
    founded.accounts.add("ben", Role.READER, "anna", password=GIVEN, display="Ben Sommer")
    found = founded.accounts.sessions.find(founded.accounts.door.enter("ben", GIVEN) or "")
    assert found is not None
    assert found.must_change
    fresh = founded.accounts.sessions.find(founded.accounts.change_password("ben", GIVEN, PASSWORD))
    assert fresh is not None
    assert not fresh.must_change
    assert founded.accounts.door.enter("ben", GIVEN) is None


def test_changing_a_password_asks_for_the_old_one_and_counts_wrong_ones(founded: House) -> None:
    for _ in range(5):
        with pytest.raises(AccountError, match="old password is not right"):
            founded.accounts.change_password("anna", "not the old one", "another long one")
    assert founded.locked_until("anna") is not None
    with pytest.raises(AccountError, match="old password"):
        founded.accounts.change_password("anna", PASSWORD, "another long one")


def test_a_new_password_must_be_new_and_sound(founded: House) -> None:
    with pytest.raises(AccountError, match="another than the old"):
        founded.accounts.change_password("anna", PASSWORD, PASSWORD)
    with pytest.raises(WeakPasswordError):
        founded.accounts.change_password("anna", PASSWORD, "short")


def test_a_name_is_given_once(founded: House) -> None:
    founded.add("ben")
    with pytest.raises(AccountError, match="called ben already"):
        founded.add("BEN")


@pytest.mark.parametrize("harm", ["role", "deactivate"])
def test_the_last_administrator_stays(founded: House, harm: str) -> None:
    def do(name: str) -> None:
        if harm == "role":
            founded.accounts.change_role(name, Role.READER, "anna")
        else:
            founded.accounts.deactivate(name, "anna")

    with pytest.raises(AccountError, match="only administrator"):
        do("anna")
    founded.add("carla", Role.ADMINISTRATOR)
    do("anna")
    with pytest.raises(AccountError, match="only administrator"):
        do("carla")


def test_two_administrators_who_remove_each_other_at_once_leave_one(founded: House) -> None:
    founded.add("carla", Role.ADMINISTRATOR)

    def remove(name: str) -> bool:
        try:
            founded.accounts.deactivate(name, "anna")
        except AccountError:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(remove, ["anna", "carla"])) == [False, True]


def test_somebody_unknown_can_not_be_changed(founded: House) -> None:
    with pytest.raises(AccountError, match="nobody of this name"):
        founded.accounts.unlock("mallory", "anna")


def test_pseudonyms_are_unique_and_tell_no_name(founded: House) -> None:
    for number in range(6):
        founded.add(f"reader{number}")
    pseudonyms = [account.person.pseudonym for account in founded.accounts.people()]
    assert len(set(pseudonyms)) == 7
    assert all(pseudonym.startswith("Reader ") for pseudonym in pseudonyms)


def test_a_house_with_more_readers_than_short_pseudonyms_gets_longer_ones() -> None:
    taken: set[str] = set()
    for _ in range(400):
        taken.add(names.pseudonym(taken))
    assert len(taken) == 400


def test_every_change_is_told_with_who_did_it_and_no_password(founded: House) -> None:
    accounts = founded.accounts
    accounts.add("ben", Role.READER, "anna", password=GIVEN)
    accounts.change_experience("ben", Experience.TRAINEE, "anna")
    accounts.change_role("ben", Role.SENIOR, "anna")
    accounts.give_password("ben", PASSWORD, "anna")
    accounts.deactivate("ben", "anna")
    accounts.reactivate("ben", "anna")
    told = founded.told()[2:]
    assert [event.kind for event in told] == [
        EventKind.PERSON_ADDED,
        EventKind.EXPERIENCE_CHANGED,
        EventKind.ROLE_CHANGED,
        EventKind.PASSWORD_GIVEN,
        EventKind.PERSON_DEACTIVATED,
        EventKind.PERSON_REACTIVATED,
    ]
    assert {event.who for event in told} == {"anna"}
    assert {event.detail for event in told} == {"ben"}
    assert not any(secret in repr(told) for secret in (GIVEN, PASSWORD, "argon2"))
