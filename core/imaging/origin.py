"""Where a film comes from and how old its patient is, in words that lead back to nobody.

Site and model are free text, in which anything may have been typed. They are kept only where they look like a
name of a house or a device, and share no word with a person or number of the same file. Of the age only the
band of ten years is kept; ages from 90 on are one band, since so few people are so old.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from unicodedata import normalize

from pydicom.dataset import Dataset

from core.imaging.elements import text, values

LONGEST_SITE, LONGEST_MODEL = 64, 48
# Dates and numbers of patients are longer; "CXDI-410C", "FCR 5502" and "Ward 12" are not.
_DIGITS_OF_SITE, _DIGITS_OF_MODEL = 3, 6
_SIGNS = frozenset(" -._/+()&',:")
_PERSONAL = (
    "PatientName", "PatientBirthName", "PatientMotherBirthName", "OtherPatientNames", "PatientID",
    "OtherPatientIDs", "AccessionNumber", "ResponsiblePerson", "ReferringPhysicianName", "OperatorsName",
    "PerformingPhysicianName", "RequestingPhysician", "NameOfPhysiciansReadingStudy", "PhysiciansOfRecord",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]{2,}")
_AGE = re.compile(r"([0-9]{1,3})([DWMY])")  # PS3.5 6.2, AS; some devices leave the zeros out
_A_YEAR: Mapping[str, int] = MappingProxyType({"D": 365, "W": 52, "M": 12, "Y": 1})
_DAY = re.compile(r"[0-9]{8}")  # PS3.5 6.2, DA
_OLDEST, _LAST_BAND = 120, 90


def site(dataset: Dataset) -> str:
    """Return the name of the house that made a film, empty where it isn't given or may say more."""
    return _name(dataset, "InstitutionName", LONGEST_SITE, _DIGITS_OF_SITE)


def model(dataset: Dataset) -> str:
    """Return the name of the device's model, empty where it isn't given or may say more."""
    return _name(dataset, "ManufacturerModelName", LONGEST_MODEL, _DIGITS_OF_MODEL)


def age_band(dataset: Dataset) -> str:
    """Return "0-9" to "80-89" or "90+", by the age given, else by the dates; empty where neither tells."""
    years = _stated(text(dataset, "PatientAge"))
    if years is None:
        years = _between(text(dataset, "PatientBirthDate"), text(dataset, "StudyDate"))
    if years is None or not 0 <= years <= _OLDEST:
        return ""
    first = years // 10 * 10
    return f"{_LAST_BAND}+" if first >= _LAST_BAND else f"{first}-{first + 9}"


def _name(dataset: Dataset, keyword: str, longest: int, digits: int) -> str:
    written = " ".join(normalize("NFKC", text(dataset, keyword)).split())
    if len(written) > longest or not all(sign.isalnum() or sign in _SIGNS for sign in written):
        return ""
    if sum(sign.isdigit() for sign in written) > digits or not any(sign.isalpha() for sign in written):
        return ""
    return "" if _words(written) & _personal(dataset) else written


def _personal(dataset: Dataset) -> frozenset[str]:
    """Return the words of all names and numbers of persons in a file."""
    found = (str(value) for keyword in _PERSONAL for value in values(dataset, keyword))
    return frozenset(word for value in found for word in _words(normalize("NFKC", value)))


def _words(written: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(written))


def _stated(age: str) -> int | None:
    """Return whole years; none of "000Y" either, which devices fill in where nobody typed an age."""
    found = _AGE.fullmatch(age.upper())
    if found is None or (int(found[1]), found[2]) == (0, "Y"):
        return None
    return int(found[1]) // _A_YEAR[found[2]]


def _between(born: str, made: str) -> int | None:
    first, last = _day(born), _day(made)
    if first is None or last is None or last < first:
        return None
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _day(written: str) -> date | None:
    if not _DAY.fullmatch(written):
        return None
    try:
        return datetime.strptime(written, "%Y%m%d").date()
    except ValueError:
        return None
