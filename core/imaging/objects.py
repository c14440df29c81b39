"""What kinds of DICOM object are a single radiograph, and what the others are called."""

from pydicom.dataset import Dataset
from pydicom.uid import UID

from core.errors import NotARadiographError
from core.imaging.elements import integer, text

_RADIOGRAPH_CLASSES = frozenset(
    {
        "1.2.840.10008.5.1.4.1.1.1",  # Computed Radiography
        "1.2.840.10008.5.1.4.1.1.1.1",  # Digital X-Ray, for presentation
        "1.2.840.10008.5.1.4.1.1.1.1.1",  # Digital X-Ray, for processing
        "1.2.840.10008.5.1.4.1.1.7",  # Secondary Capture: digitised film, exports
        "1.2.840.10008.5.1.4.1.1.7.2",  # Multi-frame Grayscale Byte Secondary Capture, of one frame
        "1.2.840.10008.5.1.4.1.1.7.3",  # Multi-frame Grayscale Word Secondary Capture, of one frame
        "1.2.840.10008.5.1.4.1.1.7.4",  # Multi-frame True Color Secondary Capture, of one frame
        "1.2.840.10008.5.1.1.29",  # Hardcopy Grayscale Image (retired): a printed or scanned film
        "1.2.840.10008.5.1.4.1.1.12.1",  # X-Ray Angiographic: a spot film of a C-arm
        "1.2.840.10008.5.1.4.1.1.12.2",  # X-Ray Radiofluoroscopic: a spot film
    }
)

# By modality (PS3.3 C.7.3.1.1.1); OT, SC and none at all come with digitised films and exports.
_RADIOGRAPH_MODALITIES = frozenset({"CR", "DX", "RG", "RF", "XA", "HC", "OT", "SC", ""})
RADIOGRAPH_MODALITIES = _RADIOGRAPH_MODALITIES - {""}

_KINDS = {
    "AU": "a sound recording",
    "BMD": "a bone density measurement",
    "CT": "a CT slice",
    "DOC": "a document",
    "DS": "an angiogram",
    "ECG": "an ECG",
    "EPS": "an electrophysiology recording",
    "ES": "an endoscopic picture",
    "GM": "a microscopic picture",
    "HD": "a hemodynamic waveform",
    "IO": "a dental radiograph",
    "IVOCT": "an intravascular OCT picture",
    "IVUS": "an intravascular ultrasound picture",
    "KO": "a selection of images",
    "MG": "a mammogram",
    "MR": "an MR slice",
    "NM": "a nuclear medicine picture",
    "OCT": "an optical coherence tomogram",
    "OP": "an ophthalmic photograph",
    "OPT": "an ophthalmic tomogram",
    "PLAN": "a plan",
    "PR": "a presentation state (display settings)",
    "PT": "a PET slice",
    "PX": "a dental panoramic radiograph",
    "REG": "a registration (geometry)",
    "RTDOSE": "a radiotherapy dose",
    "RTIMAGE": "a radiotherapy image",
    "RTPLAN": "a radiotherapy plan",
    "RTRECORD": "a radiotherapy record",
    "RTSTRUCT": "a radiotherapy structure set",
    "SEG": "a segmentation",
    "SM": "a microscopic slide",
    "SR": "a structured report",
    "US": "an ultrasound picture",
    "VIDEO": "a video",
    "XC": "a photograph",
}

# By the beginning of the SOP class UID (PS3.4 B.5), longest first.
_PREFIX = "1.2.840.10008.5.1.4.1.1."
_CLASS_KINDS = (
    ("1.2.840.10008.1.3.10", "a DICOM directory (DICOMDIR), an index of other files"),
    (f"{_PREFIX}481.1", "a radiotherapy image"),
    (f"{_PREFIX}481.2", "a radiotherapy dose"),
    (f"{_PREFIX}481.3", "a radiotherapy structure set"),
    (f"{_PREFIX}481", "a radiotherapy plan or record"),
    (f"{_PREFIX}104", "a document (PDF, CDA or 3D model)"),
    (f"{_PREFIX}128", "a PET slice"),
    (f"{_PREFIX}130", "a PET slice"),
    (f"{_PREFIX}66.4", "a segmentation"),
    (f"{_PREFIX}66", "a raw measurement"),
    (f"{_PREFIX}67", "a value mapping"),
    (f"{_PREFIX}77.1.5", "an ophthalmic picture"),
    (f"{_PREFIX}77.1.6", "a microscopic slide"),
    (f"{_PREFIX}77.1", "a photograph or video"),
    (f"{_PREFIX}88", "a structured report"),
    (f"{_PREFIX}13.1", "a 3D X-ray volume"),
    (f"{_PREFIX}1.2", "a mammogram"),
    (f"{_PREFIX}1.3", "a dental radiograph"),
    (f"{_PREFIX}12", "an angiogram"),
    (f"{_PREFIX}11", "a presentation state (display settings)"),
    (f"{_PREFIX}20", "a nuclear medicine picture"),
    (f"{_PREFIX}30", "a parametric map"),
    (f"{_PREFIX}2", "a CT slice"),
    (f"{_PREFIX}3", "an ultrasound picture"),
    (f"{_PREFIX}4", "an MR slice"),
    (f"{_PREFIX}6", "an ultrasound picture"),
    (f"{_PREFIX}9", "a waveform (ECG, sound or other)"),
)


def require_single_radiograph(dataset: Dataset) -> None:
    """Raise `NotARadiographError`, which says what the object is, unless it is a single radiograph.

    The SOP class and the modality must both allow it: a CT screenshot is a secondary capture of modality CT.
    Either may be missing or private; one standard value of another kind is enough to refuse.
    """
    kind = _other_kind(dataset)
    if kind is not None:
        raise NotARadiographError(f"This is {kind}, not a radiograph.")
    frames = integer(dataset, "NumberOfFrames", 1)
    if frames > 1:
        raise NotARadiographError(f"This is a series of {frames} frames, not a single radiograph.")
    if "FloatPixelData" in dataset or "DoubleFloatPixelData" in dataset:
        raise NotARadiographError("This is a map of computed values, not a radiograph.")


def _other_kind(dataset: Dataset) -> str | None:
    """Return what the object is if it is no radiograph."""
    sop_class, modality = _sop_class(dataset), text(dataset, "Modality").upper()
    by_class = next((kind for prefix, kind in _CLASS_KINDS if _under(sop_class, prefix)), None)
    if sop_class in _RADIOGRAPH_CLASSES:
        by_class = None
    elif by_class is None and UID(sop_class).name != sop_class:
        by_class = "a DICOM object of another kind"  # in the standard, and none of the above
    if modality in _RADIOGRAPH_MODALITIES:
        return by_class
    return _KINDS.get(modality) or by_class or "a picture of another kind"


def _sop_class(dataset: Dataset) -> str:
    meta = getattr(dataset, "file_meta", None)
    return text(dataset, "SOPClassUID") or (text(meta, "MediaStorageSOPClassUID") if meta is not None else "")


def _under(sop_class: str, prefix: str) -> bool:
    return sop_class == prefix or sop_class.startswith(prefix + ".")
