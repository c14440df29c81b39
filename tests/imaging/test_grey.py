"""The grayscale transformation sequence, against values worked by hand from the standard's formulas."""

from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from core.errors import UnsupportedEncodingError
from core.imaging import read_radiograph
from core.imaging.grey import apply_window, seen_range
from core.imaging.tables import look_up
from tests.imaging.films import as_bytes, dicom, film, gradient

STORED = np.array([[0, 1024, 2048], [3072, 4094, 4095]], np.uint16)
WHOLE_WINDOW: dict[str, Any] = {"WindowCenter": 2048, "WindowWidth": 4096}


def pixels(values: Any = STORED, bits: int = 12, **elements: Any) -> Any:
    return read_radiograph(dicom(values, bits, **elements)).pixels


def table(entries: list[int], first: int, bits: int, vr: str = "US") -> Dataset:
    item = Dataset()
    item.add_new(0x00283002, vr, [len(entries), first, bits])
    item.add_new(0x00283006, "OW", np.array(entries, "<u2").tobytes())
    return item


def test_linear_window_by_hand() -> None:
    # PS3.3 C.11.2.1.2.1: y = (x - (c - 0.5)) / (w - 1) + 0.5
    assert pixels(**WHOLE_WINDOW) == pytest.approx(STORED / 4095, abs=1e-6)
    narrow = pixels(WindowCenter=2048, WindowWidth=2049)
    assert narrow == pytest.approx(np.array([[0, 0.000244, 0.500244], [1, 1, 1]]), abs=1e-5)


def test_linear_exact_window_by_hand() -> None:
    seen = pixels(WindowCenter=2048, WindowWidth=4096, VOILUTFunction="LINEAR_EXACT")
    assert seen == pytest.approx(STORED / 4096, abs=1e-6)


def test_sigmoid_window_by_hand() -> None:
    seen = pixels(WindowCenter=2048, WindowWidth=4096, VOILUTFunction="SIGMOID")
    assert seen == pytest.approx(1 / (1 + np.exp(-4 * (STORED - 2048.0) / 4096)), abs=1e-6)


def test_a_window_of_width_one_is_a_threshold() -> None:
    assert apply_window(np.array([[9, 10, 11]]), 10, 1).tolist() == [[0, 1, 1]]


def test_the_first_of_several_windows_is_shown() -> None:
    assert pixels(WindowCenter=[2048, 100], WindowWidth=[4096, 50]) == pytest.approx(STORED / 4095, abs=1e-6)


def test_monochrome1_is_turned_over() -> None:
    seen = pixels(PhotometricInterpretation="MONOCHROME1", **WHOLE_WINDOW)
    assert seen == pytest.approx(1 - STORED / 4095, abs=1e-6)


@pytest.mark.parametrize(("photometric", "shape"), [("MONOCHROME1", "INVERSE"), ("MONOCHROME2", "IDENTITY")])
def test_presentation_lut_shape_does_not_turn_a_second_time(photometric: str, shape: str) -> None:
    plain = pixels(PhotometricInterpretation=photometric, **WHOLE_WINDOW)
    shaped = pixels(PhotometricInterpretation=photometric, PresentationLUTShape=shape, **WHOLE_WINDOW)
    assert np.array_equal(plain, shaped)


def test_rescale_comes_before_the_window() -> None:
    seen = pixels(RescaleSlope=2, RescaleIntercept=-100, WindowCenter=3995.5, WindowWidth=8191)
    assert seen == pytest.approx(STORED / 4095, abs=1e-6)  # the window reaches from -100 to 8090


def test_a_slope_of_zero_is_ignored() -> None:
    assert pixels(RescaleSlope=0, RescaleIntercept=5, **WHOLE_WINDOW) == pytest.approx(
        STORED / 4095, abs=1e-6
    )


def test_signed_values() -> None:
    signed = np.array([[-2048, 0, 2047]], np.int16)
    assert pixels(signed, WindowCenter=0, WindowWidth=4096) == pytest.approx(
        np.array([[0, 2048 / 4095, 1]]), abs=1e-6
    )


def test_unused_bits_are_dropped() -> None:
    burdened = STORED | np.uint16(0xA000)
    assert pixels(burdened, **WHOLE_WINDOW) == pytest.approx(STORED / 4095, abs=1e-6)
    negative = np.array([[-5, 5]], np.int16) & np.int16(0x0FFF)
    assert pixels(negative, WindowCenter=0, WindowWidth=11) == pytest.approx(np.array([[0.05, 1]]), abs=1e-6)


def test_high_bit_above_the_value_is_heeded() -> None:
    assert pixels(STORED << 4, HighBit=15, **WHOLE_WINDOW) == pytest.approx(STORED / 4095, abs=1e-6)


def test_eight_bits_without_window_are_taken_as_they_are() -> None:
    grey = np.array([[10, 51, 102, 153]], np.uint8)
    assert pixels(grey, 8) == pytest.approx(grey / 255, abs=1e-6)
    assert pixels(grey, 8, RescaleSlope=3, RescaleIntercept=7) == pytest.approx(grey / 255, abs=1e-6)
    assert pixels(grey.astype(np.uint16), 8) == pytest.approx(grey / 255, abs=1e-6)


def test_deep_values_without_window_fill_the_scale() -> None:
    values = gradient(100, 200, top=900)
    seen = pixels(values)
    low, high = np.quantile(values, (0.005, 0.995))
    assert seen == pytest.approx(np.clip((values - low) / (high - low), 0, 1), abs=1e-6)


def test_one_bright_marker_does_not_darken_the_film() -> None:
    values = gradient(100, 200, top=900)
    values[0, 0] = 4095
    assert pixels(values)[1:].mean() > 0.4


def test_a_flat_film_is_black() -> None:
    assert not pixels(np.full((4, 4), 700, np.uint16)).any()
    assert seen_range(np.array([])) == (0, 0)


def test_a_window_that_shows_nothing_is_replaced() -> None:
    shown = read_radiograph(dicom(gradient(), WindowCenter=60_000, WindowWidth=100))
    assert shown.remarks == (
        "The window in the file shows nothing; the range of the picture's values was used instead.",
    )
    assert shown.pixels.std() > 0.2


@pytest.mark.parametrize("width", [0, -400])
def test_an_impossible_window_is_ignored(width: int) -> None:
    assert np.array_equal(pixels(gradient(), WindowCenter=5, WindowWidth=width), pixels(gradient()))


def test_padding_is_black_on_both_kinds_of_film() -> None:
    values = gradient()
    values[:5] = 4000
    for photometric in ("MONOCHROME1", "MONOCHROME2"):
        seen = pixels(values, PhotometricInterpretation=photometric, PixelPaddingValue=4000, **WHOLE_WINDOW)
        assert not seen[:5].any()
        assert seen[5:].any()


def test_a_range_of_padding_does_not_count_for_the_scale() -> None:
    values = gradient(top=1000)
    values[:20] = 4000
    values[:10] = 4095
    seen = pixels(values, PixelPaddingValue=4095, PixelPaddingRangeLimit=4000)
    assert not seen[:20].any()
    assert seen[20:].max() == 1


def test_padding_that_would_hide_the_film_is_ignored() -> None:
    seen = pixels(gradient(), PixelPaddingValue=0, PixelPaddingRangeLimit=4095, **WHOLE_WINDOW)
    assert seen == pytest.approx(gradient() / 4095, abs=1e-6)


def test_voi_lut_by_hand() -> None:
    curve = table([0, 100, 255], 1024, 8)
    values = np.array([[0, 1024, 1025, 1026, 4000]], np.uint16)
    seen = pixels(values, VOILUTSequence=Sequence([curve]), **WHOLE_WINDOW)
    assert seen == pytest.approx(np.array([[0, 0, 100 / 255, 1, 1]]), abs=1e-6)


def test_modality_lut_by_hand() -> None:
    curve = table([10, 20, 30], 0, 16)
    values = np.array([[0, 1, 2, 3]], np.uint16)
    seen = pixels(values, ModalityLUTSequence=Sequence([curve]), WindowCenter=20.5, WindowWidth=21)
    assert seen == pytest.approx(np.array([[0, 0.5, 1, 1]]), abs=1e-6)


def test_a_table_may_begin_below_zero() -> None:
    assert look_up(np.array([[-9, -2, -1, 0, 9]]), np.array([5, 6, 7]), -2).tolist() == [[5, 5, 6, 7, 7]]


def test_a_table_shorter_than_it_says_is_refused() -> None:
    curve = table([1, 2, 3], 0, 12)
    curve.LUTDescriptor = [4000, 0, 12]
    with pytest.raises(UnsupportedEncodingError):
        pixels(VOILUTSequence=Sequence([curve]))


def test_colour_becomes_its_luma() -> None:
    rgb = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [51, 51, 51]]], np.uint8)
    assert pixels(rgb, 8) == pytest.approx(np.array([[0.299, 0.587, 0.114, 0.2]]), abs=1e-6)
    assert pixels(rgb.astype(np.uint16) * 257, 16) == pytest.approx(
        np.array([[0.299, 0.587, 0.114, 0.2]]), abs=1e-6
    )


def test_ybr_becomes_grey() -> None:
    ybr = np.array([[[200, 128, 128], [30, 128, 128]]], np.uint8)
    seen = pixels(ybr, 8, PhotometricInterpretation="YBR_FULL")
    assert seen == pytest.approx(np.array([[200, 30]]) / 255, abs=1.5 / 255)


def test_palette_becomes_grey() -> None:
    dataset = film(np.array([[2, 0, 1, 1]], np.uint8), 8, PhotometricInterpretation="PALETTE COLOR")
    for colour in ("Red", "Green", "Blue"):
        setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [3, 0, 16])
        levels = np.array([0, 13107, 65535], "<u2").tobytes()
        setattr(dataset, f"{colour}PaletteColorLookupTableData", levels)
    seen = read_radiograph(as_bytes(dataset)).pixels
    assert seen == pytest.approx(np.array([[1, 0, 0.2, 0.2]]), abs=1e-6)


def test_a_palette_without_tables_is_refused() -> None:
    with pytest.raises(UnsupportedEncodingError):
        pixels(np.zeros((2, 2), np.uint8), 8, PhotometricInterpretation="PALETTE COLOR")
