"""Full depth: the stored values themselves, and a window through which they look like the radiograph."""

from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom.sequence import Sequence

from core.errors import DamagedFileError, UnknownFormatError
from core.imaging import read_full_depth, read_radiograph
from core.imaging.full_depth import FullDepth
from tests.imaging.films import dicom, encoded, gradient
from tests.imaging.test_grey import table

STORED = gradient()
TOP = 4095


def shown(deep: FullDepth) -> Any:
    """Return what a viewer draws through the window that it is given."""
    if deep.curve == "sigmoid":
        return 1 / (1 + np.exp(-4 * (deep.pixels - (deep.low + deep.high) / 2) / (deep.high - deep.low)))
    return np.clip((deep.pixels - deep.low) / (deep.high - deep.low), 0, 1)


def test_twelve_bits_stay_what_they_are() -> None:
    deep = read_full_depth(dicom(STORED, WindowCenter=2048, WindowWidth=1025, PixelSpacing=[0.2, 0.1]))
    assert deep.pixels.dtype == np.uint16
    assert np.array_equal(deep.pixels, STORED)
    assert (deep.bits, deep.low, deep.high, deep.spacing_mm) == (12, 1535.5, 2559.5, (0.2, 0.1))


def test_monochrome1_is_turned_over_with_its_window() -> None:
    deep = read_full_depth(
        dicom(STORED, PhotometricInterpretation="MONOCHROME1", WindowCenter=1000, WindowWidth=401)
    )
    assert np.array_equal(deep.pixels, TOP - STORED)
    assert (deep.low, deep.high) == (TOP - 1199.5, TOP - 799.5)


def test_signed_values_are_moved_up() -> None:
    signed = (STORED.astype(np.int32) - 2048).astype(np.int16)
    deep = read_full_depth(dicom(signed, WindowCenter=0, WindowWidth=4096))
    assert np.array_equal(deep.pixels, STORED)
    assert (deep.low, deep.high) == (0, 4095)


def test_more_bits_than_sixteen_are_scaled_down() -> None:
    deep = read_full_depth(dicom(STORED.astype(np.uint32) * 256, 20, WindowCenter=2**19, WindowWidth=2**20))
    assert deep.bits == 16
    assert np.array_equal(deep.pixels, STORED.astype(np.uint32) * 256 >> 4)


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"WindowCenter": 2048, "WindowWidth": 4096},
        {"WindowCenter": 1500, "WindowWidth": 700, "PhotometricInterpretation": "MONOCHROME1"},
        {"WindowCenter": 1500, "WindowWidth": 700, "VOILUTFunction": "LINEAR_EXACT"},
        {"WindowCenter": 1500, "WindowWidth": 700, "VOILUTFunction": "SIGMOID"},
        {"WindowCenter": 1500, "WindowWidth": 1},
        {"WindowCenter": 9000, "WindowWidth": 10},
        {"RescaleSlope": -2, "RescaleIntercept": 100, "WindowCenter": -4000, "WindowWidth": 3000},
        {"RescaleSlope": 0.5, "RescaleIntercept": -7, "PhotometricInterpretation": "MONOCHROME1"},
        {"PixelPaddingValue": 0, "WindowCenter": 1000, "WindowWidth": 1500},
        {"PixelPaddingValue": 0, "PhotometricInterpretation": "MONOCHROME1"},
        {"VOILUTSequence": Sequence([table([0, 40, 200, 255], 1000, 8)])},
        {"ModalityLUTSequence": Sequence([table(list(range(0, 60000, 6000)), 2000, 16)])},
    ],
)
def test_through_its_window_it_looks_like_the_radiograph(elements: dict[str, Any]) -> None:
    data = dicom(STORED, **elements)
    assert shown(read_full_depth(data)) == pytest.approx(read_radiograph(data).pixels, abs=1e-3)


def test_eight_and_sixteen_bit_pictures() -> None:
    grey = gradient(top=255).astype(np.uint8)
    widened = read_full_depth(encoded(Image.fromarray(grey), "PNG"))
    assert np.array_equal(widened.pixels, grey)
    assert (widened.bits, widened.low, widened.high, widened.spacing_mm) == (8, 0, 255, None)
    deep = gradient(top=65535)
    assert np.array_equal(read_full_depth(encoded(Image.fromarray(deep), "PNG")).pixels, deep)


def test_colour_becomes_its_luma() -> None:
    rgb = np.full((8, 8, 3), [200, 100, 50], np.uint8)
    deep = read_full_depth(dicom(rgb, 8))
    assert deep.pixels.tolist() == [[124] * 8] * 8


def test_a_broken_file_is_refused_as_ever() -> None:
    with pytest.raises(DamagedFileError):
        read_full_depth(dicom(STORED)[:-100])
    with pytest.raises(UnknownFormatError):
        read_full_depth(b"Dear colleague")
