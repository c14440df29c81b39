"""The image store: files on disk, each found by the SHA-256 of its own bytes and never changed.

A file lies at `root/ab/cd/abcd...`. It is written beside its place, flushed to the disk and moved in at one
stroke, so a file in its place is whole. A file that no case names (a crash came before the database's commit)
does no harm: the same bytes use it again.
"""

import hashlib
import logging
import os
import tempfile
from pathlib import Path

from core.errors import CasebookError, LostImageError

_logger = logging.getLogger(__name__)
_FULL = "The image can't be stored: the disk is full or can't be written. Nothing was kept."


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class ImageStore:
    """Bytes in, digest out; digest in, the very same bytes out. Safe from several threads and processes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        """Store bytes and return their digest; a damaged file in their place is mended.

        Raises `CasebookError` when the disk refuses.
        """
        digest = digest_of(data)
        try:
            if not self.has(digest):
                self._write(self._path(digest), data)
        except OSError as cause:
            _logger.error("an image can't be stored: %r", cause)
            raise CasebookError(_FULL) from cause
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes of a digest; raises `LostImageError` when they are gone or no longer the same."""
        try:
            return self._whole(digest)
        except LostImageError as lost:
            # By its digest the engineer finds the file in the backup.
            _logger.warning("the image %s is missing or was altered: %r", digest, lost.__cause__)
            raise

    def has(self, digest: str) -> bool:
        """Say whether the bytes of a digest are there, and still the same."""
        try:
            self._whole(digest)
        except LostImageError:
            return False
        return True

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest[2:4] / digest

    def _whole(self, digest: str) -> bytes:
        try:
            data = self._path(digest).read_bytes()
        except OSError as cause:
            raise LostImageError from cause
        if digest_of(data) != digest:
            raise LostImageError
        return data

    def _write(self, path: Path, data: bytes) -> None:
        fresh = not path.parent.is_dir()
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        # The names of new folders must reach the disk too, or a power cut loses the way to the file.
        for folder in path.parents[: 3 if fresh else 1]:
            _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder can't be opened, and the file system orders this itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
