"""Names and pseudonyms."""

import re
import secrets
from collections.abc import Container
from unicodedata import combining, normalize

from core.errors import AccountError

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_LONGEST_DISPLAY = 80
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"


def checked_name(text: str) -> str:
    """Return a name as it is kept, lower case; raises `AccountError` for what is none."""
    name = text.strip().lower()
    if not _NAME.fullmatch(name):
        raise AccountError(
            "A name has 2 to 64 letters a-z, digits, dots, dashes or underscores, "
            "and begins with a letter or a digit."
        )
    return name


def checked_display(text: str, name: str) -> str:
    """Return a name as the screen says it, the short name where none is given; raises `AccountError`."""
    display = " ".join(text.split()) or name
    if len(display) > _LONGEST_DISPLAY or not display.isprintable():
        raise AccountError(f"The full name can have at most {_LONGEST_DISPLAY} characters.")
    return display


def name_from(text: str, taken: Container[str]) -> str:
    """Return a free name made from another house's, such as an address of mail."""
    plain = "".join(letter for letter in normalize("NFKD", text.partition("@")[0]) if not combining(letter))
    stem = re.sub(r"[^a-z0-9._-]+", "-", plain.lower()).strip("._-")[:48]
    stem = stem if len(stem) > 1 else "reader"
    tries = (stem, *(f"{stem}-{number}" for number in range(2, 10_000)))
    return next(name for name in tries if name not in taken)


def pseudonym(taken: Container[str]) -> str:
    """Return a free pseudonym such as 'Reader 7F'; it grows by a digit where a house has many readers."""
    for digits in (1, 2, 3):
        for _ in range(64):
            number = "".join(secrets.choice(_DIGITS) for _ in range(digits))
            if (found := f"Reader {number}{secrets.choice(_LETTERS)}") not in taken:
                return found
    return f"Reader {secrets.token_hex(4).upper()}"
