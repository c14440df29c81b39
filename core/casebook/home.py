"""The folder that a casebook lives in."""

from pathlib import Path

from core.errors import CasebookError


def make_room(database: Path | None, images: Path) -> None:
    """Make the folders; refuse images without their database, which would look like an empty casebook."""
    if database and not database.exists() and images.is_dir() and any(images.iterdir()):
        raise CasebookError(
            "The casebook's images are there, but its database is gone. Restore it from the backup first."
        )
    try:
        images.mkdir(parents=True, exist_ok=True)
        if database:
            database.parent.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise CasebookError("The casebook's folder can't be made: the disk refuses.") from cause
