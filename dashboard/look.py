"""Dark or light: dark as a reading room is, light for whoever asks for it in this browser."""

from collections.abc import Mapping
from typing import Literal

from dashboard import resources
from dashboard.theme import DARK, LIGHT, Palette

COOKIE = "callus_look"
Look = Literal["dark", "light"]


def look_of(cookies: Mapping[str, str]) -> Look:
    """Return the look that a browser's cookies ask for, else that of the installation."""
    wish = cookies.get(COOKIE, "")
    if wish in ("dark", "light"):
        return "light" if wish == "light" else "dark"
    return "light" if resources.settings().bright else "dark"


def palette_of(cookies: Mapping[str, str]) -> Palette:
    """Return the colours that go with a browser's cookies."""
    return LIGHT if look_of(cookies) == "light" else DARK
