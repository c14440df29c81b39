"""JPEG files that were cut short: what can be saved, and whether it is worth saving."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from core.errors import DamagedFileError

MOST_ROWS_LOST = 2 / 3
"""A film that lacks more than this share of its rows is refused. The worst of FracAtlas lacks 54 %; since
only films without a fracture are cut short there, dropping them would teach a network the damage."""

_END_OF_IMAGE = b"\xff\xd9"
# Any entropy-coded bits other than those that are missing; two, since one may happen to go on the same way.
_OTHER_ENDS = (b"\x55" * 64 + _END_OF_IMAGE, b"\xaa" * 64 + _END_OF_IMAGE)


def complete_jpeg(data: bytes, *, progressive: bool) -> tuple[Image.Image, str]:
    """Decode a JPEG that ends too early; return it, its lost rows black, and the remark that must go with it.

    An end-of-image marker is put where the bytes stop, as libjpeg's own file reader does (jdatasrc.c). The
    switch that Pillow has for this, LOAD_TRUNCATED_IMAGES, is one for the whole process, so for every thread.
    Which rows are lost is measured: all from the first on that depends on how the missing bytes are made up.
    libjpeg fills them with mid grey, which looks like tissue; black is what lies beyond the edge of a film.

    Raise `DamagedFileError` over `MOST_ROWS_LOST`, and for progressive files, whose every row needs the end.
    """
    if progressive:
        raise DamagedFileError("The file was cut short and its picture is lost.")
    data = data.rstrip(b"\xff")  # half a marker would swallow the one that is put behind it
    image = _load(data + _END_OF_IMAGE)
    pixels, height = np.asarray(image), image.height
    lost = max(_rows_that_differ(pixels, np.asarray(_load(data + end))) for end in _OTHER_ENDS)
    if lost > height * MOST_ROWS_LOST:
        raise DamagedFileError(f"The file was cut short: {lost} of its {height} rows are missing.")
    if lost == 0:
        return image, "The file was cut short, after the last row of the picture."
    image.paste(Image.new(image.mode, (image.width, lost)), (0, height - lost))
    return image, f"The file was cut short: {lost} of its {height} rows are missing and shown black."


def _rows_that_differ(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    """Rows from the first difference to the lower edge."""
    differs = (one != other).reshape(len(one), -1).any(axis=1)
    return len(one) - int(differs.argmax()) if differs.any() else 0


def _load(data: bytes) -> Image.Image:
    image = JpegImageFile(BytesIO(data))
    image.load()
    return image
