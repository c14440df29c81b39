"""A ZIP archive as the files in it. Nothing is written to the disk, and one file at a time is in memory.

What an archive claims is judged before anything is unpacked: how many files, how large, how much it grows.
The zip reader then holds every file to the size that it claimed and to its checksum.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from core.errors import ArchiveError, RadiographError, TooLargeError, UnknownFormatError

_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_LITTER = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", "DICOMDIR"})
"""What systems leave in folders, and the index of a DICOM disk: no film, and no news to the person either."""
_LOCKED = 0x1
_DIRECTORY_BYTES_A_FILE = 1024
_END_BYTES = 2**16 + 100
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """files: how many at most; bytes: of all files, unpacked; file_bytes: of one; growth: unpacked to packed.

    Films shrink to a half or a third, drawn ones to a twentieth; what grows two hundredfold is no film.
    """

    files: int = 10_000
    bytes: int = 16 * 2**30
    file_bytes: int = 128 * 2**20
    growth: int = 200


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file of an archive.

    name: with its folders, as the archive has it; for the person who dropped it. read: unpacks and returns
    its bytes; raises a `RadiographError` that says why it can't.
    """

    name: str
    read: Callable[[], bytes]


def is_archive(data: bytes) -> bool:
    """Whether the bytes, or the first four of them, are those of a ZIP archive."""
    return data[:4] in _MARKS


def is_litter(name: str) -> bool:
    """Whether a file, named with its folders, belongs to the disk and not to the patient."""
    return not _LITTER.isdisjoint(PurePosixPath(name.replace("\\", "/")).parts)


def packed_files(archive: BinaryIO, limits: ArchiveLimits) -> tuple[PackedFile, ...]:
    """Return the files of an archive, in its order, without folders and litter; the archive must stay open.

    Raises `ArchiveError` for an archive that is damaged, no archive of films, or beyond the limits.
    """
    _require_short_directory(archive, limits)
    try:
        opened = zipfile.ZipFile(archive)
    except _UNREADABLE as cause:
        raise ArchiveError from cause
    entries = [each for each in opened.infolist() if not each.is_dir() and not is_litter(each.filename)]
    _judge(entries, limits, _size(archive))
    return tuple(PackedFile(each.filename, partial(_read, opened, each, limits)) for each in entries)


def _judge(entries: list[zipfile.ZipInfo], limits: ArchiveLimits, packed: int) -> None:
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise ArchiveError("This is an office document, not an archive of films.")
    if not entries:
        raise ArchiveError("The archive holds no files.")
    if len(entries) > limits.files:
        raise _too_many(limits)
    grown = sum(entry.file_size for entry in entries)
    if grown > limits.bytes:
        raise ArchiveError(
            f"The archive unpacks to {grown / 2**30:.0f} GB, more than is taken at once "
            f"({limits.bytes / 2**30:.0f} GB)."
        )
    if grown > max(packed, 2**20) * limits.growth:
        raise ArchiveError("The archive unpacks to far more than films do; it is refused.")


def _read(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ArchiveLimits) -> bytes:
    if entry.flag_bits & _LOCKED:
        raise RadiographError("The file is locked by a password. Unpack the archive and drop the files.")
    if entry.file_size > limits.file_bytes:
        raise TooLargeError(
            f"The file has {entry.file_size / 2**20:.0f} MB, more than this installation accepts "
            f"({limits.file_bytes / 2**20:.0f} MB)."
        )
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RadiographError("The file is packed in an unusual way. Unpack the archive and drop the files.")
    try:
        # Not without a bound: the zip reader would unpack it all and only then cut it to the size it claims.
        with opened.open(entry) as file:
            data = file.read(entry.file_size)
    except (*_UNREADABLE, RuntimeError) as cause:
        raise RadiographError("The archive is damaged here: this file can't be unpacked.") from cause
    if is_archive(data):
        raise UnknownFormatError("This is an archive inside the archive. Unpack it and drop it by itself.")
    return data


def _require_short_directory(archive: BinaryIO, limits: ArchiveLimits) -> None:
    """Refuse a table of contents of millions of lines before the zip reader makes an object of each."""
    archive.seek(max(0, _size(archive) - _END_BYTES))
    if _directory_bytes(archive.read()) > limits.files * _DIRECTORY_BYTES_A_FILE:
        raise _too_many(limits)


def _directory_bytes(tail: bytes) -> int:
    """Return the size of the table of contents, as the end of an archive says it (APPNOTE 4.3.14, 4.3.16)."""
    end = tail.rfind(b"PK\x05\x06")
    wide = tail.rfind(b"PK\x06\x06", 0, max(end, 0))
    if wide >= 0 and len(tail) >= wide + 48:
        return int(struct.unpack_from("<Q", tail, wide + 40)[0])
    if end >= 0 and len(tail) >= end + 16:
        return int(struct.unpack_from("<L", tail, end + 12)[0])
    return 0


def _size(archive: BinaryIO) -> int:
    return archive.seek(0, 2)


def _too_many(limits: ArchiveLimits) -> ArchiveError:
    return ArchiveError(
        f"The archive holds more than {limits.files:,} files, the most that is taken at once."
    )
