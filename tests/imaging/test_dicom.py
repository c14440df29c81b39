"""DICOM files: how they are recognised, parsed and refused."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from pydicom import dcmwrite
from pydicom.dataset import FileDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ImplicitVRLittleEndian

from core.errors import (
    DamagedFileError,
    EmptyFileError,
    NotARadiographError,
    RadiographError,
    TooLargeError,
    UnknownFormatError,
    UnsupportedEncodingError,
)
from core.imaging import read_radiograph
from tests.imaging.films import as_bytes, dicom, film, gradient

WINDOW: dict[str, Any] = {"WindowCenter": 2048, "WindowWidth": 4096}
EXPECTED = gradient() / 4095


def bare(dataset: FileDataset, *, implicit: bool = False, little_endian: bool = True) -> bytes:
    """Write the data set alone: no preamble, no file meta information."""
    out = BytesIO()
    del dataset.file_meta
    dataset.preamble = None
    dcmwrite(out, dataset, implicit_vr=implicit, little_endian=little_endian, force_encoding=True)
    return out.getvalue()


def test_a_radiograph_carries_format_digest_and_size() -> None:
    shown = read_radiograph(dicom(gradient(), **WINDOW))
    assert (shown.source_format, shown.height, shown.width) == ("DICOM", 40, 64)
    assert len(shown.digest) == 64
    assert shown.pixels.dtype == np.float32
    assert shown.pixels == pytest.approx(EXPECTED, abs=1e-6)


@pytest.mark.parametrize(("implicit", "little"), [(True, True), (False, True), (False, False)])
def test_a_file_without_preamble_and_meta_is_read(implicit: bool, little: bool) -> None:
    values = gradient() if little else gradient().byteswap()
    data = bare(film(values, **WINDOW), implicit=implicit, little_endian=little)
    assert b"DICM" not in data
    assert read_radiograph(data).pixels == pytest.approx(EXPECTED, abs=1e-6)


def test_a_preamble_that_is_a_tiff_is_still_dicom() -> None:
    data = b"II*\0" + dicom(gradient(), **WINDOW)[4:]
    assert read_radiograph(data).source_format == "DICOM"


def test_nothing_but_a_header_is_empty() -> None:
    with pytest.raises(EmptyFileError, match="header and nothing else"):
        read_radiograph(b"\0" * 128 + b"DICM")


def test_bytes_that_only_begin_like_dicom_are_unknown() -> None:
    with pytest.raises(UnknownFormatError):
        read_radiograph(b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 100")


def test_an_object_without_picture_is_refused() -> None:
    with pytest.raises(NotARadiographError, match="holds no picture"):
        read_radiograph(as_bytes(film(gradient(), Rows=None, PixelData=None)))
    with pytest.raises(DamagedFileError, match="cut short"):
        read_radiograph(as_bytes(film(gradient(), PixelData=None)))


def test_pixels_that_are_missing_or_too_few() -> None:
    with pytest.raises(DamagedFileError):
        read_radiograph(as_bytes(film(gradient(), PixelData=b"\0" * 100)))
    data = dicom(gradient())
    with pytest.raises(RadiographError):
        read_radiograph(data[: len(data) - 200])


def test_the_limit_of_pixels_comes_before_decoding() -> None:
    claimed = film(gradient(), Rows=60_000, Columns=60_000)
    with pytest.raises(TooLargeError, match="60000 x 60000"):
        read_radiograph(as_bytes(claimed))
    with pytest.raises(TooLargeError):
        read_radiograph(dicom(gradient()), max_pixels=40 * 64 - 1)


def test_deflated() -> None:
    dataset = film(gradient(), syntax=DeflatedExplicitVRLittleEndian, **WINDOW)
    assert read_radiograph(as_bytes(dataset)).pixels == pytest.approx(EXPECTED, abs=1e-6)


def test_a_deflated_bomb_is_refused_before_it_grows() -> None:
    dataset = film(gradient(), syntax=DeflatedExplicitVRLittleEndian, PixelData=b"\0" * 2**26)
    bomb = as_bytes(dataset)
    assert len(bomb) < 2**20
    with pytest.raises(TooLargeError):
        read_radiograph(bomb, max_bytes=2**20)


def test_an_unknown_transfer_syntax_is_named_as_such() -> None:
    data = dicom(gradient()).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.9\0", 1)
    with pytest.raises(UnsupportedEncodingError):
        read_radiograph(data)


@pytest.mark.parametrize("elements", [{"BitsAllocated": 64}, {"SamplesPerPixel": 2}, {"BitsAllocated": 1}])
def test_pixel_formats_of_no_radiograph_are_unsupported(elements: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedEncodingError):
        read_radiograph(as_bytes(film(gradient(), **elements)))


def test_spacing_prefers_the_calibrated() -> None:
    shown = read_radiograph(dicom(gradient(), PixelSpacing=[0.2, 0.25], ImagerPixelSpacing=[0.3, 0.3]))
    assert shown.spacing_mm == (0.2, 0.25)
    assert read_radiograph(dicom(gradient(), ImagerPixelSpacing=[0.3, 0.31])).spacing_mm == (0.3, 0.31)
    assert read_radiograph(dicom(gradient(), NominalScannedPixelSpacing=[0.1, 0.1])).spacing_mm == (0.1, 0.1)
    assert read_radiograph(dicom(gradient(), PixelSpacing=[0, 0])).spacing_mm is None
    assert read_radiograph(dicom(gradient())).spacing_mm is None


def test_values_that_break_the_rules_are_read_without_a_word(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    data = dicom(gradient(), PatientName="Doe^Jane", PatientBirthDate="19700101", **WINDOW)
    odd = data.replace(b"19700101", b"7 o'Doe!")
    assert read_radiograph(odd).pixels == pytest.approx(EXPECTED, abs=1e-6)
    assert capfd.readouterr() == ("", "")
    assert caplog.text == ""


def test_implicit_values_where_explicit_are_announced() -> None:
    explicit = dicom(gradient(), **WINDOW)
    implicit = as_bytes(film(gradient(), syntax=ImplicitVRLittleEndian, **WINDOW))
    start = implicit.index(b"\x08\x00\x16\x00")
    mixed = explicit[: explicit.index(b"\x08\x00\x16\x00")] + implicit[start:]
    assert read_radiograph(mixed).pixels == pytest.approx(EXPECTED, abs=1e-6)
