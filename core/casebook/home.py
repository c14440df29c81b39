"""The folder that a casebook lives in."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import CasebookError, MissingCasebookError

_logger = logging.getLogger(__name__)
_GONE = "The casebook's images are there, but its database is gone. Restore it from the backup first."


class Place:
    """The folders of a casebook; database: its file, None where it lies on a server.

    Every method raises `CasebookError` where a folder is closed or the disk refuses.
    """

    def __init__(self, home: Path, database: Path | None) -> None:
        self._home, self._database = home, database
        self.images = home / "images"

    def has_images(self) -> bool:
        """Say whether anything was ever kept here."""
        with _sentences():
            # Folders of images have names of two letters; a disk of its own may hold others, as lost+found.
            return self.images.is_dir() and any(len(each.name) == 2 for each in self.images.iterdir())

    def check(self, filled: bool) -> None:
        """Make nothing; raise `MissingCasebookError` where the database's file is missing."""
        with _sentences():
            if self._database and not self._database.is_file():
                raise MissingCasebookError(_GONE if filled else None)

    def make(self, filled: bool) -> None:
        """Make the folders; raise `MissingCasebookError` where the file of a casebook with images is gone."""
        with _sentences():
            if filled and self._database and not self._database.exists():
                raise MissingCasebookError(_GONE)
            for folder in (self._home, *([self._database.parent] if self._database else [])):
                _make_private(folder)
            self.images.mkdir(exist_ok=True)


def _make_private(folder: Path) -> None:
    """Make a folder that nobody else may open; one that is there keeps the rights that somebody gave it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        _logger.error("the casebook's folder: %s", cause)
        raise CasebookError(
            "The casebook's folder can't be opened or made: it is closed to Callus, or the disk refuses."
        ) from cause
