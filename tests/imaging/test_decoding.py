"""Every transfer syntax that can be written here, decoded to the values that went in."""

import sys
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom import uid
from pydicom.encaps import encapsulate

from core.errors import DamagedFileError
from core.imaging import decoder_process, read_radiograph
from core.imaging.decoder_process import DECODERS, DecoderProcess
from tests.imaging.films import as_bytes, encoded, film, gradient

WINDOW: dict[str, Any] = {"WindowCenter": 2048, "WindowWidth": 4096}
EXPECTED = gradient() / 4095
OPTIONS = {
    "rows": 40,
    "columns": 64,
    "number_of_frames": 1,
    "samples_per_pixel": 1,
    "bits_allocated": 16,
    "bits_stored": 12,
    "pixel_representation": 0,
    "photometric_interpretation": "MONOCHROME2",
    "pixel_keyword": "PixelData",
}


def compressed(syntax: uid.UID, values: Any = None, bits: int = 12, **elements: Any) -> bytes:
    dataset = film(gradient() if values is None else values, bits, **WINDOW | elements)
    dataset.compress(syntax, generate_instance_uid=False)
    return as_bytes(dataset)


@pytest.mark.parametrize("syntax", [uid.RLELossless, uid.JPEGLSLossless, uid.JPEG2000Lossless])
def test_lossless_syntaxes_give_back_every_value(syntax: uid.UID) -> None:
    shown = read_radiograph(compressed(syntax))
    assert shown.pixels == pytest.approx(EXPECTED, abs=1e-6)
    turned = read_radiograph(compressed(syntax, PhotometricInterpretation="MONOCHROME1"))
    assert turned.pixels == pytest.approx(1 - EXPECTED, abs=1e-6)


@pytest.mark.parametrize("syntax", [uid.RLELossless, uid.JPEG2000Lossless])
def test_signed_values_survive_compression(syntax: uid.UID) -> None:
    signed = (gradient().astype(np.int32) - 2048).astype(np.int16)
    shown = read_radiograph(compressed(syntax, signed, WindowCenter=0))
    assert shown.pixels == pytest.approx(EXPECTED, abs=1e-6)


@pytest.mark.parametrize(
    ("syntax", "options"),
    [(uid.JPEGLSNearLossless, {"jls_error": 3}), (uid.JPEG2000, {"j2k_psnr": [80]})],
)
def test_lossy_syntaxes_come_near(syntax: uid.UID, options: dict[str, Any]) -> None:
    dataset = film(gradient(), **WINDOW)
    dataset.compress(syntax, generate_instance_uid=False, **options)
    assert read_radiograph(as_bytes(dataset)).pixels == pytest.approx(EXPECTED, abs=0.002)


@pytest.mark.parametrize("syntax", [uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit])
def test_jpeg_of_eight_bits(syntax: uid.UID) -> None:
    grey = (gradient(top=255)).astype(np.uint8)
    dataset = film(grey, 8, syntax=syntax)
    dataset.PixelData = encapsulate([encoded(Image.fromarray(grey), "JPEG", quality=98)])
    assert read_radiograph(as_bytes(dataset)).pixels == pytest.approx(grey / 255, abs=0.02)


def test_colour_jpeg_becomes_its_luma() -> None:
    rgb = np.full((16, 16, 3), [200, 100, 50], np.uint8)
    dataset = film(rgb, 8, syntax=uid.JPEGBaseline8Bit, PhotometricInterpretation="YBR_FULL_422")
    dataset.PixelData = encapsulate([encoded(Image.fromarray(rgb), "JPEG", quality=98)])
    luma = (0.299 * 200 + 0.587 * 100 + 0.114 * 50) / 255
    assert read_radiograph(as_bytes(dataset)).pixels == pytest.approx(np.full((16, 16), luma), abs=0.01)


def test_big_endian_eight_bits_in_words() -> None:
    grey = (gradient(top=255)).astype(np.uint8)
    dataset = film(grey, 8, syntax=uid.ExplicitVRBigEndian)
    dataset.PixelData = grey.tobytes()
    dataset["PixelData"].VR = "OB"
    assert read_radiograph(as_bytes(dataset)).pixels == pytest.approx(grey / 255, abs=1e-6)
    dataset.PixelData = grey.view(">u2").astype("<u2").tobytes()
    dataset["PixelData"].VR = "OW"
    assert read_radiograph(as_bytes(dataset)).pixels == pytest.approx(grey / 255, abs=1e-6)


def test_a_broken_codestream_is_damaged_and_the_next_film_is_read() -> None:
    data = compressed(uid.JPEG2000Lossless)
    start = data.index(b"\xff\x4f\xff\x51")
    with pytest.raises(DamagedFileError):
        read_radiograph(data[:start] + bytes(len(data) - start - 8) + data[-8:])
    assert read_radiograph(data).pixels == pytest.approx(EXPECTED, abs=1e-6)


def test_a_codestream_of_another_size_than_the_header_says_is_damaged() -> None:
    other = film(gradient(), **WINDOW)
    other.compress(uid.JPEG2000Lossless, generate_instance_uid=False)
    other.Rows = 39
    with pytest.raises(DamagedFileError):
        read_radiograph(as_bytes(other))


@pytest.mark.parametrize(
    "program",
    [
        "import time; time.sleep(60)",
        "import os; os.abort()",
        "print('{}', flush=True)",
        """print('{"length": 9}', flush=True)""",
        "print('no json', flush=True)",
    ],
)
def test_a_decoder_that_hangs_dies_or_babbles_costs_one_picture(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoders = DecoderProcess(seconds=5)
    with monkeypatch.context() as patched:
        patched.setattr(decoder_process, "_COMMAND", (sys.executable, "-c", program))
        with pytest.raises(DamagedFileError):
            decoders.decode(b"x" * 200_000, uid.RLELossless, "pylibjpeg", OPTIONS)
    dataset = film(gradient())
    dataset.compress(uid.RLELossless, generate_instance_uid=False)
    values, photometric = decoders.decode(dataset.PixelData, uid.RLELossless, "pylibjpeg", OPTIONS)
    assert np.array_equal(values, gradient())
    assert photometric == "MONOCHROME2"
    decoders.close()


def test_the_decoder_process_is_started_again_after_its_end() -> None:
    data = compressed(uid.RLELossless)
    read_radiograph(data)
    DECODERS.close()
    assert read_radiograph(data).pixels == pytest.approx(EXPECTED, abs=1e-6)
