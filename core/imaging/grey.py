"""Stored values of a DICOM picture to grey in [0, 1]: pure functions of an array and what the header says.

The order is that of the grayscale transformation sequence (PS3.4 N.2): modality LUT, VOI LUT or window,
presentation. Values are (rows, columns) arrays throughout.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from core.imaging.elements import integer, numbers, text
from core.imaging.tables import look_up, lookup_table
from core.records import FloatImage

Values = NDArray[Any]

SATURATED = 0.005
"""Share of the pixels that may be black, and white, where the file gives no window."""

_FULL_RANGE_BITS = 8
_NO_REMARKS: tuple[str, ...] = ()
_USELESS_WINDOW = "The window in the file shows nothing; the range of the picture's values was used instead."
_MOST_PADDING = 0.9


def grey_of(stored: Values, dataset: Dataset) -> tuple[FloatImage, tuple[str, ...]]:
    """Return the picture as it is meant to be seen, float32 in [0, 1], and remarks on how it was got.

    MONOCHROME1 (the lowest value is white, PS3.3 C.7.6.3.1.2) is turned over, so that bone is bright.
    Presentation LUT Shape is not asked: for radiographs it must be INVERSE with MONOCHROME1 and IDENTITY
    otherwise (C.8.11.3.1.2), and following both would turn the picture twice.
    """
    padding = padding_mask(stored, dataset)
    meant = apply_modality(stored, dataset)
    shown, remarks = _windowed(meant, dataset), _NO_REMARKS
    if shown is None:
        shown = over_range(meant, *unwindowed_range(stored, meant[~padding], dataset))
    elif _shows_nothing(shown, meant):
        shown, remarks = over_range(meant, *seen_range(meant[~padding])), (_USELESS_WINDOW,)
    pixels: FloatImage = shown.copy()
    if text(dataset, "PhotometricInterpretation") == "MONOCHROME1":
        np.subtract(np.float32(1), shown, out=pixels)
    pixels[padding] = 0
    return pixels, remarks


def colour_to_grey(rgb: Values, bits: int) -> FloatImage:
    """ITU-R BT.601 luma of (rows, columns, 3) red, green and blue of `bits` each, in [0, 1]."""
    luma = rgb[..., :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    grey: FloatImage = np.clip(luma / np.float32(2**bits - 1), 0, 1).astype(np.float32)
    return grey


def stored_range(stored: Values, dataset: Dataset) -> tuple[float, float]:
    """The values that Bits Stored and Pixel Representation allow (PS3.3 C.7.6.3.1)."""
    bits = integer(dataset, "BitsStored", 8 * stored.dtype.itemsize)
    if integer(dataset, "PixelRepresentation", 0) == 1:
        return -(2.0 ** (bits - 1)), 2.0 ** (bits - 1) - 1
    return 0.0, 2.0**bits - 1


def padding_mask(stored: Values, dataset: Dataset) -> NDArray[np.bool_]:
    """Where there is no film: Pixel Padding Value up to Pixel Padding Range Limit (PS3.3 C.7.5.1.1.2).

    A padding value that would hide nearly the whole picture is a mistake of the file and is ignored.
    """
    found = numbers(dataset, "PixelPaddingValue")
    if not found:
        return np.zeros(stored.shape, np.bool_)
    ends = (found[0], *numbers(dataset, "PixelPaddingRangeLimit")[:1])
    mask = (stored >= min(ends)) & (stored <= max(ends))
    return mask if mask.mean() <= _MOST_PADDING else np.zeros(stored.shape, np.bool_)


def apply_modality(stored: Values, dataset: Dataset) -> Values:
    """Apply the modality LUT (PS3.3 C.11.1.1), else rescale slope and intercept (C.11.1.1.2), if any."""
    table = lookup_table(dataset, "ModalityLUTSequence")
    if table is not None:
        return look_up(stored, *table[:2])
    slope = (*numbers(dataset, "RescaleSlope"), 1.0)[0]
    intercept = (*numbers(dataset, "RescaleIntercept"), 0.0)[0]
    if slope == 0 or (slope, intercept) == (1, 0):  # slope 0 would leave no picture: a mistake of the file
        return stored
    return stored * np.float64(slope) + np.float64(intercept)


def apply_window(values: Values, center: float, width: float, function: str = "LINEAR") -> FloatImage:
    """Return [0, 1] by a VOI LUT Function: LINEAR (PS3.3 C.11.2.1.2), LINEAR_EXACT, SIGMOID (C.11.2.1.3)."""
    values = values.astype(np.float64)
    if function == "SIGMOID":
        return (1 / (1 + np.exp(np.clip(-4 * (values - center) / width, -700, 700)))).astype(np.float32)
    if function == "LINEAR_EXACT":
        unclipped = (values - center) / width + 0.5
    elif width <= 1:
        unclipped = (values > center - 0.5).astype(np.float64)
    else:
        unclipped = (values - (center - 0.5)) / (width - 1) + 0.5
    return np.clip(unclipped, 0, 1).astype(np.float32)


def window_ends(center: float, width: float, function: str = "LINEAR") -> tuple[float, float]:
    """Return the values that a window shows black and white, see `apply_window`; of a sigmoid, c -+ w / 2."""
    if function in {"LINEAR_EXACT", "SIGMOID"}:
        return center - width / 2, center + width / 2
    half = (width - 1) / 2 if width > 1 else 0.25  # a threshold lies between two whole numbers
    return center - 0.5 - half, center - 0.5 + half


def unwindowed_range(stored: Values, meant: Values, dataset: Dataset) -> tuple[float, float]:
    """Return what is shown black and white where the file gives no window.

    8 bits are taken as they are, like any 8-bit picture; of deeper ones the range that is used.
    """
    if integer(dataset, "BitsStored", 8 * stored.dtype.itemsize) > _FULL_RANGE_BITS:
        return seen_range(meant)
    ends = apply_modality(np.array(stored_range(stored, dataset)), dataset)
    return float(ends.min()), float(ends.max())


def seen_range(values: Values) -> tuple[float, float]:
    """The range that holds all but the darkest and the brightest `SATURATED` of the values.

    PS3.3 C.11.2 leaves it open how a picture without window is shown. The full range of 12 or 16 bits would
    leave most such films all but black, and the extremes alone are often a marker or a defective pixel.
    """
    if not values.size:
        return 0.0, 0.0
    sample = values.ravel()[:: max(1, values.size // 1_000_000)]
    low, high = np.quantile(sample, (SATURATED, 1 - SATURATED))
    return (float(low), float(high)) if low < high else (float(values.min()), float(values.max()))


def over_range(values: Values, low: float, high: float) -> FloatImage:
    """Map low to 0 and high to 1; a flat picture is black."""
    if high <= low:
        return np.zeros(values.shape, np.float32)
    return np.clip((values - np.float64(low)) / (high - low), 0, 1).astype(np.float32)


def _windowed(values: Values, dataset: Dataset) -> FloatImage | None:
    """By the first VOI LUT, else by the first window; None where the file has neither (PS3.3 C.11.2.1).

    Several windows are alternatives; the first is the one to be shown by default.
    """
    table = lookup_table(dataset, "VOILUTSequence")
    if table is not None:
        entries, first, bits = table
        return np.clip(look_up(values, entries, first) / np.float64(2**bits - 1), 0, 1).astype(np.float32)
    centers, widths = numbers(dataset, "WindowCenter"), numbers(dataset, "WindowWidth")
    if not centers or not widths or widths[0] <= 0:
        return None
    return apply_window(values, centers[0], widths[0], text(dataset, "VOILUTFunction") or "LINEAR")


def _shows_nothing(pixels: FloatImage, values: Values) -> bool:
    return bool(pixels.min() == pixels.max() and values.min() < values.max())
