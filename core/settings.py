"""One frozen `Settings`, and the only place that reads the environment.

Every variable begins with CALLUS_; `docs/ARCHITECTURE.md` lists them all (a test holds the two together).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import quote

from core.errors import SettingsError

_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}
_DATABASE = re.compile(r"(sqlite|postgresql)(\+\w+)?://")
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation is set up.

    home: the one folder to back up: casebook, images and `session.key`, the house's key (CALLUS_HOME).
    database_url: SQLAlchemy's URL of a PostgreSQL or of an SQLite file; empty for SQLite inside `home`
        (CALLUS_DATABASE_URL).
    models: the model store (CALLUS_MODELS).
    default_model: name of the model that decides; empty for the store's own default (CALLUS_DEFAULT_MODEL).
    max_file_megabytes: larger files are refused before they are decoded (CALLUS_MAX_FILE_MEGABYTES).
    max_megapixels: larger pictures are refused before they are decoded (CALLUS_MAX_MEGAPIXELS).
    idle_minutes: a session that rests longer ends (CALLUS_IDLE_MINUTES).
    session_hours: a session ends after so long, however busy (CALLUS_SESSION_HOURS).
    secure_cookie: the cookie travels by https only; of itself so where the request came by https, so this is
        for a proxy that doesn't say (CALLUS_SECURE_COOKIE).
    sso_newcomers: somebody whom the sign-in service vouches for and nobody knows becomes a viewer; else they
        are refused (CALLUS_SSO_NEWCOMERS).
    bright: light pages where nobody has chosen otherwise, for a room with daylight (CALLUS_BRIGHT).
    alarm_webhook: address that is told of alarms as JSON (CALLUS_ALARM_WEBHOOK).
    alarm_mail_to: who is told of alarms by e-mail (CALLUS_ALARM_MAIL_TO); alarm_mail_from, alarm_mail_server:
        the sender and the server, as host or host:port (CALLUS_ALARM_MAIL_FROM, CALLUS_ALARM_MAIL_SERVER).
    """

    home: Path = _ROOT / "var"
    database_url: str = ""
    models: Path = _ROOT / "models"
    default_model: str = ""
    max_file_megabytes: int = 128
    max_megapixels: int = 64
    idle_minutes: int = 30
    session_hours: int = 12
    secure_cookie: bool = False
    sso_newcomers: bool = True
    bright: bool = False
    alarm_webhook: str = ""
    alarm_mail_to: str = ""
    alarm_mail_from: str = ""
    alarm_mail_server: str = ""

    @property
    def max_file_bytes(self) -> int:
        """The limit on a file's size in bytes."""
        return self.max_file_megabytes * 1024 * 1024

    @property
    def max_pixels(self) -> int:
        """The limit on a picture's pixels."""
        return self.max_megapixels * 1_000_000

    @property
    def casebook_url(self) -> str:
        """The SQLAlchemy URL in force."""
        # In a URL % and ? mean something, in the name of a folder they don't.
        return self.database_url or f"sqlite:///{quote(str(self.home / 'casebook.sqlite3'))}"


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the CALLUS_ variables; raise `SettingsError` naming the first that can't be understood."""
    found: dict[str, Path | int | str | bool] = {}
    for field in fields(Settings):
        variable = f"CALLUS_{field.name.upper()}"
        if text := environment.get(variable, "").strip():
            found[field.name] = _convert(variable, text, field.type)
    settings = Settings(**found)  # type: ignore[arg-type]
    _check(settings.database_url)
    return settings


def _check(database_url: str) -> None:
    """Refuse what is neither SQLite's nor PostgreSQL's; the sentence quotes nothing: there is a password."""
    if database_url and not _DATABASE.match(database_url):
        raise SettingsError(
            "CALLUS_DATABASE_URL must be the address of a PostgreSQL or an SQLite database, such as "
            "postgresql+psycopg://callus@db.example.org/callus."
        )


def _convert(variable: str, text: str, kind: object) -> Path | int | str | bool:
    if kind is Path:
        return Path(text).expanduser().resolve()
    if kind is int:
        if not text.isdecimal() or int(text) == 0:
            raise SettingsError(f"{variable} must be a whole number above zero, not '{text}'.")
        return int(text)
    if kind is bool:
        if text.lower() not in _YES | _NO:
            raise SettingsError(f"{variable} must be yes or no, not '{text}'.")
        return text.lower() in _YES
    return text
