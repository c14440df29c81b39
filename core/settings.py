"""One frozen `Settings`, and the only place that reads the environment.

Every variable begins with CALLUS_; `docs/ARCHITECTURE.md` lists them all (a test holds the two together).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from core.errors import SettingsError

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation is set up.

    home: the one folder to back up: casebook, images, logs (CALLUS_HOME).
    database_url: any SQLAlchemy URL; empty for SQLite inside `home` (CALLUS_DATABASE_URL).
    models: the model store (CALLUS_MODELS).
    default_model: name of the model that decides; empty for the store's own default (CALLUS_DEFAULT_MODEL).
    max_file_megabytes: larger files are refused before they are decoded (CALLUS_MAX_FILE_MEGABYTES).
    max_megapixels: larger pictures are refused before they are decoded (CALLUS_MAX_MEGAPIXELS).
    reader: the name under which reads are kept until someone signs in (CALLUS_READER).
    """

    home: Path = _ROOT / "var"
    database_url: str = ""
    models: Path = _ROOT / "models"
    default_model: str = ""
    max_file_megabytes: int = 128
    max_megapixels: int = 64
    reader: str = "reader"

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
        return self.database_url or f"sqlite:///{self.home / 'casebook.sqlite3'}"


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the CALLUS_ variables; raise `SettingsError` naming the first that can't be understood."""
    found: dict[str, Path | int | str] = {}
    for field in fields(Settings):
        variable = f"CALLUS_{field.name.upper()}"
        if text := environment.get(variable, "").strip():
            found[field.name] = _convert(variable, text, field.type)
    return Settings(**found)  # type: ignore[arg-type]


def _convert(variable: str, text: str, kind: object) -> Path | int | str:
    if kind is Path:
        return Path(text).expanduser().resolve()
    if kind is int:
        if not text.isdecimal() or int(text) == 0:
            raise SettingsError(f"{variable} must be a whole number above zero, not '{text}'.")
        return int(text)
    return text
