"""FracAtlas from its authors' archive on figshare, for users who have a network.

Abedeen I. et al., doi:10.6084/m9.figshare.22363012, CC BY 4.0. What to fetch, how large it is and its
checksum come from figshare's public record, since the authors have replaced the archive more than once.
"""

import errno
import json
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import DownloadError
from core.training.fetching import Pause, fetch_file, fetch_json
from core.training.unpacking import unpack

FIGSHARE = "https://api.figshare.com/v2"
ARTICLE = 22363012

_BAD_RECORD = "figshare's record of FracAtlas can't be understood."


@dataclass(frozen=True, slots=True)
class Archive:
    """What figshare says of the archive: its address, its bytes and its MD5."""

    name: str
    url: str
    size: int
    md5: str
    doi: str
    licence: str


def fetch_fracatlas(out: Path, *, base_url: str = FIGSHARE, pause: Pause = time.sleep) -> bool:
    """Fetch, check and unpack FracAtlas, so that `out` is a folder that `--data` takes.

    Work goes on in a folder beside it (`out` with .partial), from which an interrupted download is taken up
    again; `out` appears only when it is whole. Returns whether anything was fetched: False where it is there.

    base_url: figshare's API. pause: waits between attempts, in seconds.
    Raises `DownloadError` with a sentence for no network, a full disk, a wrong checksum or a bad archive.
    """
    if _is_fracatlas(out):
        return False
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise DownloadError("The folder to download into must be new or empty.")
    try:
        _fetch(out, base_url, pause)
    except OSError as cause:
        full = cause.errno in {errno.ENOSPC, errno.EDQUOT}
        reason = "the disk is full" if full else cause.strerror or str(cause)
        raise DownloadError(f"The data set can't be written: {reason}.") from cause
    return True


def _fetch(out: Path, base_url: str, pause: Pause) -> None:
    work = out.with_name(f"{out.name}.partial")
    work.mkdir(parents=True, exist_ok=True)
    archive = look_up(base_url, pause)
    packed, unpacked = work / "FracAtlas.zip", work / "unpacked"
    fetch_file(archive.url, packed, size=archive.size, md5=archive.md5, pause=pause)
    shutil.rmtree(unpacked, ignore_errors=True)
    unpack(packed, unpacked)
    root = _root_of(unpacked)
    (root / "SOURCE.json").write_text(json.dumps(asdict(archive), indent=2) + "\n", encoding="utf-8")
    if out.exists():
        out.rmdir()
    root.rename(out)
    shutil.rmtree(work)


def look_up(base_url: str, pause: Pause) -> Archive:
    """Ask figshare which file is the archive; raises `DownloadError` where its record makes no sense."""
    record = fetch_json(f"{base_url}/articles/{ARTICLE}", pause=pause)
    try:
        files: list[dict[str, Any]] = [f for f in record["files"] if str(f["name"]).lower().endswith(".zip")]
        file = max(files, key=lambda f: int(f["size"]))
        return Archive(
            name=str(file["name"]),
            url=str(file["download_url"]),
            size=int(file["size"]),
            md5=str(file["computed_md5"] or file["supplied_md5"]).lower(),
            doi=str(record.get("doi", "")),
            licence=str(record.get("license", {}).get("name", "CC BY 4.0")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise DownloadError(_BAD_RECORD) from cause


def _root_of(unpacked: Path) -> Path:
    """The folder inside the archive that has the images: the archive's top or a folder in it."""
    for folder in (unpacked, *sorted(path for path in unpacked.iterdir() if path.is_dir())):
        if _is_fracatlas(folder):
            return folder
    raise DownloadError("The archive is not laid out as FracAtlas is.")


def _is_fracatlas(folder: Path) -> bool:
    return all((folder / "images" / label).is_dir() for label in ("Fractured", "Non_fractured"))
