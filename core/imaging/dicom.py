"""One DICOM file to grey pixels, spacing and the header fields that identify nobody."""

import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from pydicom import config, dcmread, uid
from pydicom.dataset import Dataset, FileDataset
from pydicom.filereader import read_dataset

from core.errors import (
    DamagedFileError,
    EmptyFileError,
    NotARadiographError,
    RadiographError,
    TooLargeError,
    UnknownFormatError,
    UnsupportedEncodingError,
)
from core.imaging.decoding import stored_values
from core.imaging.elements import integer, numbers, text
from core.imaging.grey import colour_to_grey, grey_of
from core.imaging.identity import kept_header, study_key
from core.imaging.muting import mute_library_warnings
from core.imaging.objects import require_single_radiograph
from core.imaging.tables import palette_to_rgb
from core.records import FloatImage

# A value that breaks the rules is no reason to refuse a film, and a complaint would quote it in the log.
config.settings.reading_validation_mode = config.IGNORE
config.convert_wrong_length_to_UN = True
logging.getLogger("pydicom").disabled = True

_PREAMBLE, _MAGIC = 128, b"DICM"
_TELLING = ("SOPClassUID", "Modality", "PixelData")
"""A file without the mark is taken for DICOM when it has one of these."""
_INFLATED_LIMIT = 4
"""A deflated file may grow to this many times the limit of bytes, no further."""


@dataclass(frozen=True, slots=True)
class DicomPicture:
    """pixels: (rows, columns) float32 in [0, 1]; the rest as in `core.records.Radiograph`."""

    pixels: FloatImage
    spacing_mm: tuple[float, float] | None
    header: Mapping[str, str]
    remarks: tuple[str, ...]
    study: str


def looks_like_dicom(data: bytes) -> bool:
    """Whether the bytes are a DICOM file: by the mark after the preamble, or by the first element.

    Files without preamble start at once with group 0002 or 0008, in either byte order.
    """
    if data[_PREAMBLE : _PREAMBLE + 4] == _MAGIC:
        return True
    little = data[:2] in {b"\x02\0", b"\x08\0"} and data[3:4] == b"\0"
    return little or (data[:2] in {b"\0\x02", b"\0\x08"} and data[2:3] == b"\0")


def read_dicom(data: bytes, max_bytes: int, max_pixels: int) -> DicomPicture:
    """Read a single radiograph; raise a `RadiographError` of the kind that fits for everything else."""
    mute_library_warnings()
    try:
        dataset = checked_dataset(data, max_bytes, max_pixels)
        pixels, remarks = _pixels(dataset)
        return DicomPicture(pixels, spacing_of(dataset), kept_header(dataset), remarks, study_key(dataset))
    except RadiographError:
        raise
    # pydicom raises nearly anything over broken bytes (struct.error, AttributeError, RecursionError,
    # NotImplementedError ...), and one such file must not stop the others.
    except Exception as cause:
        raise DamagedFileError from cause


def checked_dataset(data: bytes, max_bytes: int, max_pixels: int) -> FileDataset:
    """Return the data set of a single radiograph within the limits, its pixels not yet decoded.

    Raises a `RadiographError`, or whatever pydicom makes of broken bytes.
    """
    dataset = _parse(data, max_bytes)
    require_single_radiograph(dataset)
    _require_size(dataset, max_pixels)
    return dataset


def _parse(data: bytes, max_bytes: int) -> FileDataset:
    _require_inflatable(data, max_bytes * _INFLATED_LIMIT)
    dataset = dcmread(BytesIO(data), force=True)
    if data[_PREAMBLE : _PREAMBLE + 4] != _MAGIC and not any(word in dataset for word in _TELLING):
        raise UnknownFormatError
    if len(dataset) == 0 and not dataset.file_meta.get("MediaStorageSOPClassUID"):
        raise EmptyFileError("The file holds a DICOM header and nothing else.")
    return dataset


def _require_inflatable(data: bytes, most: int) -> None:
    """Refuse a deflated data set (PS3.5 A.5) that grows beyond `most`, before pydicom inflates all of it."""
    if data[_PREAMBLE : _PREAMBLE + 4] != _MAGIC:
        return
    stream = BytesIO(data)
    stream.seek(_PREAMBLE + 4)
    meta = read_dataset(stream, False, True, stop_when=lambda tag, _vr, _length: tag.group != 2)
    if text(meta, "TransferSyntaxUID") != uid.DeflatedExplicitVRLittleEndian:
        return
    inflater, grown, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, data[stream.tell() :]
    while rest and not inflater.eof:
        grown += len(inflater.decompress(rest, 2**20))
        rest = inflater.unconsumed_tail
        if grown > most:
            raise TooLargeError


def _require_size(dataset: Dataset, max_pixels: int) -> None:
    rows, columns = integer(dataset, "Rows", 0), integer(dataset, "Columns", 0)
    if rows < 1 or columns < 1:
        raise NotARadiographError("This DICOM file holds no picture.")
    if "PixelData" not in dataset:
        raise DamagedFileError(
            "The file describes a picture but does not hold it: it may have been cut short."
        )
    if rows * columns > max_pixels:
        raise TooLargeError(
            f"The picture has {columns} x {rows} pixels, more than this installation accepts "
            f"({max_pixels / 1e6:g} million)."
        )


def _pixels(dataset: FileDataset) -> tuple[FloatImage, tuple[str, ...]]:
    stored, photometric = stored_values(dataset, syntax_of(dataset))
    bits = integer(dataset, "BitsStored", 8 * stored.dtype.itemsize)
    if photometric in {"MONOCHROME1", "MONOCHROME2"}:
        return grey_of(stored, dataset)
    if photometric == "PALETTE COLOR":
        return colour_to_grey(*palette_to_rgb(stored, dataset)), ()
    if photometric == "RGB":
        return colour_to_grey(stored, bits), ()
    raise UnsupportedEncodingError


def syntax_of(dataset: FileDataset) -> str:
    """The transfer syntax, or where the file does not name it, the one that its bytes are in."""
    if named := text(dataset.file_meta, "TransferSyntaxUID"):
        return named
    if dataset["PixelData"].is_undefined_length:
        raise UnsupportedEncodingError
    implicit, little_endian = dataset.original_encoding
    if not little_endian:
        return str(uid.ExplicitVRBigEndian)
    return str(uid.ImplicitVRLittleEndian if implicit else uid.ExplicitVRLittleEndian)


def spacing_of(dataset: Dataset) -> tuple[float, float] | None:
    """Millimetres between rows and between columns.

    Pixel Spacing, which is calibrated where it can be; else that at the detector, Imager Pixel Spacing, which
    is too large by the magnification (PS3.3 10.7.1.1, 10.7.1.3); else that of the film scanner (C.8.6.1).
    """
    for keyword in ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing"):
        found = numbers(dataset, keyword)
        if len(found) == 2 and min(found) > 0:
            return found[0], found[1]
    return None
