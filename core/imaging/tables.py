"""Look-up tables of DICOM: modality and VOI LUT sequences, and colour palettes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from core.errors import UnsupportedEncodingError
from core.imaging.elements import numbers

Values = NDArray[Any]


def look_up(values: Values, table: Values, first: float) -> Values:
    """Map by a table whose first entry stands for `first`; beyond its ends, by these (PS3.3 C.11.1.1.1)."""
    places = np.clip(np.rint(values.astype(np.float64) - first), 0, len(table) - 1)
    return table[places.astype(np.intp)]


def lookup_table(dataset: Dataset, sequence: str) -> tuple[Values, float, int] | None:
    """Return (entries, value of the first entry, bits of an entry) of a LUT sequence's first item, if any."""
    items = dataset.get(sequence)
    if not items:
        return None
    item: Dataset = items[0]
    descriptor = numbers(item, "LUTDescriptor")
    if len(descriptor) != 3:
        raise UnsupportedEncodingError
    length, first, bits = int(descriptor[0]) % 2**16 or 2**16, descriptor[1], int(descriptor[2])
    entries = _entries(item["LUTData"].value, length, little_endian=bool(dataset.original_encoding[1]))
    if not 8 <= bits <= 16 or len(entries) < length:
        raise UnsupportedEncodingError
    return entries[:length], first, bits


def _entries(data: object, length: int, *, little_endian: bool) -> Values:
    """LUT Data comes as numbers (US, SS) or as the bytes of 8-bit or 16-bit words (OW)."""
    if not isinstance(data, bytes):
        return np.atleast_1d(np.asarray(data)).astype(np.int64) & 0xFFFF
    if len(data) < 2 * length:
        return np.frombuffer(data, np.uint8)
    return np.frombuffer(data[: 2 * length], "<u2" if little_endian else ">u2")


def palette_to_rgb(indices: Values, dataset: Dataset) -> tuple[Values, int]:
    """Return (rows, columns, 3) of a PALETTE COLOR picture and the bits of a value (PS3.3 C.7.6.3.1.5, .6).

    Segmented palettes, which could expand without end, are not read; no radiograph needs one.
    """
    channels = [_palette(dataset, colour) for colour in ("Red", "Green", "Blue")]
    bits = 16 if any(table.dtype.itemsize > 1 for table, _ in channels) else 8
    return np.stack([look_up(indices, table, first) for table, first in channels], axis=-1), bits


def _palette(dataset: Dataset, colour: str) -> tuple[Values, float]:
    descriptor = numbers(dataset, f"{colour}PaletteColorLookupTableDescriptor")
    data = dataset.get(f"{colour}PaletteColorLookupTableData")
    if len(descriptor) != 3 or not isinstance(data, bytes):
        raise UnsupportedEncodingError
    length = int(descriptor[0]) % 2**16 or 2**16
    table = _entries(data, length, little_endian=bool(dataset.original_encoding[1]))
    if len(table) < length:
        raise UnsupportedEncodingError
    return table, descriptor[1]
