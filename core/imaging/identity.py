"""The header fields that Callus keeps: a closed list, of closed values.

Free text can hold a name whatever its element is meant for, so a field must be on the list, and its value
must be one of the terms that the field is made for, or a number; of the house and the device's model only
what `core.imaging.origin` lets through, of the age only a band. All else stays in the file.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from pydicom.dataset import Dataset

from core.imaging.elements import numbers, text, values
from core.imaging.objects import RADIOGRAPH_MODALITIES
from core.imaging.origin import age_band, model, site


def _terms(words: str) -> frozenset[str]:
    return frozenset(words.split())


# PS3.16 Annex L (body parts of the extremities, trunk and head), and spellings that devices use for them.
_BODY_PARTS = _terms(
    """
    ABDOMEN ACJOINT ANKLE ARM BODY CALCANEUS CALF CERVICALSPINE CHEST CLAVICLE COCCYX CSPINE CTSPINE ELBOW
    EXTREMITY FEMUR FIBULA FINGER FOOT FOREARM HAND HEAD HEEL HIP HUMERUS JAW KNEE LEG LOWERARM LOWEREXTREMITY
    LOWERLEG LOWERLIMB LSPINE LSSPINE LUMBARSPINE MANDIBLE MAXILLA NECK NOSE ORBIT PATELLA PELVIS RADIUS RIB
    RIBS SACRUM SCAPULA SCJOINT SHOULDER SIJOINT SKELETON SKULL SPINE SSPINE STERNUM TARSUS THIGH THORAX
    THORACICSPINE THUMB TIBIA TIBIAFIBULA TLSPINE TMJ TOE TSPINE ULNA UPPERARM UPPEREXTREMITY UPPERLIMB
    WHOLEBODY WRIST ZYGOMA
    """
)
# PS3.3 C.8.11.5 (DX Positioning) and C.8.1.1 (CR Series).
_VIEWS = _terms("AP PA LL RL RLD LLD RLO LLO RAO LAO LPO RPO LAT LATERAL OBL OBLIQUE AXIAL TAN SUNRISE")
_PHOTOMETRIC = _terms("MONOCHROME1 MONOCHROME2 RGB YBR_FULL YBR_FULL_422 YBR_ICT YBR_RCT") | {"PALETTE COLOR"}
_INTENTS = frozenset({"FOR PRESENTATION", "FOR PROCESSING"})
_SIDES = frozenset({"L", "R", "B", "U"})
_TERMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Modality": RADIOGRAPH_MODALITIES,
        "BodyPartExamined": _BODY_PARTS,
        "ViewPosition": _VIEWS,
        "Laterality": _SIDES,
        "ImageLaterality": _SIDES,
        "PhotometricInterpretation": _PHOTOMETRIC,
        "PresentationIntentType": _INTENTS,
    }
)
_NUMBERS = ("Rows", "Columns", "BitsStored", "KVP", "Exposure", "ExposureTime", "XRayTubeCurrent")
_DIRECTIONS = re.compile(r"[LRAPHF]{1,3}")  # PS3.3 C.7.6.1.1.1
# Manufacturer is free text: only the name of a known maker is kept, not what was written around it.
_MAKERS = _terms(
    """
    Agfa Canon Carestream DRGEM Fuji Fujifilm GE Hologic Kodak Konica Lodox Mindray Philips Rayence Samsung
    Sedecal Shimadzu Siemens Swissray Toshiba Varex Vieworks
    """
)

# PS3.5 9.1, without its rule on leading zeros, which devices break. So many parts has every number that a
# device gave out; what a careless tool fills in instead ("0", "1.2.3") would join the films of strangers.
_UID = re.compile(r"[0-9]+(\.[0-9]+){4,}")


def study_key(dataset: Dataset) -> str:
    """Return SHA-256 of the Study Instance UID, which itself leads back to a patient; empty without one.

    Films with one key are views of one exam (PS3.3 C.7.2.1).
    """
    uid = text(dataset, "StudyInstanceUID")
    return sha256(uid.encode()).hexdigest() if len(uid) <= 64 and _UID.fullmatch(uid) else ""


def kept_header(dataset: Dataset) -> Mapping[str, str]:
    """Return the fields that are kept, by DICOM keyword; what says anything else is left out."""
    kept = {}
    for keyword, terms in _TERMS.items():
        if (value := text(dataset, keyword).upper()) in terms:
            kept[keyword] = value
    for keyword in _NUMBERS:
        if found := numbers(dataset, keyword):
            kept[keyword] = f"{found[0]:g}"
    directions = [str(value) for value in values(dataset, "PatientOrientation")]
    if directions and all(_DIRECTIONS.fullmatch(direction) for direction in directions):
        kept["PatientOrientation"] = "\\".join(directions)
    if maker := _maker(text(dataset, "Manufacturer")):
        kept["Manufacturer"] = maker
    told = {"ManufacturerModelName": model(dataset), "InstitutionName": site(dataset)}
    told["PatientAge"] = age_band(dataset)
    return {**kept, **{keyword: value for keyword, value in told.items() if value}}


def _maker(written: str) -> str:
    words = {word.upper() for word in re.findall(r"[A-Za-z]+", written)}
    return next((maker for maker in sorted(_MAKERS) if maker.upper() in words), "")
