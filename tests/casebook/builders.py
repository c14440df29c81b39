"""Small radiographs, analyses and casebooks for tests."""

from hashlib import sha256
from pathlib import Path

import numpy as np

from core.casebook import Casebook
from core.records import (
    Agreement,
    Analysis,
    Band,
    Box,
    Call,
    Depiction,
    Finding,
    FloatImage,
    OperatingPoints,
    Radiograph,
    Read,
)

POINTS = OperatingPoints(high_sensitivity=0.2, high_specificity=0.7)
NO_HEAT: FloatImage = np.zeros((4, 3), np.float32)


def url_of(home: Path) -> str:
    return f"sqlite:///{home / 'casebook.sqlite3'}"


def open_casebook(home: Path, patience_s: float = 10.0) -> Casebook:
    return Casebook(url_of(home), home, patience_s=patience_s)


def film(data: bytes = b"film", source_format: str = "PNG") -> tuple[Radiograph, bytes]:
    """A 3x4 radiograph that claims to have been read from `data`."""
    pixels = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)
    return Radiograph(pixels, sha256(data).hexdigest(), source_format), data


def answer(
    radiograph: Radiograph,
    probability: float = 0.9,
    model: str = "densenet121",
    heatmap: FloatImage = NO_HEAT,
    depiction: Depiction | None = None,
) -> Analysis:
    return Analysis(
        digest=radiograph.digest,
        model=model,
        version="1.0.0",
        probability=probability,
        band=POINTS.band(probability),
        operating_points=POINTS,
        heatmap=heatmap,
        findings=(Finding(Box(1, 2, 30, 40), 0.875),),
        timings_ms={"trunk": 60.5, "total": 81.25},
        depiction=depiction,
    )


def read(
    case_id: int,
    call: Call = Call.FRACTURE,
    agreement: Agreement = Agreement.AGREE,
    reader: str = "anna",
    *,
    analysis_id: int | None = None,
    corrects: int | None = None,
) -> Read:
    return Read(case_id, reader, call, agreement, analysis_id=analysis_id, corrects=corrects)


def keep_case(
    casebook: Casebook, name: str, probability: float | None = None, synthetic: bool = False
) -> int:
    """Keep a film, analysed if a probability is given, and return its number."""
    radiograph, data = film(name.encode())
    case_id = casebook.keep(radiograph, data, synthetic=synthetic).case_id
    if probability is not None:
        casebook.add_analysis(case_id, answer(radiograph, probability))
    return case_id


BAND_PROBABILITY = {Band.POSITIVE: 0.9, Band.DOUBT: 0.5, Band.NEGATIVE: 0.1}
