"""A zip archive onto the disk, or a refusal: nothing outside the folder, nothing larger than it may be."""

import shutil
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from tqdm import tqdm

from core.errors import DownloadError

MAX_BYTES = 8 << 30
MAX_FILES = 100_000

_NOT_CONTENT = frozenset({"__MACOSX", ".DS_Store"})


def unpack(archive: Path, folder: Path, *, max_bytes: int = MAX_BYTES, max_files: int = MAX_FILES) -> None:
    """Unpack a zip archive into `folder`, which is made.

    All entries are judged by their names and declared sizes before the first is written; the zip reader holds
    each to its declared size and its CRC.
    Raises `DownloadError` for a broken archive, an entry that leads out of the folder or is a link, more
    bytes or files than allowed, or too little room on the disk; OSError where the folder can't be written.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            entries = [
                e for e in packed.infolist() if not _NOT_CONTENT & set(PurePosixPath(e.filename).parts)
            ]
            _judge(entries, max_bytes, max_files)
            folder.mkdir(parents=True, exist_ok=True)
            _need_room(folder, sum(entry.file_size for entry in entries))
            for entry in tqdm(entries, desc="unpacking", unit="file", disable=None):
                packed.extract(entry, folder)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as cause:
        raise DownloadError("The archive is damaged and can't be unpacked.") from cause


def _judge(entries: Sequence[zipfile.ZipInfo], max_bytes: int, max_files: int) -> None:
    if any(_leads_out(entry) for entry in entries):
        raise DownloadError(
            "The archive holds a file that would be written outside its folder; it is refused."
        )
    if len(entries) > max_files or sum(entry.file_size for entry in entries) > max_bytes:
        raise DownloadError("The archive would unpack to more than a data set can be; it is refused.")


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    posix, windows = PurePosixPath(entry.filename), PureWindowsPath(entry.filename)
    link = stat.S_ISLNK(entry.external_attr >> 16)
    return link or posix.is_absolute() or bool(windows.anchor) or ".." in windows.parts


def _need_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size:
        raise DownloadError(f"There is too little room on the disk: {size / 1e6:,.0f} MB are needed.")
