"""Which casebook a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from core.casebook import Casebook
from core.settings import Settings


@contextmanager
def opened(settings: Settings, home: Path | None) -> Iterator[Casebook]:
    """Open the casebook of the settings, or the one in another home; raises `CasebookError`."""
    if home is not None:
        settings = replace(settings, home=home.expanduser().resolve(), database_url="")
    casebook = Casebook(settings.casebook_url, settings.home)
    try:
        yield casebook
    finally:
        casebook.close()
