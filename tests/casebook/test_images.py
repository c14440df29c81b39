"""The image store keeps bytes by their digest, whole or not at all."""

import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest

from core.casebook.images import ImageStore
from core.errors import CasebookError, LostImageError

DATA = b"a radiograph's bytes"
DIGEST = sha256(DATA).hexdigest()


def place(root: Path) -> Path:
    return root / DIGEST[:2] / DIGEST[2:4] / DIGEST


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_bytes_come_back_from_their_digest(tmp_path: Path) -> None:
    store = ImageStore(tmp_path)
    assert store.put(DATA) == DIGEST
    assert store.get(DIGEST) == DATA
    assert files(tmp_path) == [place(tmp_path)]


def test_a_whole_file_is_not_written_again(tmp_path: Path) -> None:
    store = ImageStore(tmp_path)
    store.put(DATA)
    before = place(tmp_path).stat().st_ino
    store.put(DATA)
    assert place(tmp_path).stat().st_ino == before


def test_an_altered_or_missing_file_is_not_given_out(tmp_path: Path) -> None:
    store = ImageStore(tmp_path)
    with pytest.raises(LostImageError):
        store.get(DIGEST)
    store.put(DATA)
    place(tmp_path).write_bytes(DATA + b"!")
    with pytest.raises(LostImageError, match="altered"):
        store.get(DIGEST)


def test_dropping_the_same_bytes_again_mends_a_damaged_file(tmp_path: Path) -> None:
    store = ImageStore(tmp_path)
    store.put(DATA)
    place(tmp_path).write_bytes(DATA[:5])
    store.put(DATA)
    assert store.get(DIGEST) == DATA


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CasebookError, match="disk is full"):
        ImageStore(tmp_path).put(DATA)
    assert files(tmp_path) == []
