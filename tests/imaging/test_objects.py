"""What counts as a single radiograph among DICOM objects, and what the others are called."""

from typing import Any

import pytest
from pydicom import uid

from core.errors import NotARadiographError
from core.imaging import read_radiograph
from tests.imaging.films import as_bytes, film, gradient


def of(sop_class: str, modality: str, **elements: Any) -> bytes:
    dataset = film(gradient(), SOPClassUID=sop_class, Modality=modality, **elements)
    dataset.file_meta.MediaStorageSOPClassUID = uid.UID(sop_class)
    return as_bytes(dataset)


@pytest.mark.parametrize(
    ("sop_class", "modality"),
    [
        (uid.ComputedRadiographyImageStorage, "CR"),
        (uid.DigitalXRayImageStorageForPresentation, "DX"),
        (uid.DigitalXRayImageStorageForProcessing, "DX"),
        (uid.SecondaryCaptureImageStorage, "RG"),
        (uid.SecondaryCaptureImageStorage, "OT"),
        (uid.SecondaryCaptureImageStorage, ""),
        ("1.2.840.10008.5.1.1.29", "HC"),
        (uid.XRayRadiofluoroscopicImageStorage, "RF"),
        (uid.XRayAngiographicImageStorage, "XA"),
        ("1.3.46.670589.11.99.1", "CR"),  # a maker's own class
    ],
)
def test_radiographs_are_read(sop_class: str, modality: str) -> None:
    assert read_radiograph(of(sop_class, modality)).width == 64


@pytest.mark.parametrize(
    ("sop_class", "modality", "kind"),
    [
        (uid.CTImageStorage, "CT", "a CT slice"),
        (uid.EnhancedCTImageStorage, "", "a CT slice"),
        (uid.SecondaryCaptureImageStorage, "CT", "a CT slice"),
        (uid.CTImageStorage, "OT", "a CT slice"),
        (uid.MRImageStorage, "MR", "an MR slice"),
        (uid.UltrasoundImageStorage, "US", "an ultrasound picture"),
        (uid.PositronEmissionTomographyImageStorage, "PT", "a PET slice"),
        (uid.NuclearMedicineImageStorage, "NM", "a nuclear medicine picture"),
        (uid.DigitalMammographyXRayImageStorageForPresentation, "MG", "a mammogram"),
        (uid.DigitalIntraOralXRayImageStorageForPresentation, "IO", "a dental radiograph"),
        (uid.RTDoseStorage, "RTDOSE", "a radiotherapy dose"),
        (uid.SegmentationStorage, "SEG", "a segmentation"),
        (uid.EncapsulatedPDFStorage, "DOC", "a document"),
        (uid.EncapsulatedPDFStorage, "OT", "a document (PDF, CDA or 3D model)"),
        (uid.BasicTextSRStorage, "SR", "a structured report"),
        (uid.GrayscaleSoftcopyPresentationStateStorage, "PR", "a presentation state (display settings)"),
        (uid.VLPhotographicImageStorage, "XC", "a photograph"),
        (uid.BreastTomosynthesisImageStorage, "", "a 3D X-ray volume"),
        (uid.MediaStorageDirectoryStorage, "", "a DICOM directory (DICOMDIR), an index of other files"),
        ("1.2.840.10008.1.20.1", "", "a DICOM object of another kind"),
        (uid.SecondaryCaptureImageStorage, "ZZ", "a picture of another kind"),
    ],
)
def test_others_are_refused_by_name(sop_class: str, modality: str, kind: str) -> None:
    with pytest.raises(NotARadiographError) as refusal:
        read_radiograph(of(sop_class, modality))
    assert refusal.value.sentence == f"This is {kind}, not a radiograph."


def test_a_missing_kind_is_judged_by_the_picture() -> None:
    dataset = film(gradient(), Modality=None, SOPClassUID=None)
    dataset.file_meta.MediaStorageSOPClassUID = uid.SecondaryCaptureImageStorage
    assert read_radiograph(as_bytes(dataset)).width == 64


def test_several_frames_are_a_series() -> None:
    dataset = film(gradient(), NumberOfFrames=2)
    dataset.PixelData = dataset.PixelData * 2
    with pytest.raises(NotARadiographError, match="a series of 2 frames"):
        read_radiograph(as_bytes(dataset))
    assert read_radiograph(as_bytes(film(gradient(), NumberOfFrames=1))).width == 64


def test_a_map_of_computed_values_is_refused() -> None:
    dataset = film(gradient(), PixelData=None, FloatPixelData=b"\0" * 4 * 40 * 64)
    with pytest.raises(NotARadiographError, match="computed values"):
        read_radiograph(as_bytes(dataset))
