"""Pixel Data of a DICOM object to an array of stored values."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.pixels.decoders.base import get_decoder

from core.errors import DamagedFileError, UnsupportedEncodingError
from core.imaging.decoder_process import DECODERS
from core.imaging.elements import integer, text

# One decoder a syntax, so that the same file gives the same pixels everywhere.
_PLUGINS = {
    uid.JPEGBaseline8Bit: "pillow",
    uid.JPEGExtended12Bit: "pillow",
    uid.JPEGLossless: "gdcm",
    uid.JPEGLosslessSV1: "gdcm",
    uid.JPEGLSLossless: "pyjpegls",
    uid.JPEGLSNearLossless: "pyjpegls",
    uid.JPEG2000Lossless: "pylibjpeg",
    uid.JPEG2000: "pylibjpeg",
    uid.HTJ2KLossless: "pylibjpeg",
    uid.HTJ2KLosslessRPCL: "pylibjpeg",
    uid.HTJ2K: "pylibjpeg",
    uid.RLELossless: "pylibjpeg",
}
_NATIVE = frozenset(
    {
        uid.ImplicitVRLittleEndian,
        uid.ExplicitVRLittleEndian,
        uid.ExplicitVRBigEndian,
        uid.DeflatedExplicitVRLittleEndian,
    }
)


def stored_values(dataset: Dataset, syntax: str) -> tuple[NDArray[Any], str]:
    """Decode the only frame: (rows, columns) or (rows, columns, 3), and its photometric interpretation.

    YBR comes back as RGB. Raise `UnsupportedEncodingError` or `DamagedFileError`.
    """
    options = _options(dataset)
    data = dataset.get("PixelData")
    if not isinstance(data, bytes) or not data:
        raise DamagedFileError
    if syntax in _PLUGINS:
        return DECODERS.decode(data, syntax, _PLUGINS[uid.UID(syntax)], options)
    if syntax not in _NATIVE:
        raise UnsupportedEncodingError
    # Big endian 8-bit values in OW are swapped in pairs; unused bits are dropped below, heeding High Bit.
    options |= {"pixel_vr": dataset["PixelData"].VR, "correct_unused_bits": False}
    array, properties = get_decoder(uid.UID(syntax)).as_array(data, index=0, **options)
    return _used_bits(array, options["bits_stored"], dataset), str(properties["photometric_interpretation"])


def _options(dataset: Dataset) -> dict[str, Any]:
    """What the decoders must know of the picture: the Image Pixel module (PS3.3 C.7.6.3)."""
    samples = integer(dataset, "SamplesPerPixel", 1)
    allocated = integer(dataset, "BitsAllocated", 0)
    options: dict[str, Any] = {
        "rows": integer(dataset, "Rows", 0),
        "columns": integer(dataset, "Columns", 0),
        "number_of_frames": 1,
        "samples_per_pixel": samples,
        "bits_allocated": allocated,
        "bits_stored": integer(dataset, "BitsStored", allocated),
        "pixel_representation": integer(dataset, "PixelRepresentation", 0),
        "photometric_interpretation": text(dataset, "PhotometricInterpretation") or "MONOCHROME2",
        "pixel_keyword": "PixelData",
    }
    if samples > 1:
        options["planar_configuration"] = integer(dataset, "PlanarConfiguration", 0)
    if allocated not in {8, 16, 32} or samples not in {1, 3}:
        raise UnsupportedEncodingError
    return options


def _used_bits(array: NDArray[Any], stored: int, dataset: Dataset) -> NDArray[Any]:
    """Drop the bits above the value and, where High Bit says so, those below it (PS3.5 8.1.1)."""
    allocated = 8 * array.dtype.itemsize
    high = integer(dataset, "HighBit", stored - 1)
    if stored == allocated or not stored - 1 <= high < allocated:
        return array
    return np.asarray(np.left_shift(array, allocated - 1 - high) >> (allocated - stored))
