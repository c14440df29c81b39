"""Random and broken bytes: a radiograph or a RadiographError comes out, and nothing else."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pydicom import uid

from core.errors import RadiographError
from core.imaging import read_radiograph
from tests.imaging.films import as_bytes, dicom, encoded, film, gradient, textured

RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
STARTS = (
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\0",
    b"MM\0*",
    b"II+\0\x08\0\0\0",
    b"\0" * 128 + b"DICM",
    b"\x08\0\x05\0",
    b"\0\x08\0\x05",
    b"\x02\0\0\0UL\x04\0",
)


@cache
def sound_files() -> tuple[bytes, ...]:
    picture = Image.fromarray(textured(24, 24))
    files = [encoded(picture, kind) for kind in ("PNG", "JPEG", "TIFF")]
    files.append(encoded(picture, "TIFF", compression="tiff_lzw"))
    files.append(encoded(picture.convert("P"), "PNG"))
    files.append(encoded(picture, "JPEG", progressive=True))
    files.append(dicom(gradient(), WindowCenter=2048, WindowWidth=4096, RescaleSlope=1, RescaleIntercept=0))
    files.append(as_bytes(film(gradient(), syntax=uid.DeflatedExplicitVRLittleEndian)))
    for syntax in (uid.RLELossless, uid.JPEG2000Lossless, uid.JPEGLSLossless):
        dataset = film(gradient())
        dataset.compress(syntax, generate_instance_uid=False)
        files.append(as_bytes(dataset))
    return tuple(files)


def survives(data: bytes) -> None:
    try:
        shown = read_radiograph(data, max_pixels=1_000_000)
    except RadiographError as refusal:
        assert refusal.sentence
        return
    assert shown.pixels.dtype == np.float32
    assert shown.pixels.ndim == 2
    assert shown.pixels.size > 0
    assert float(shown.pixels.min()) >= 0
    assert float(shown.pixels.max()) <= 1


@RELAXED
@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_random_bytes(start: bytes, rest: bytes) -> None:
    survives(start + rest)


@RELAXED
@given(st.data())
def test_sound_files_with_some_bytes_changed(data: st.DataObject) -> None:
    sound = bytearray(data.draw(st.sampled_from(sound_files())))
    for _ in range(data.draw(st.integers(1, 6))):
        sound[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    survives(bytes(sound))


@RELAXED
@given(st.data())
def test_sound_files_cut_anywhere(data: st.DataObject) -> None:
    sound = data.draw(st.sampled_from(sound_files()))
    survives(sound[: data.draw(st.integers(0, len(sound)))])


def headers_of(sound: bytes) -> Iterator[bytes]:
    """Each byte of the header in turn set to its extremes."""
    for place in range(128, min(len(sound), 700)):
        for value in (0, 255):
            yield sound[:place] + bytes([value]) + sound[place + 1 :]


@pytest.mark.parametrize("number", range(6, 8))
def test_every_byte_of_a_dicom_header_in_turn(number: int) -> None:
    for broken in headers_of(sound_files()[number]):
        survives(broken)
