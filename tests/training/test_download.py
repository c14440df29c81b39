"""FracAtlas from a server that behaves, and from servers that don't."""

import io
import json
import random
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import DownloadError
from core.training.download import fetch_fracatlas
from core.training.fetching import fetch_file
from tests.training.serving import Figshare, serving

FILM = random.Random(1).randbytes(700_000)
FILES = {
    "FracAtlas/images/Fractured/IMG0000019.jpg": FILM,
    "FracAtlas/images/Non_fractured/IMG0000000.jpg": b"film",
    "FracAtlas/dataset.csv": b"image_id,fractured\n",
    "__MACOSX/FracAtlas/._dataset.csv": b"rubbish",
}


def _packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def figshare() -> Iterator[Figshare]:
    with serving(Figshare(_packed(FILES))) as server:
        yield server


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "data" / "fracatlas"


def _check(out: Path) -> None:
    assert (out / "images" / "Fractured" / "IMG0000019.jpg").read_bytes() == FILM
    assert (out / "images" / "Non_fractured" / "IMG0000000.jpg").read_bytes() == b"film"
    assert sorted(path.name for path in out.iterdir()) == ["SOURCE.json", "dataset.csv", "images"]
    assert [path.name for path in out.parent.iterdir()] == ["fracatlas"]


def test_the_data_set_arrives_whole_with_its_source(
    figshare: Figshare, out: Path, pauses: list[float]
) -> None:
    assert fetch_fracatlas(out, base_url=figshare.base_url, pause=pauses.append)
    _check(out)
    source = json.loads((out / "SOURCE.json").read_text())
    assert source == {
        "name": "FracAtlas.zip",
        "url": f"{figshare.base_url}/files/1",
        "size": len(figshare.archive),
        "md5": figshare.md5,
        "doi": "10.6084/m9.figshare.22363012.v7",
        "licence": "CC BY 4.0",
    }
    assert pauses == []


def test_what_is_there_is_not_fetched_again(figshare: Figshare, out: Path) -> None:
    fetch_fracatlas(out, base_url=figshare.base_url)
    asked = len(figshare.asked)
    assert not fetch_fracatlas(out, base_url=figshare.base_url)
    assert len(figshare.asked) == asked


def test_an_empty_folder_is_filled(figshare: Figshare, out: Path) -> None:
    out.mkdir(parents=True)
    fetch_fracatlas(out, base_url=figshare.base_url)
    _check(out)


def test_a_folder_with_something_else_in_it_is_left_alone(figshare: Figshare, out: Path) -> None:
    out.mkdir(parents=True)
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(DownloadError, match="new or empty"):
        fetch_fracatlas(out, base_url=figshare.base_url)
    assert (out / "thesis.txt").read_text() == "mine"
    assert figshare.asked == []


def test_a_dropped_connection_is_taken_up_again(figshare: Figshare, out: Path, pauses: list[float]) -> None:
    figshare.drops = [300_000, 200_000]
    fetch_fracatlas(out, base_url=figshare.base_url, pause=pauses.append)
    _check(out)
    assert figshare.ranges_asked == [None, "bytes=300000-", "bytes=500000-"]
    assert pauses == [2.0, 2.0]  # each attempt brought something, so patience begins anew


def test_a_download_goes_on_in_a_later_run(figshare: Figshare, out: Path, pauses: list[float]) -> None:
    figshare.drops = [400_000]
    figshare.statuses = [0, 403]  # the second request is refused for good
    with pytest.raises(DownloadError, match="403"):
        fetch_fracatlas(out, base_url=figshare.base_url, pause=pauses.append)
    assert not out.exists()
    assert (out.parent / "fracatlas.partial" / "FracAtlas.zip.part").stat().st_size == 400_000
    fetch_fracatlas(out, base_url=figshare.base_url, pause=pauses.append)
    _check(out)
    assert figshare.ranges_asked[-1] == "bytes=400000-"


def test_a_server_without_ranges_sends_it_all_again(
    figshare: Figshare, out: Path, pauses: list[float]
) -> None:
    figshare.ranges = False
    figshare.drops = [300_000]
    fetch_fracatlas(out, base_url=figshare.base_url, pause=pauses.append)
    _check(out)


def test_a_file_that_changed_between_is_not_glued(figshare: Figshare, out: Path, pauses: list[float]) -> None:
    figshare.drops = [300_000]

    def replaced(seconds: float) -> None:
        pauses.append(seconds)
        figshare.etag = '"two"'

    fetch_fracatlas(out, base_url=figshare.base_url, pause=replaced)
    _check(out)
    assert figshare.ranges_asked == [None, "bytes=300000-"]


def test_a_new_version_of_the_archive_is_begun_anew(
    figshare: Figshare, out: Path, pauses: list[float]
) -> None:
    figshare.drops = [300_000]
    figshare.statuses = [0, 403]
    with pytest.raises(DownloadError):
        fetch_fracatlas(out, base_url=figshare.base_url, pause=pauses.append)
    newer = Figshare(_packed({**FILES, "FracAtlas/dataset.csv": b"image_id,fractured,hand\n"}))
    with serving(newer):
        fetch_fracatlas(out, base_url=newer.base_url, pause=pauses.append)
    assert newer.ranges_asked == [None]
    assert (out / "dataset.csv").read_bytes() == b"image_id,fractured,hand\n"


def test_a_wrong_checksum_is_refused_and_forgotten(figshare: Figshare, out: Path) -> None:
    figshare.md5 = "0" * 32
    with pytest.raises(DownloadError, match="checksum"):
        fetch_fracatlas(out, base_url=figshare.base_url)
    assert not out.exists()
    assert list((out.parent / "fracatlas.partial").iterdir()) == []


def test_more_bytes_than_announced_are_refused(figshare: Figshare, out: Path) -> None:
    figshare.size -= 1
    with pytest.raises(DownloadError, match="more than"):
        fetch_fracatlas(out, base_url=figshare.base_url)


def test_fewer_bytes_than_announced_end_in_a_sentence(
    figshare: Figshare, out: Path, pauses: list[float]
) -> None:
    figshare.size += 1
    with pytest.raises(DownloadError, match="can't be reached"):
        fetch_fracatlas(out, base_url=figshare.base_url, pause=pauses.append)


def test_a_busy_server_is_asked_again_with_growing_pauses(
    figshare: Figshare, out: Path, pauses: list[float]
) -> None:
    figshare.statuses = [503, 429, 202]
    fetch_fracatlas(out, base_url=figshare.base_url, pause=pauses.append)
    _check(out)
    assert pauses == [2.0, 4.0, 8.0]


def test_a_server_that_stays_busy_is_given_up(figshare: Figshare, out: Path, pauses: list[float]) -> None:
    figshare.statuses = [503] * 20
    with pytest.raises(DownloadError, match="can't be reached"):
        fetch_fracatlas(out, base_url=figshare.base_url, pause=pauses.append)
    assert len(figshare.ranges_asked) == 6


def test_no_network_is_said_plainly(out: Path, pauses: list[float]) -> None:
    with pytest.raises(DownloadError, match="Is there a network"):
        fetch_fracatlas(out, base_url="http://127.0.0.1:9", pause=pauses.append)
    assert not out.exists()


@pytest.mark.parametrize(
    "record", [b"<html>", b"[]", b"{}", b'{"files": []}', b'{"files": [{"name": "a.zip"}]}']
)
def test_a_record_that_makes_no_sense(figshare: Figshare, out: Path, record: bytes) -> None:
    figshare.record = record
    with pytest.raises(DownloadError, match="understood"):
        fetch_fracatlas(out, base_url=figshare.base_url)


def test_an_address_outside_the_web_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    with pytest.raises(DownloadError, match="not one of the web"):
        fetch_file(secret.as_uri(), tmp_path / "copy", size=1, md5="")


def test_an_archive_of_something_else_is_refused(out: Path) -> None:
    cats = Figshare(_packed({"cats/1.jpg": b"cat"}))
    with serving(cats), pytest.raises(DownloadError, match="laid out"):
        fetch_fracatlas(out, base_url=cats.base_url)
    assert not out.exists()


def test_an_archive_without_a_folder_around_it_will_do(out: Path) -> None:
    bare = {name.removeprefix("FracAtlas/"): content for name, content in FILES.items()}
    with serving(Figshare(_packed(bare))) as server:
        fetch_fracatlas(out, base_url=server.base_url)
    assert (out / "images" / "Fractured" / "IMG0000019.jpg").read_bytes() == FILM
    assert not (out.parent / "fracatlas.partial").exists()


def test_too_little_room_is_found_before_the_download(
    figshare: Figshare, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(out.parents[1])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(DownloadError, match="too little room"):
        fetch_fracatlas(out, base_url=figshare.base_url)
    assert figshare.ranges_asked == []


def test_a_folder_that_cant_be_written_is_said_plainly(figshare: Figshare, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DownloadError, match="can't be written"):
        fetch_fracatlas(tmp_path / "file" / "data", base_url=figshare.base_url)
