"""The nouns of Callus, as frozen records.

A radiograph passes through the house in this order: bytes, radiograph, analysis, case, read, evidence. Each
folder of `core` takes the records of the step before and gives those of the next; nothing here computes,
draws or stores anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatImage = NDArray[np.float32]
ByteImage = NDArray[np.uint8]
Pooling = Literal["mean", "odds"]


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


class Band(StrEnum):
    """Where a calibrated probability lies against a model's two operating points."""

    POSITIVE = "positive"
    DOUBT = "doubt"
    NEGATIVE = "negative"


class Call(StrEnum):
    """What a reader says of a radiograph, whatever the model said."""

    FRACTURE = "fracture"
    NO_FRACTURE = "no_fracture"
    UNSURE = "unsure"


class Agreement(StrEnum):
    """What a reader says of the model's answer."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNSURE = "unsure"


class Mode(StrEnum):
    """How a study is read: the reader's own call before the answer is shown, or with the answer in view."""

    BLIND_FIRST = "blind_first"
    CONCURRENT = "concurrent"


class Objection(StrEnum):
    """What is wrong with an answer, in the words of a reader who disagrees."""

    FALSE_ALARM = "false_alarm"
    MISSED = "missed"
    WRONG_PLACE = "wrong_place"


class Role(StrEnum):
    """What someone who is signed in may do, see `core.accounts.rights`."""

    READER = "reader"
    SENIOR = "senior"
    ADMINISTRATOR = "administrator"
    VIEWER = "viewer"


class Experience(StrEnum):
    """How long someone has read radiographs; figures are given by it."""

    TRAINEE = "trainee"
    SPECIALIST = "specialist"
    SENIOR_SPECIALIST = "senior_specialist"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the original image; x1 and y1 lie just outside it."""

    x0: int
    y0: int
    x1: int
    y1: int

    def as_list(self) -> list[int]:
        """Return [x0, y0, x1, y1]."""
        return [self.x0, self.y0, self.x1, self.y1]


@dataclass(frozen=True, slots=True, eq=False)
class Radiograph:
    """One readable single radiograph, whatever file it came from.

    pixels: (height, width) float32 in [0, 1]; air is dark (0), dense bone bright (1).
    digest: SHA-256 of the source bytes, 64 hexadecimal digits.
    source_format: "DICOM", "PNG", "JPEG" or "TIFF".
    spacing_mm: (between rows, between columns) in millimetres, where the file says so.
    header: only such fields as identify no patient, by DICOM keyword; PatientAge is a band, "40-49".
    remarks: sentences that a reader of this radiograph should know, e.g. that the file was cut short.
    study: SHA-256 of the number that the files of one exam share (a DICOM Study Instance UID), 64 hexadecimal
        digits; empty where the file has none, as pictures have.
    """

    pixels: FloatImage
    digest: str
    source_format: str
    spacing_mm: tuple[float, float] | None = None
    header: Mapping[str, str] = field(default_factory=_nothing)
    remarks: tuple[str, ...] = ()
    study: str = ""

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return int(self.pixels.shape[1])


def device_of(header: Mapping[str, str]) -> str:
    """Return what a film was made by: "Siemens Ysio" or, without a model's name, "Siemens DX"."""
    kind = header.get("ManufacturerModelName") or header.get("Modality", "")
    return f"{header.get('Manufacturer', '')} {kind}".strip()


def site_of(header: Mapping[str, str]) -> str:
    """Return the house that a film was made in, empty where it isn't known."""
    return header.get("InstitutionName", "")


def age_of(header: Mapping[str, str]) -> str:
    """Return the band of the patient's age, "0-9" to "80-89" and "90+", empty where it isn't known."""
    return header.get("PatientAge", "")


@dataclass(frozen=True, slots=True)
class OperatingPoints:
    """The two thresholds on the calibrated probability, both chosen on validation data.

    Below `high_sensitivity` a film is negative, at or above `high_specificity` positive, between in doubt.
    """

    high_sensitivity: float
    high_specificity: float

    def band(self, probability: float) -> Band:
        """Return the band that a calibrated probability falls in."""
        if probability >= self.high_specificity:
            return Band.POSITIVE
        return Band.NEGATIVE if probability < self.high_sensitivity else Band.DOUBT


# Both by name, as figures and cards keep them.
POINTS = ("high_sensitivity", "high_specificity")


@dataclass(frozen=True, slots=True)
class FindingLevels:
    """Levels of the heatmap in (0, 1] from which on a region is marked, chosen on validation films."""

    high_sensitivity: float
    high_specificity: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling on the logit: probability = sigmoid(slope * logit + intercept).

    J. Platt, Probabilistic outputs for support vector machines, 1999; with intercept 0 it is the temperature
    scaling of C. Guo et al., On calibration of modern neural networks, ICML 2017 (slope = 1 / temperature).
    """

    slope: float = 1.0
    intercept: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One folder of the model store: what a network is and how its numbers are to be read.

    side: the network's input is (side, side, 1).
    heatmap_reference: the Grad-CAM value that is shown at full strength, so that the same colour means the
        same evidence on every film; 0 where unknown (a map is then scaled by its own maximum).
    finding_levels: from which levels on a region of the heatmap is marked.
    traits: what the network says of a film besides the fracture, in the order of its head; empty where it
        says nothing else.
    pooling: how its last feature map becomes one logit, see `core.models.pooling`.
    card: the whole card.json (data, split, recipe, figures, limits).
    """

    name: str
    version: str
    architecture: str
    side: int
    calibration: Calibration
    operating_points: OperatingPoints
    heatmap_reference: float = 0.0
    finding_levels: FindingLevels = FindingLevels(0.5, 0.5)
    default: bool = False
    traits: tuple[str, ...] = ()
    pooling: Pooling = "mean"
    card: Mapping[str, object] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, hash=False
    )

    @property
    def label(self) -> str:
        """Return the name and version as a person says them."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A region that the model marked: its box in original pixels and its peak heatmap value in [0, 1].

    band: POSITIVE where the region holds at the high-specificity level too, DOUBT where only at the
        high-sensitivity one.
    """

    box: Box
    score: float
    band: Band = Band.POSITIVE


# What a film may show, by the names that data sets, networks and reports share.
REGIONS = ("hand", "leg", "hip", "shoulder")
VIEWS = ("frontal", "lateral", "oblique")


@dataclass(frozen=True, slots=True)
class Depiction:
    """What a model version takes a radiograph to show, whatever it says of fractures; a reading, not a fact.

    regions, views: the names that it says, e.g. ("hand",) and ("frontal",); empty where it recognises none.
    hardware: whether it sees implants or fixations; None where it was never taught to.
    probabilities: of every trait that it knows, by name, said or not.
    """

    regions: tuple[str, ...]
    views: tuple[str, ...]
    hardware: bool | None
    probabilities: Mapping[str, float] = field(hash=False)


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What one model version says of one radiograph.

    heatmap: (h, w) float32 in [0, 1] over the whole film and nothing else, at most `side` pixels long,
        so that a plain resize lays it over the original; all zero means 'no positive evidence'.
    timings_ms: milliseconds of each stage ("prepare", "trunk", "saliency", "findings", "total").
    depiction: what the film shows in the version's eyes; None where it says nothing but the fracture.
    features: (channels,) float32 of length 1, the mean of the version's last feature map, by which films are
        alike; None where it isn't known. The casebook keeps it, and gives it back only as likeness.
    """

    digest: str
    model: str
    version: str
    probability: float
    band: Band
    operating_points: OperatingPoints
    heatmap: FloatImage
    findings: tuple[Finding, ...]
    timings_ms: Mapping[str, float]
    depiction: Depiction | None = None
    features: FloatImage | None = None

    @property
    def marked(self) -> tuple[Finding, ...]:
        """The findings that people are shown: none on a negative film, none surer than the film itself."""
        if self.band is Band.DOUBT:
            return tuple(replace(finding, band=Band.DOUBT) for finding in self.findings)
        return self.findings if self.band is Band.POSITIVE else ()

    @property
    def has_evidence(self) -> bool:
        """Whether anything on the film speaks for a fracture in the model's eyes."""
        return bool(self.heatmap.any())


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that a reader marked on one film, in its original pixels."""

    case_id: int
    box: Box


@dataclass(frozen=True, slots=True)
class FirstRead:
    """What a reader said of a study before the answer was shown; a reader makes one a study.

    confidence: 0 to 100, None where it wasn't given. seconds: from the film being shown to this.
    """

    study_id: int
    reader: str
    call: Call
    confidence: int | None = None
    marks: tuple[Mark, ...] = ()
    comment: str = ""
    seconds: float | None = None
    id: int | None = None
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One reader's statement on a study; it is never changed, a correction is a new read that names the old.

    case_id: the view that the read is of, the deciding one unless the reader says otherwise; study_id follows
        from it and is given by the casebook.
    analysis_id: the analysis that the reader saw and agreed or disagreed with.
    first_read_id: what the same reader said before the answer was shown.
    objection: what is wrong with the answer, for a reader who disagrees.
    confidence: 0 to 100, None where it wasn't given.
    marks: where the reader sees a fracture; on any view of the study.
    report: the text that the reader signed with the read, empty where there was none.
    seconds: time from the answer being shown to the read being recorded, where it was measured.
    """

    case_id: int
    reader: str
    call: Call
    agreement: Agreement
    analysis_id: int | None = None
    comment: str = ""
    seconds: float | None = None
    corrects: int | None = None
    id: int | None = None
    made_at: datetime | None = None
    study_id: int | None = None
    first_read_id: int | None = None
    objection: Objection | None = None
    confidence: int | None = None
    marks: tuple[Mark, ...] = ()
    report: str = ""
