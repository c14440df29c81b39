"""Which files a person meant: names as given, and every file of a folder."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.errors import RadiographError, TooLargeError


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Give each file as named and, in place of a folder, all files under it in the order of their names.

    Links to folders are not followed, so that a loop of links ends. A folder that is empty or can't be listed
    is given itself: whoever opens it says why there is nothing to read.
    """
    for path in paths:
        if _is_folder(path):
            yield from _walk(path)
        else:
            yield path


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, a folder on the way that is closed: `read_file` says so
        return False


def _walk(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    empty = True
    for root, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders.sort()
        for name in sorted(names):
            empty = False
            yield Path(root, name)
    yield from closed
    if empty and not closed:
        yield folder


def read_file(path: Path, max_bytes: int) -> bytes:
    """Read a file's bytes; its size is looked at first, and only plain files are opened (a pipe would block).

    Raises `RadiographError` with the reason, `TooLargeError` over `max_bytes`.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise RadiographError("The folder is empty, or Callus is not allowed to look into it.")
        if not stat.S_ISREG(found.st_mode):
            raise RadiographError("This is not a file that can be read, but a device or a pipe.")
        if found.st_size > max_bytes:
            raise TooLargeError
        return path.read_bytes()
    except FileNotFoundError as cause:
        raise RadiographError("There is no such file.") from cause
    except PermissionError as cause:
        raise RadiographError("Callus is not allowed to read this file.") from cause
    except (OSError, ValueError) as cause:  # ValueError: a name with a null character
        raise RadiographError("The file can't be opened.") from cause
