"""The key, and what it signs."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.accounts import Seal
from core.errors import AccountError

SEAL = Seal(b"k" * 32)


def test_a_cookie_gives_its_token_back_and_a_forged_one_gives_none() -> None:
    cookie = SEAL.cookie("token")
    assert SEAL.token(cookie) == "token"
    for forged in (
        "token",
        "token.",
        f"other.{cookie.partition('.')[2]}",
        cookie[:-1],
        cookie + "x",
        ".",
        "ä.ö",
    ):
        assert SEAL.token(forged) == ""
    assert Seal(b"x" * 32).token(cookie) == ""


def test_a_films_address_is_of_one_session_one_case_and_one_purpose() -> None:
    address = SEAL.film("session", 12)
    assert SEAL.film_case("session", address) == 12
    assert SEAL.film_case("another", address) is None
    assert SEAL.film_case("session", address.replace("12.", "13.")) is None
    assert SEAL.film_case("session", f"12.{SEAL.sign('session', 'session', '12')}") is None
    for other in ("", "12", "12.", "none", "٣.x", "9" * 30 + ".x"):
        assert SEAL.film_case("session", other) is None


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        signed = set(crowd.map(lambda _: Seal.of(tmp_path / "home").sign("a", "b"), range(8)))
    assert len(signed) == 1
    (key,) = (tmp_path / "home").iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_damaged_key_is_said(tmp_path: Path) -> None:
    (tmp_path / "session.key").write_bytes(b"short")
    with pytest.raises(AccountError, match="damaged"):
        Seal.of(tmp_path)
