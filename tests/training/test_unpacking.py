"""Zip archives that mean well and those that don't."""

import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from core.errors import DownloadError
from core.training.unpacking import unpack


def _archive(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return path


def test_files_come_out_as_they_went_in(tmp_path: Path) -> None:
    archive = _archive(
        tmp_path / "a.zip", ("a/b.txt", b"one"), ("a/c/", b""), ("__MACOSX/x", b""), (".DS_Store", b"")
    )
    unpack(archive, tmp_path / "out")
    found = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*"))
    assert found == ["a", "a/b.txt", "a/c"]
    assert (tmp_path / "out" / "a" / "b.txt").read_bytes() == b"one"


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    "entry",
    ["../evil", "a/../../evil", "/evil", "C:/evil", "C:evil", "..\\evil", "\\\\host\\x\\evil", _link()],
)
def test_nothing_is_written_when_one_entry_leads_out(tmp_path: Path, entry: str | zipfile.ZipInfo) -> None:
    archive = _archive(tmp_path / "a.zip", ("good.txt", b"good"), (entry, b"/etc/passwd"))
    with pytest.raises(DownloadError, match="outside its folder"):
        unpack(archive, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip"]


def test_two_dots_in_a_name_are_no_crime(tmp_path: Path) -> None:
    unpack(_archive(tmp_path / "a.zip", ("a..b/c...txt", b"x")), tmp_path / "out")
    assert (tmp_path / "out" / "a..b" / "c...txt").is_file()


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    archive = _archive(tmp_path / "a.zip", ("zeros", bytes(2_000_000)))
    assert archive.stat().st_size < 5000
    with pytest.raises(DownloadError, match="more than a data set"):
        unpack(archive, tmp_path / "out", max_bytes=1_000_000)
    assert not (tmp_path / "out").exists()


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    archive = _archive(tmp_path / "a.zip", *((f"{number}", b"") for number in range(5)))
    with pytest.raises(DownloadError, match="more than a data set"):
        unpack(archive, tmp_path / "out", max_files=4)


def test_an_entry_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    archive = _archive(tmp_path / "a.zip", ("zeros", bytes(100_000)))
    size = (100_000).to_bytes(4, "little")
    archive.write_bytes(archive.read_bytes().replace(size, (10).to_bytes(4, "little")))
    with pytest.raises(DownloadError, match="damaged"):
        unpack(archive, tmp_path / "out", max_bytes=1000)
    assert sum(path.stat().st_size for path in (tmp_path / "out").rglob("*")) <= 1000


def test_a_flipped_byte_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", b"the right bytes")
    path.write_bytes(path.read_bytes().replace(b"right", b"wrong"))
    with pytest.raises(DownloadError, match="damaged"):
        unpack(path, tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>not a zip</html>"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(DownloadError, match="damaged"):
        unpack(path, tmp_path / "out")


def test_too_little_room_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
    with pytest.raises(DownloadError, match="too little room"):
        unpack(_archive(tmp_path / "a.zip", ("a", bytes(1000))), tmp_path / "out")
