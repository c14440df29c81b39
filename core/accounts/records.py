"""What the accounts take and give, as frozen records."""

from dataclasses import dataclass
from datetime import datetime

from core.accounts.rights import Right, allowed
from core.records import Experience, Role


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is signed in.

    name: by which reads are kept, lower case. display: as the screen says it.
    pseudonym: as others see this person's figures, e.g. "Reader 7F".
    """

    name: str
    display: str
    role: Role
    experience: Experience | None
    pseudonym: str

    def may(self, right: Right) -> bool:
        """Return whether this person has a right."""
        return allowed(self.role, right)


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may sign in, as an administrator sees them; moments are UTC.

    outside: whether they sign in elsewhere (OpenID Connect) and have no password here.
    must_change: whether the next sign-in asks for a new password.
    locked_until: until when no guess is taken; None where none is held back.
    sessions: how many sign-ins are open. seen_at: when the last of them was used.
    """

    person: Person
    active: bool
    outside: bool
    must_change: bool
    made_at: datetime
    locked_until: datetime | None
    sessions: int
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An open session: whose it is, its digest in the database, and whether a new password is owed first."""

    person: Person
    digest: str
    must_change: bool
