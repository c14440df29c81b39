"""Dark or light: what a browser asked for, else what the installation is set to."""

import pytest

from dashboard.look import COOKIE, look_of, palette_of
from dashboard.theme import DARK, LIGHT


@pytest.mark.parametrize(
    ("wish", "look"), [("", "dark"), ("light", "light"), ("dark", "dark"), ("<script>", "dark")]
)
def test_a_reading_room_is_dark_unless_the_browser_asks(wish: str, look: str) -> None:
    assert look_of({COOKIE: wish}) == look
    assert palette_of({COOKIE: wish}) is (LIGHT if look == "light" else DARK)


def test_a_bright_room_is_light_unless_the_browser_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLUS_BRIGHT", "yes")
    assert look_of({}) == "light"
    assert look_of({COOKIE: "dark"}) == "dark"
