"""JPEG, PNG and TIFF to grey pixels in [0, 1].

Pillow's file classes are used directly: `Image.open` would judge the size by limits of its own that hold for
the whole process, and would try dozens of formats that no radiograph comes in.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from core.errors import (
    DamagedFileError,
    NotARadiographError,
    RadiographError,
    TooLargeError,
    UnsupportedEncodingError,
)
from core.imaging.muting import mute_library_warnings
from core.imaging.truncation import complete_jpeg
from core.records import FloatImage

_CLASSES: dict[str, type[ImageFile]] = {"JPEG": JpegImageFile, "PNG": PngImageFile, "TIFF": TiffImageFile}
_PHOTOMETRIC_TAG, _WHITE_IS_ZERO = 262, 0  # TIFF 6.0, section 8
_DETECTOR_BITS = (10, 12, 14, 16)
_OPAQUE, _LAYERED = (
    frozenset({"L", "P", "RGB", "CMYK", "YCbCr"}),
    frozenset({"LA", "PA", "RGBA", "La", "RGBa"}),
)


@dataclass(frozen=True, slots=True)
class RasterPicture:
    """pixels: (height, width) float32 in [0, 1]; remarks: what a reader should know of how they were got."""

    pixels: FloatImage
    remarks: tuple[str, ...] = ()


def read_raster(data: bytes, kind: str, max_pixels: int) -> RasterPicture:
    """Decode one picture of `kind` "JPEG", "PNG" or "TIFF".

    8-bit grey is value / 255, 16-bit grey value / full scale (see `_full_scale`), colour is its ITU-R 601-2
    luma, transparent is black; the orientation that the file states is applied.

    Raise `TooLargeError`, `NotARadiographError` (several pictures, no grey levels),
    `UnsupportedEncodingError` or `DamagedFileError`.
    """
    mute_library_warnings()
    try:
        file = _open(data, kind, max_pixels)
        inverted = _is_inverted(file)
        image, remarks = _load(file, data)
        pixels, more = _grey(image)
        return RasterPicture(np.float32(1) - pixels if inverted else pixels, remarks + more)
    except RadiographError:
        raise
    # Pillow raises nearly anything over broken bytes (struct.error, KeyError, ValueError, zlib.error ...),
    # and one such file must not stop the others.
    except Exception as cause:
        raise DamagedFileError from cause


def _open(data: bytes, kind: str, max_pixels: int) -> ImageFile:
    image = _CLASSES[kind](BytesIO(data))
    width, height = image.size
    if width * height > max_pixels:
        raise TooLargeError(
            f"The picture has {width} x {height} pixels, more than this installation accepts "
            f"({max_pixels / 1e6:g} million)."
        )
    if _has_second_page(image):
        raise NotARadiographError("This file holds several pictures, not a single radiograph.")
    return image


def _has_second_page(image: ImageFile) -> bool:
    # Counting all pages would walk through every one of them, and a hostile file can claim millions.
    if isinstance(image, TiffImageFile):
        try:
            image.seek(1)
        except EOFError:
            return False
        return True
    return bool(getattr(image, "is_animated", False))


def _is_inverted(image: ImageFile) -> bool:
    """Whether zero is white and Pillow leaves it so, which it does with more than 8 bits."""
    if not isinstance(image, TiffImageFile) or image.mode in _OPAQUE | _LAYERED:
        return False
    return bool(image.tag_v2.get(_PHOTOMETRIC_TAG) == _WHITE_IS_ZERO)


def _load(image: ImageFile, data: bytes) -> tuple[Image.Image, tuple[str, ...]]:
    """Decode the pixels, and turn them upright; a JPEG may lack its end."""
    try:
        image.load()
    except OSError:
        if not isinstance(image, JpegImageFile):
            raise
        completed, remark = complete_jpeg(data, progressive="progressive" in image.info)
        return ImageOps.exif_transpose(completed), (remark,)
    return ImageOps.exif_transpose(image), ()


def _grey(image: Image.Image) -> tuple[FloatImage, tuple[str, ...]]:
    if image.mode == "1":
        raise NotARadiographError("This picture is black and white without any grey, so it is no radiograph.")
    if image.mode in _OPAQUE | _LAYERED:
        return _eight_bit(image), ()
    if image.mode == "F":
        return _unit_float(np.asarray(image)), ()
    if image.mode == "I" or image.mode.startswith("I;16"):
        return _sixteen_bit(np.asarray(image))
    raise UnsupportedEncodingError


def _eight_bit(image: Image.Image) -> FloatImage:
    if "transparency" in image.info or image.mode in _LAYERED:
        seen = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", seen.size, "black"), seen)
    if image.mode == "P":
        image = image.convert("RGB")
    return np.asarray(image.convert("L"), dtype=np.float32) / np.float32(255)


def _sixteen_bit(values: NDArray[Any]) -> tuple[FloatImage, tuple[str, ...]]:
    if values.min() < 0 or values.max() > np.iinfo(np.uint16).max:
        raise UnsupportedEncodingError("The picture has 32-bit grey values, whose full scale is not known.")
    bits = _full_scale(int(values.max()))
    pixels = values.astype(np.float32) / np.float32(2**bits - 1)
    return pixels, () if bits == 16 else (f"The file holds {bits}-bit grey values in 16 bits.",)


def _full_scale(brightest: int) -> int:
    """Bits of the smallest usual detector depth that holds the brightest pixel.

    Detectors give 10 to 16 bits, and exporters often put them into 16 unstretched. Over 65535 such a film
    would be all but black; one truly stretched to 16 bits has a pixel above a quarter of the scale somewhere.
    """
    return next(bits for bits in _DETECTOR_BITS if brightest < 2**bits)


def _unit_float(values: NDArray[Any]) -> FloatImage:
    pixels = values.astype(np.float32)
    if not (np.isfinite(pixels).all() and pixels.min() >= 0 and pixels.max() <= 1):
        raise UnsupportedEncodingError("The picture has floating-point grey values outside 0 to 1.")
    return pixels
