"""Source bytes to grey values of full depth, for a viewer in which the reader sets the window.

`core.imaging.reading` gives a radiograph through the window that its file asks for, which is what a network
wants. Here nothing is windowed away: whole numbers in the same meaning of grey (air dark, bone bright), and
the window to begin with, through which they look like the `Radiograph`.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset

from core.errors import DamagedFileError, RadiographError
from core.imaging.decoding import stored_values
from core.imaging.dicom import checked_dataset, looks_like_dicom, spacing_of, syntax_of
from core.imaging.elements import integer, numbers, text
from core.imaging.grey import (
    apply_modality,
    colour_to_grey,
    grey_of,
    padding_mask,
    seen_range,
    stored_range,
    unwindowed_range,
    window_ends,
)
from core.imaging.muting import mute_library_warnings
from core.imaging.reading import read_radiograph
from core.imaging.tables import lookup_table, palette_to_rgb
from core.records import FloatImage

Values = NDArray[Any]
DeepImage = NDArray[np.uint16]
Curve = Literal["linear", "sigmoid"]

_MOST_BITS = 16


@dataclass(frozen=True, slots=True, eq=False)
class FullDepth:
    """One radiograph for a viewer.

    pixels: (height, width) uint16; air is dark. bits: how many of the 16 the film uses.
    low, high: the pixel values that are black and white to begin with (of a sigmoid, centre -+ width / 2).
    spacing_mm: (between rows, between columns), where the file says so.
    """

    pixels: DeepImage
    bits: int
    low: float
    high: float
    curve: Curve = "linear"
    spacing_mm: tuple[float, float] | None = None


def read_full_depth(data: bytes, *, max_bytes: int = 128 * 2**20, max_pixels: int = 64_000_000) -> FullDepth:
    """Read the bytes of a file at full depth; raises what `read_radiograph` raises.

    DICOM keeps its stored values, turned over where the lowest is white, moved up where they are signed, and
    scaled down where they have more than 16 bits; a file with a VOI LUT, which no window can stand for, gives
    the table's output. Raster films are 8 bit widened, or 16 bit over the full scale.
    """
    if not looks_like_dicom(data):
        return _of_raster(read_radiograph(data, max_bytes=max_bytes, max_pixels=max_pixels).pixels)
    mute_library_warnings()
    try:
        return _of_dicom(checked_dataset(data, max_bytes, max_pixels))
    except RadiographError:
        raise
    # As in `read_dicom`: over broken bytes pydicom raises nearly anything.
    except Exception as cause:
        raise DamagedFileError from cause


def _of_raster(pixels: FloatImage) -> FullDepth:
    eight = pixels * np.float32(255)
    bits = 8 if bool(np.abs(eight - np.rint(eight)).max(initial=0) < 1e-3) else _MOST_BITS
    return _unwindowed(pixels, bits, None)


def _of_dicom(dataset: FileDataset) -> FullDepth:
    stored, photometric = stored_values(dataset, syntax_of(dataset))
    spacing = spacing_of(dataset)
    if photometric == "PALETTE COLOR":
        rgb, bits = palette_to_rgb(stored, dataset)
        return _unwindowed(colour_to_grey(rgb, bits), bits, spacing)
    if photometric == "RGB":
        bits = integer(dataset, "BitsStored", 8 * stored.dtype.itemsize)
        return _unwindowed(colour_to_grey(stored, bits), bits, spacing)
    if lookup_table(dataset, "VOILUTSequence") is not None:
        return _unwindowed(grey_of(stored, dataset)[0], _MOST_BITS, spacing)
    return _of_values(stored, dataset, spacing)


def _unwindowed(grey: FloatImage, bits: int, spacing: tuple[float, float] | None) -> FullDepth:
    """Grey in [0, 1] that no window changes, over the full scale of some bits."""
    top = 2 ** min(bits, _MOST_BITS) - 1
    return FullDepth(
        np.rint(grey * np.float64(top)).astype(np.uint16),
        min(bits, _MOST_BITS),
        0.0,
        float(top),
        "linear",
        spacing,
    )


def _of_values(stored: Values, dataset: FileDataset, spacing: tuple[float, float] | None) -> FullDepth:
    padding, meant = padding_mask(stored, dataset), apply_modality(stored, dataset)
    low, high, curve = _window(stored, meant, padding, dataset)
    values, slope, intercept = _whole_numbers(stored, meant, dataset)
    low, high = sorted(((low - intercept) / slope, (high - intercept) / slope))
    first, top = _range(values, dataset)
    shift = max(0, int(top - first).bit_length() - _MOST_BITS)
    pixels = (values.astype(np.int64) - first) >> shift
    low, high, top = (low - first) / 2**shift, (high - first) / 2**shift, (top - first) >> shift
    if (text(dataset, "PhotometricInterpretation") == "MONOCHROME1") != (slope < 0):
        pixels, low, high = top - pixels, top - high, top - low
    pixels[padding] = 0
    return FullDepth(pixels.astype(np.uint16), max(1, top.bit_length()), low, high, curve, spacing)


def _window(
    stored: Values, meant: Values, padding: NDArray[np.bool_], dataset: FileDataset
) -> tuple[float, float, Curve]:
    """The values, after the modality LUT, that are black and white; chosen as `grey_of` chooses."""
    centers, widths = numbers(dataset, "WindowCenter"), numbers(dataset, "WindowWidth")
    if not centers or not widths or widths[0] <= 0:
        return *unwindowed_range(stored, meant[~padding], dataset), "linear"
    function = text(dataset, "VOILUTFunction") or "LINEAR"
    low, high = window_ends(centers[0], widths[0], function)
    if function == "SIGMOID":
        return low, high, "sigmoid"
    if meant.max() <= low or meant.min() >= high:  # it shows nothing
        low, high = seen_range(meant[~padding])
    return low, high, "linear"


def _whole_numbers(stored: Values, meant: Values, dataset: FileDataset) -> tuple[Values, float, float]:
    """Return whole numbers, and the slope and intercept that lead from them to the meant values."""
    if lookup_table(dataset, "ModalityLUTSequence") is not None:
        return meant, 1.0, 0.0
    slope = (*numbers(dataset, "RescaleSlope"), 1.0)[0]
    intercept = (*numbers(dataset, "RescaleIntercept"), 0.0)[0]
    return (stored, slope, intercept) if slope else (stored, 1.0, 0.0)


def _range(values: Values, dataset: FileDataset) -> tuple[int, int]:
    """The range that the file states, or the wider one that its values really have."""
    first, top = stored_range(values, dataset)
    if lookup_table(dataset, "ModalityLUTSequence") is not None:
        first, top = 0.0, 0.0
    return min(int(first), int(values.min())), max(int(top), int(values.max()))
