"""Digests that tell whether what a finished piece of work rests on is still the same."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.training.fracatlas import Film
from core.training.splits import Split


def digest_of(values: Any) -> str:
    """Return the SHA-256 of plain values, whatever the order of a mapping's keys."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def told_digest(films: Iterable[Film]) -> str:
    """Return a digest of what is said of films besides their labels: boxes, regions, views, hardware."""
    return digest_of(
        [
            [f.image_id, f.boxes, sorted(f.regions), sorted(f.views), f.hardware, f.multiscan]
            for f in sorted(films, key=lambda film: film.image_id)
        ]
    )


def split_digest(split: Split) -> str:
    """Return a digest of every film's part and group."""
    return digest_of(sorted([a.image_id, a.part.value, a.group] for a in split.assignments))


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; raises `OSError` where it can't be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_digest(paths: Iterable[Path], root: Path, *, times: bool = False) -> str:
    """Return a digest of the names below `root` and the sizes of files, and of their times where wanted."""
    stats = [(path.relative_to(root).as_posix(), path.stat()) for path in sorted(paths)]
    return digest_of([[name, s.st_size, *([s.st_mtime_ns] if times else [])] for name, s in stats])
