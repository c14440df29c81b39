"""The front door: what a file is, its content says; limits and refusals in plain sentences."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pydicom.uid import RLELossless

import core.imaging
from core.errors import EmptyFileError, RadiographError, TooLargeError, UnknownFormatError
from core.imaging import encode_png, read_radiograph, sample_radiographs
from tests.imaging.films import as_bytes, dicom, encoded, film, gradient, textured


def test_no_bytes() -> None:
    with pytest.raises(EmptyFileError, match="empty"):
        read_radiograph(b"")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"hello, this is a text", "not a DICOM, PNG, JPEG or TIFF"),
        (bytes(5000), "not a DICOM, PNG, JPEG or TIFF"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"GIF89a...", "a GIF picture"),
        (b"PK\x03\x04...", "a ZIP archive"),
        (b"<!DOCTYPE html>", "a web page"),
        (b"\n <svg/>", "a web page"),
    ],
)
def test_other_formats_are_named(data: bytes, word: str) -> None:
    with pytest.raises(UnknownFormatError, match=word):
        read_radiograph(data)


def test_the_limit_of_bytes_is_kept_before_anything_is_read() -> None:
    with pytest.raises(TooLargeError, match="3 MB"):
        read_radiograph(b"\x89PNG" + bytes(3 * 2**20), max_bytes=2**20)
    data = dicom(gradient())
    assert read_radiograph(data, max_bytes=len(data)).width == 64


def test_the_digest_is_that_of_the_bytes() -> None:
    data = encoded(Image.new("L", (4, 4), 90), "PNG")
    assert read_radiograph(data).digest == hashlib.sha256(data).hexdigest()


def test_encode_png_gives_back_the_grey_values() -> None:
    pixels = np.array([[0, 0.2, 0.5], [1, 1.7, -3]], np.float32)
    image = Image.open(BytesIO(encode_png(pixels)))
    assert image.mode == "L"
    assert np.asarray(image).tolist() == [[0, 51, 128], [255, 255, 0]]
    grey = textured()
    assert read_radiograph(encode_png((grey / 255).astype(np.float32))).pixels == pytest.approx(grey / 255)


def test_samples_are_readable() -> None:
    for sample in sample_radiographs():
        assert read_radiograph(sample.data).source_format == "PNG"


def test_the_front_door_knows_no_other_names() -> None:
    with pytest.raises(AttributeError):
        core.imaging.nothing  # noqa: B018


def test_the_front_door_is_light() -> None:
    heavy = ("cv2", "PIL", "pydicom", "tensorflow")
    code = f"import core.imaging, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_threads_read_as_one_does() -> None:
    packed = film(gradient())
    packed.compress(RLELossless, generate_instance_uid=False)
    jpeg = encoded(Image.fromarray(textured()), "JPEG")
    files = [as_bytes(packed), dicom(gradient()), jpeg, jpeg[:-40], b"nothing"] * 6

    def outcome(data: bytes) -> object:
        try:
            shown = read_radiograph(data)
        except RadiographError as refusal:
            return refusal.sentence
        return shown.pixels.tobytes(), shown.remarks

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(outcome, files)) == [outcome(data) for data in files]
