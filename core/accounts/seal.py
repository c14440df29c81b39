"""The house's key, and what is signed with it: the cookie, the addresses of films, the forms of the door.

HMAC-SHA256 (RFC 2104). The key lies in the casebook's folder, which every server of a house shares; with the
key alone nobody comes in, since a session must also be in the database.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from core.errors import AccountError

_FILE = "session.key"
_BYTES = 32


class Seal:
    """Signs and checks with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, home: Path) -> "Seal":
        """Return the seal of a home, whose key is made where there is none; raises `AccountError`."""
        file = home / _FILE
        try:
            if not file.exists():
                _make(file)
            key = file.read_bytes()
        except OSError as cause:
            raise AccountError(
                "The key of the sessions can't be read or made in the casebook's folder."
            ) from cause
        if len(key) != _BYTES:
            raise AccountError(
                "The key of the sessions is damaged: remove the file session.key, and restart."
            )
        return cls(key)

    def sign(self, purpose: str, *parts: str) -> str:
        """Return a signature over a purpose and its parts, 43 characters that an address can hold."""
        text = "\0".join((purpose, *parts)).encode()
        return urlsafe_b64encode(hmac.digest(self._key, text, sha256)).rstrip(b"=").decode()

    def signed(self, signature: str, purpose: str, *parts: str) -> bool:
        """Return whether a signature is of this purpose and these parts."""
        return hmac.compare_digest(signature.encode(), self.sign(purpose, *parts).encode())

    def cookie(self, token: str) -> str:
        """Return what the browser holds of a session."""
        return f"{token}.{self.sign('session', token)}"

    def token(self, cookie: str) -> str:
        """Return the token of a cookie, empty where the cookie was not signed here."""
        token, _, signature = cookie.rpartition(".")
        return token if token and self.signed(signature, "session", token) else ""

    def film(self, session: str, case_id: int) -> str:
        """Return the address of a case's film for one session (its digest) and no other."""
        return f"{case_id}.{self.sign('film', session, str(case_id))}"

    def film_case(self, session: str, address: str) -> int | None:
        """Return the case of a film's address, None where the address is not of this session."""
        number, _, signature = address.partition(".")
        if not number.isdecimal() or len(number) > 18:
            return None
        return int(number) if self.signed(signature, "film", session, number) else None


def _make(file: Path) -> None:
    """Make the key, readable by its owner only; of several that do so at once, one wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{_FILE}.{secrets.token_hex(4)}")
    draft.touch(0o600, exist_ok=False)
    draft.write_bytes(secrets.token_bytes(_BYTES))
    try:
        with suppress(FileExistsError):
            file.hardlink_to(draft)
    finally:
        draft.unlink()
