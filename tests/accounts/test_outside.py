"""People whom another house vouches for: known by issuer and subject, never by a name they claim."""

import pytest

from core.errors import AccountError
from core.records import Role
from tests.accounts.conftest import PASSWORD, House

ISSUER = "https://login.hospital.example"


@pytest.fixture
def founded(house: House) -> House:
    house.founded()
    return house


def enter(
    house: House, subject: str, called: str = "Zoë.Müller@hospital.example", *, newcomers: bool = True
) -> str:
    return house.accounts.outside.enter(
        ISSUER, subject, called=called, display="Zoë Müller", newcomers=newcomers
    )


def test_a_newcomer_becomes_a_viewer_and_is_known_again(founded: House) -> None:
    first = founded.accounts.sessions.find(enter(founded, "42"))
    founded.accounts.change_role("zoe.muller", Role.SENIOR, "anna")
    again = founded.accounts.sessions.find(enter(founded, "42", "somebody else"))
    assert first is not None
    assert again is not None
    assert (first.person.name, first.person.display, first.person.role) == (
        "zoe.muller",
        "Zoë Müller",
        Role.VIEWER,
    )
    assert (again.person.name, again.person.role) == ("zoe.muller", Role.SENIOR)


def test_a_claimed_name_joins_nobodys_account(founded: House) -> None:
    found = founded.accounts.sessions.find(enter(founded, "43", "anna@evil.example"))
    assert found is not None
    assert (found.person.name, found.person.role) == ("anna-2", Role.VIEWER)


def test_where_newcomers_are_not_wanted_they_are_refused(founded: House) -> None:
    with pytest.raises(AccountError, match="no account for you"):
        enter(founded, "42", newcomers=False)
    assert len(founded.accounts.people()) == 1


def test_somebody_deactivated_is_refused(founded: House) -> None:
    enter(founded, "42")
    founded.accounts.deactivate("zoe.muller", "anna")
    with pytest.raises(AccountError, match="not active"):
        enter(founded, "42")


@pytest.mark.parametrize(("issuer", "subject"), [("", "42"), (ISSUER, ""), (ISSUER, "4" * 300)])
def test_a_provider_that_does_not_say_who_is_refused(founded: House, issuer: str, subject: str) -> None:
    with pytest.raises(AccountError, match="did not say who"):
        founded.accounts.outside.enter(issuer, subject, newcomers=True)


def test_nobody_of_another_house_has_a_password_here(founded: House) -> None:
    enter(founded, "42")
    assert not founded.accounts.has_password("zoe.muller")
    assert founded.accounts.door.enter("zoe.muller", PASSWORD) is None
