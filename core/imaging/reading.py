"""Bytes to `Radiograph`: the limit of bytes, then the format by content, then that format's reader."""

import hashlib

from core.errors import EmptyFileError, TooLargeError, UnknownFormatError
from core.records import Radiograph

_RASTER_MARKS = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)
_OTHER_MARKS = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"RIFF", "a WebP picture, a sound or a video"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture outside DICOM"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture outside DICOM"),
    (b"<", "a web page or another text"),
)


def read_radiograph(data: bytes, *, max_bytes: int = 128 * 2**20, max_pixels: int = 64_000_000) -> Radiograph:
    """Read one radiograph from the bytes of a file; what it is, the content says and never a file name.

    Raise a `RadiographError`: `EmptyFileError`, `TooLargeError` (both limits are applied before pixels are
    decoded), `UnknownFormatError`, `NotARadiographError`, `UnsupportedEncodingError` or `DamagedFileError`.
    """
    # The readers bring Pillow and pydicom along, which only those need who read a file.
    from core.imaging.dicom import looks_like_dicom, read_dicom
    from core.imaging.raster import read_raster

    if not data:
        raise EmptyFileError
    if len(data) > max_bytes:
        raise TooLargeError(
            f"The file has {len(data) / 2**20:.0f} MB, more than this installation accepts "
            f"({max_bytes / 2**20:.0f} MB)."
        )
    digest = hashlib.sha256(data).hexdigest()
    if looks_like_dicom(data):
        film = read_dicom(data, max_bytes, max_pixels)
        return Radiograph(
            film.pixels, digest, "DICOM", film.spacing_mm, film.header, film.remarks, film.study
        )
    kind = next((kind for mark, kind in _RASTER_MARKS if data.startswith(mark)), None)
    if kind is None:
        raise _unknown(data)
    picture = read_raster(data, kind, max_pixels)
    return Radiograph(picture.pixels, digest, kind, remarks=picture.remarks)


def _unknown(data: bytes) -> UnknownFormatError:
    other = next((name for mark, name in _OTHER_MARKS if data.lstrip().startswith(mark)), None)
    return UnknownFormatError(other and f"This is {other}. Callus reads DICOM, PNG, JPEG and TIFF.")
