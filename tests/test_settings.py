import re
from dataclasses import fields
from pathlib import Path

import pytest

from core.casebook import Casebook
from core.errors import SettingsError
from core.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[1]


def test_without_variables_everything_lies_in_the_checkout() -> None:
    settings = load_settings({})
    assert settings == Settings()
    assert settings.home == ROOT / "var"
    assert settings.casebook_url == f"sqlite:///{ROOT / 'var' / 'casebook.sqlite3'}"
    assert (settings.max_file_bytes, settings.max_pixels) == (128 * 1024 * 1024, 64_000_000)


def test_variables_are_read_by_kind(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "CALLUS_HOME": str(tmp_path),
            "CALLUS_DATABASE_URL": "postgresql://db/callus",
            "CALLUS_MAX_MEGAPIXELS": "12",
            "CALLUS_IDLE_MINUTES": " 5 ",
            "CALLUS_SECURE_COOKIE": "Yes",
            "CALLUS_SSO_NEWCOMERS": "no",
            "CALLUS_DEFAULT_MODEL": "",
        }
    )
    assert settings.home == tmp_path
    assert settings.casebook_url == "postgresql://db/callus"
    assert settings.max_pixels == 12_000_000
    assert (settings.idle_minutes, settings.session_hours) == (5, 12)
    assert (settings.secure_cookie, settings.sso_newcomers) == (True, False)
    assert settings.default_model == ""


@pytest.mark.parametrize("name", ["100%", "50%20", "why?", "a#b", "ein Röntgen+buch", "a:b@c"])
def test_any_name_of_a_home_leads_to_its_database_and_no_other(tmp_path: Path, name: str) -> None:
    settings = load_settings({"CALLUS_HOME": str(tmp_path / name)})
    casebook = Casebook(settings.casebook_url, settings.home)
    casebook.counts()
    casebook.close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "casebook.sqlite3").is_file()


@pytest.mark.parametrize(
    "url", ["mysql://callus:secret@db/callus", "postgres://callus:secret@db/c", "secret"]
)
def test_a_database_of_another_make_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="must be the address of a PostgreSQL or an SQLite") as error:
        load_settings({"CALLUS_DATABASE_URL": url})
    assert "secret" not in error.value.sentence


@pytest.mark.parametrize("url", ["sqlite:////srv/callus.sqlite3", "postgresql+psycopg://callus@db/callus"])
def test_a_database_that_callus_knows_is_taken_as_it_stands(url: str) -> None:
    assert load_settings({"CALLUS_DATABASE_URL": url}).casebook_url == url


@pytest.mark.parametrize("text", ["many", "-1", "0", "1.5"])
def test_a_limit_that_is_no_whole_number_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="CALLUS_MAX_MEGAPIXELS must be a whole number above zero"):
        load_settings({"CALLUS_MAX_MEGAPIXELS": text})


def test_a_switch_is_yes_or_no() -> None:
    with pytest.raises(SettingsError, match="CALLUS_SECURE_COOKIE must be yes or no, not 'maybe'"):
        load_settings({"CALLUS_SECURE_COOKIE": "maybe"})


def test_every_setting_is_documented() -> None:
    documented = set(re.findall(r"`(CALLUS_[A-Z_]+)`", (ROOT / "docs/ARCHITECTURE.md").read_text()))
    assert documented >= {f"CALLUS_{field.name.upper()}" for field in fields(Settings)}


def test_only_settings_reads_callus_variables() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for folder in ("core", "dashboard", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"(environ|getenv)\b[^\n]*CALLUS_", path.read_text())
    ]
    assert readers == []
