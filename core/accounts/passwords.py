"""Passwords: what is asked of one, and how it is kept.

Argon2id by argon2-cffi with the library's own parameters (RFC 9106, low memory). NIST SP 800-63B, 5.1.1:
length counts, not kinds of characters; what others can guess from the name does not.
"""

import secrets
import threading
from functools import cache
from typing import TYPE_CHECKING

from core.errors import WeakPasswordError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
LONGEST = 256
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another
# Each check takes 64 MiB, so a crowd at the door must queue for it.
_AT_ONCE = threading.BoundedSemaphore(2)


def check(password: str, *names: str) -> None:
    """Raise `WeakPasswordError` for a password that is too short, or that holds one of the names."""
    if len(password) < SHORTEST:
        raise WeakPasswordError(f"The password needs at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise WeakPasswordError(f"The password can have at most {LONGEST} characters.")
    if len(set(password)) < 4:
        raise WeakPasswordError("The password needs at least four different characters.")
    folded = password.casefold()
    if any(len(name) > 2 and name.casefold() in folded for name in _words(names)):
        raise WeakPasswordError("The password must not hold the name.")


def hashed(password: str) -> str:
    """Return the hash that is kept; it carries its own parameters and salt."""
    with _AT_ONCE:
        return _hasher().hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Return whether a password is the one of a hash; takes the same time where there is no hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _AT_ONCE:
        try:
            return _hasher().verify(kept or _nobodys(), password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Return whether a hash was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(kept)


def invented(*names: str) -> str:
    """Return a password for one sign-in, none of the names in it: four groups of four signs, 79 bits."""
    while True:  # a short name comes up by chance, once in some thousand
        password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
        try:
            check(password, *names)
        except WeakPasswordError:
            continue
        return password


def _words(names: tuple[str, ...]) -> list[str]:
    return [word for name in names for word in (name, *name.split())]


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_urlsafe())
