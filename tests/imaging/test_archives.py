"""A ZIP archive as files: what is in it, what is left out, and what is refused before it is unpacked."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping

import pytest

from core.errors import ArchiveError, RadiographError, TooLargeError, UnknownFormatError
from core.imaging import ArchiveLimits, is_archive, is_litter, packed_files

LIMITS = ArchiveLimits()


def packed(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out


def read_all(archive: io.BytesIO, limits: ArchiveLimits = LIMITS) -> dict[str, bytes]:
    return {each.name: each.read() for each in packed_files(archive, limits)}


def test_files_in_folders_within_folders_are_all_there_in_order() -> None:
    files = {"a.png": b"1", "exam/left/b.dcm": b"22", "exam/right/b.dcm": b"333", "\u00e4.jpg": b""}
    assert read_all(packed(files)) == files
    assert [each.name for each in packed_files(packed(files), LIMITS)] == list(files)


def test_what_the_disk_needs_and_the_patient_does_not_is_left_out() -> None:
    litter = ("__MACOSX/._a.png", "exam/.DS_Store", "DICOMDIR", "cd/DICOMDIR", "x/Thumbs.db", "desktop.ini")
    found = read_all(packed({"folder/": b"", "a.png": b"1", **dict.fromkeys(litter, b"x")}))
    assert found == {"a.png": b"1"}
    assert all(is_litter(name) for name in litter)
    assert not is_litter("exam/DICOM/IM0001")


def test_an_archive_is_known_by_its_first_bytes() -> None:
    assert is_archive(packed({"a": b"1"}).getvalue())
    assert is_archive(packed({}).getvalue())
    assert not is_archive(b"\x89PNG")
    assert not is_archive(b"")


def test_a_name_that_leads_out_is_only_a_name() -> None:
    assert read_all(packed({"../../etc/passwd": b"1", "/abs.png": b"2"})) == {
        "../../etc/passwd": b"1",
        "/abs.png": b"2",
    }


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x03\x04 and no more than that", b"no archive"])
def test_a_broken_archive_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ArchiveError, match="damaged"):
        packed_files(io.BytesIO(data), LIMITS)


def test_an_empty_archive_and_an_office_document_are_named() -> None:
    with pytest.raises(ArchiveError, match="holds no files"):
        packed_files(packed({"folder/": b"", "__MACOSX/x": b""}), LIMITS)
    with pytest.raises(ArchiveError, match="office document"):
        packed_files(packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), LIMITS)


def test_one_damaged_file_does_not_take_the_others_with_it() -> None:
    archive = packed({"a.png": b"first" * 40, "b.png": b"second" * 40}, zipfile.ZIP_STORED)
    bytes_ = bytearray(archive.getvalue())
    bytes_[bytes_.index(b"first")] ^= 0xFF
    first, second = packed_files(io.BytesIO(bytes(bytes_)), LIMITS)
    with pytest.raises(RadiographError, match="damaged here"):
        first.read()
    assert second.read() == b"second" * 40


def _claiming(how: int) -> io.BytesIO:
    """An archive of 64 MiB of nothing whose entry claims to hold a thousand bytes."""
    bytes_ = bytearray(packed({"a.png": bytes(64 * 2**20)}, how).getvalue())
    size = struct.pack("<L", 64 * 2**20)
    while (place := bytes_.find(size)) >= 0:
        bytes_[place : place + 4] = struct.pack("<L", 1000)
    return io.BytesIO(bytes(bytes_))


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_that_holds_more_than_it_claims_is_never_unpacked_whole(how: int) -> None:
    (file,) = packed_files(_claiming(how), ArchiveLimits(growth=10**6))
    tracemalloc.start()
    with pytest.raises(RadiographError):
        file.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 2**20


def test_a_locked_file_says_so() -> None:
    bytes_ = bytearray(packed({"a.png": b"secret"}).getvalue())
    bytes_[bytes_.index(b"PK\x01\x02") + 8] |= 1
    (file,) = packed_files(io.BytesIO(bytes(bytes_)), LIMITS)
    with pytest.raises(RadiographError, match="password"):
        file.read()


def test_an_archive_in_the_archive_is_named() -> None:
    (file,) = packed_files(packed({"more.zip": packed({"a.png": b"1"}).getvalue()}), LIMITS)
    with pytest.raises(UnknownFormatError, match="inside the archive"):
        file.read()


def test_too_many_files_and_too_many_bytes_are_refused_before_unpacking() -> None:
    three = packed(dict.fromkeys("abc", b"x" * 1000))
    assert len(packed_files(three, ArchiveLimits(files=3))) == 3
    with pytest.raises(ArchiveError, match="more than 2 files"):
        packed_files(three, ArchiveLimits(files=2))
    with pytest.raises(ArchiveError, match="more than is taken at once"):
        packed_files(three, ArchiveLimits(bytes=2999))


def test_a_file_over_the_limit_is_refused_and_the_others_are_read() -> None:
    large, small = packed_files(packed({"a": b"x" * 1001, "b": b"y"}), ArchiveLimits(file_bytes=1000))
    with pytest.raises(TooLargeError):
        large.read()
    assert small.read() == b"y"


def test_an_archive_that_grows_as_no_film_does_is_refused() -> None:
    bomb = packed({f"{number}": b"\0" * 2**20 for number in range(5)})
    with pytest.raises(ArchiveError, match="far more than films do"):
        packed_files(bomb, ArchiveLimits(growth=4))


def test_a_table_of_contents_of_millions_is_refused_before_it_is_read() -> None:
    bytes_ = bytearray(packed({"a": b"1"}).getvalue())
    end = bytes_.rindex(b"PK\x05\x06")
    bytes_[end + 12 : end + 16] = struct.pack("<L", 3_000_000_000)
    with pytest.raises(ArchiveError, match="more than 10,000 files"):
        packed_files(io.BytesIO(bytes(bytes_)), LIMITS)


def test_a_file_that_claims_less_than_it_unpacks_to_is_not_believed() -> None:
    bytes_ = bytearray(packed({"a": b"x" * 5000}).getvalue())
    directory = bytes_.index(b"PK\x01\x02")
    bytes_[directory + 24 : directory + 28] = struct.pack("<L", 10)
    (file,) = packed_files(io.BytesIO(bytes(bytes_)), LIMITS)
    with pytest.raises(RadiographError):
        file.read()
