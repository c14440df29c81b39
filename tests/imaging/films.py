"""Radiograph files of known pixels, made in memory."""

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import dcmwrite
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import (
    UID,
    ComputedRadiographyImageStorage,
    ExplicitVRLittleEndian,
    generate_uid,
)

Values = NDArray[Any]


def gradient(height: int = 40, width: int = 64, top: int = 4095) -> NDArray[np.uint16]:
    """Grey from 0 on the left to `top` on the right, a little darker row by row."""
    row = np.linspace(0, top, width)
    return (row[None, :] * np.linspace(1, 0.8, height)[:, None]).round().astype(np.uint16)


def film(
    values: Values, bits: int = 12, syntax: UID = ExplicitVRLittleEndian, **elements: Any
) -> FileDataset:
    """Return a CR data set of `values`; `elements` add, replace or (None) remove elements by keyword."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = ComputedRadiographyImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = ComputedRadiographyImageStorage
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.Modality = "CR"
    dataset.Rows, dataset.Columns = values.shape[:2]
    dataset.SamplesPerPixel = 1 if values.ndim == 2 else values.shape[2]
    dataset.PhotometricInterpretation = "MONOCHROME2" if values.ndim == 2 else "RGB"
    if values.ndim == 3:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = 8 * values.dtype.itemsize
    dataset.BitsStored, dataset.HighBit = bits, bits - 1
    dataset.PixelRepresentation = int(values.dtype.kind == "i")
    dataset.PixelData = values.tobytes()
    dataset["PixelData"].VR = "OB" if values.dtype.itemsize == 1 else "OW"
    for keyword, value in elements.items():
        if value is None:
            delattr(dataset, keyword)
        else:
            setattr(dataset, keyword, value)
    return dataset


def as_bytes(dataset: FileDataset) -> bytes:
    """Write a data set as a file in its transfer syntax; pixels must already be in its byte order."""
    out = BytesIO()
    dcmwrite(out, dataset, enforce_file_format=True)
    return out.getvalue()


def dicom(values: Values, bits: int = 12, **elements: Any) -> bytes:
    """Return the bytes of `film(...)`."""
    return as_bytes(film(values, bits, **elements))


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Return the bytes of an image file."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def textured(height: int = 96, width: int = 80) -> NDArray[np.uint8]:
    """A picture whose every JPEG block needs many bits, so that a cut is felt at once."""
    return np.random.default_rng(3).integers(0, 256, (height, width), dtype=np.uint8)
