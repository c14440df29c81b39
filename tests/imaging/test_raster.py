"""JPEG, PNG and TIFF: known grey values in, known pixels out."""

import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.errors import (
    DamagedFileError,
    NotARadiographError,
    TooLargeError,
    UnsupportedEncodingError,
)
from core.imaging import read_radiograph
from tests.imaging.films import encoded

GREY = np.array([[0, 51, 102], [153, 204, 255]], np.uint8)
UNIT = np.array([[0, 0.2, 0.4], [0.6, 0.8, 1]], np.float32)
DEEP = np.array([[0, 13107, 26214], [39321, 52428, 65535]], np.uint16)


def pixels(data: bytes) -> Any:
    return read_radiograph(data).pixels


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_eight_bit_grey_is_value_over_255(kind: str) -> None:
    film = read_radiograph(encoded(Image.fromarray(GREY), kind))
    assert film.source_format == kind
    assert film.pixels.dtype == np.float32
    assert film.remarks == ()
    assert film.pixels == pytest.approx(UNIT, abs=1e-6)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_value_over_65535(kind: str) -> None:
    film = read_radiograph(encoded(Image.fromarray(DEEP), kind))
    assert film.pixels == pytest.approx(UNIT, abs=1e-6)
    assert film.remarks == ()


def test_big_endian_sixteen_bit_tiff() -> None:
    image = Image.frombytes("I;16B", (3, 2), DEEP.astype(">u2").tobytes())
    data = encoded(image, "TIFF")
    assert data[:2] == b"MM"
    assert pixels(data) == pytest.approx(UNIT, abs=1e-6)


@pytest.mark.parametrize(("top", "bits"), [(1023, 10), (4095, 12), (16383, 14)])
def test_detector_values_in_sixteen_bits_keep_their_own_full_scale(top: int, bits: int) -> None:
    values = np.array([[0, top // 2, top]], np.uint16)
    film = read_radiograph(encoded(Image.fromarray(values), "PNG"))
    assert film.pixels == pytest.approx(np.array([[0, (top // 2) / top, 1]]), abs=1e-6)
    assert film.remarks == (f"The file holds {bits}-bit grey values in 16 bits.",)


def test_colour_becomes_its_luma() -> None:
    rgb = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [90, 90, 90]]], np.uint8)
    expected = [[0.299, 0.587, 0.114, 90 / 255]]
    for kind in ("PNG", "TIFF"):
        assert pixels(encoded(Image.fromarray(rgb), kind)) == pytest.approx(np.array(expected), abs=0.003)


def test_grey_jpeg_in_rgb_is_the_grey_jpeg() -> None:
    plain = Image.fromarray(np.repeat(np.arange(0, 256, 4, dtype=np.uint8)[None], 32, axis=0))
    grey = pixels(encoded(plain, "JPEG", quality=95))
    colour = pixels(encoded(plain.convert("RGB"), "JPEG", quality=95))
    assert grey == pytest.approx(np.asarray(plain) / 255, abs=0.02)
    assert colour == pytest.approx(grey, abs=1.5 / 255)


def test_palette_is_resolved() -> None:
    image = Image.frombytes("P", (3, 1), bytes([2, 0, 1]))
    image.putpalette([255, 255, 255, 51, 51, 51, 0, 0, 0])
    for kind in ("PNG", "TIFF"):
        assert pixels(encoded(image, kind)) == pytest.approx(np.array([[0, 1, 0.2]]), abs=1e-6)


def test_transparent_is_black() -> None:
    rgba = np.array([[[255, 255, 255, 255], [255, 255, 255, 0], [255, 255, 255, 51]]], np.uint8)
    expected = np.array([[1, 0, 0.2]])
    assert pixels(encoded(Image.fromarray(rgba), "PNG")) == pytest.approx(expected, abs=1e-6)
    assert pixels(encoded(Image.fromarray(rgba), "TIFF")) == pytest.approx(expected, abs=1e-6)
    layered = Image.fromarray(rgba).convert("LA")
    assert pixels(encoded(layered, "PNG")) == pytest.approx(expected, abs=1e-6)


def test_a_transparent_grey_of_a_png_is_black() -> None:
    data = encoded(Image.fromarray(GREY), "PNG", transparency=255)
    assert pixels(data)[1, 2] == 0
    assert pixels(data)[1, 1] == pytest.approx(0.8)


@pytest.mark.parametrize("values", [GREY, DEEP])
def test_white_is_zero_tiff_is_turned_over(values: Any) -> None:
    data = bytearray(encoded(Image.fromarray(values), "TIFF"))
    tag = data.index(b"\x06\x01\x03\0\x01\0\0\0\x01\0")  # PhotometricInterpretation, SHORT, one, BlackIsZero
    data[tag + 8] = 0
    assert pixels(bytes(data)) == pytest.approx(1 - UNIT, abs=1e-6)


def test_floats_from_0_to_1_are_taken_as_they_are() -> None:
    assert pixels(encoded(Image.fromarray(UNIT), "TIFF")) == pytest.approx(UNIT)
    for odd in (UNIT * 300, UNIT - 1, np.full((2, 2), np.nan, np.float32)):
        with pytest.raises(UnsupportedEncodingError, match="outside 0 to 1"):
            read_radiograph(encoded(Image.fromarray(odd), "TIFF"))


def test_integers_of_32_bits_are_read_up_to_16_bits() -> None:
    assert pixels(encoded(Image.fromarray(DEEP.astype(np.int32)), "TIFF")) == pytest.approx(UNIT, abs=1e-6)
    with pytest.raises(UnsupportedEncodingError, match="32-bit"):
        read_radiograph(encoded(Image.fromarray(DEEP.astype(np.int32) * 2), "TIFF"))


def test_one_bit_is_no_radiograph() -> None:
    for kind in ("PNG", "TIFF"):
        with pytest.raises(NotARadiographError, match="without any grey"):
            read_radiograph(encoded(Image.fromarray(GREY).convert("1"), kind))


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
def test_the_stated_orientation_is_applied(kind: str) -> None:
    top_left_bright = np.zeros((16, 32), np.uint8)
    top_left_bright[:8, :8] = 255
    exif = Image.Exif()
    exif[274] = 6  # turn by 90 degrees clockwise to see it upright
    seen = pixels(encoded(Image.fromarray(top_left_bright), kind, exif=exif))
    assert seen.shape == (32, 16)
    assert seen[:8, 8:].mean() > 0.95
    assert seen[:, :8].mean() < 0.05


def test_several_pages_or_frames_are_refused() -> None:
    first, second = Image.fromarray(GREY), Image.fromarray(255 - GREY)
    for kind in ("TIFF", "PNG"):
        data = encoded(first, kind, save_all=True, append_images=[second])
        with pytest.raises(NotARadiographError, match="several pictures"):
            read_radiograph(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_the_limit_of_pixels_is_kept_before_decoding(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = encoded(Image.new("L", (300, 200)), kind)
    assert read_radiograph(data, max_pixels=60_000).width == 300
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _self: pytest.fail("decoded"))
    with pytest.raises(TooLargeError, match="300 x 200"):
        read_radiograph(data, max_pixels=59_999)


def test_a_bomb_is_refused_by_its_header() -> None:
    bomb = bytearray(encoded(Image.new("L", (8, 8)), "PNG"))
    bomb[16:24] = (50_000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4, "big")
    with pytest.raises(TooLargeError):
        read_radiograph(bytes(bomb))


def test_a_bomb_in_the_text_of_a_png_is_refused() -> None:
    notes = PngInfo()
    notes.add_text("note", "a" * 80_000_000, zip=True)
    with pytest.raises(DamagedFileError):
        read_radiograph(encoded(Image.fromarray(GREY), "PNG", pnginfo=notes))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_cut_png_or_tiff_is_damaged(kind: str) -> None:
    whole = encoded(Image.effect_noise((64, 64), 50), kind)
    with pytest.raises(DamagedFileError):
        read_radiograph(whole[: len(whole) // 2])
