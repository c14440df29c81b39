"""What is set on paper: the validation report of a model version, one study's export, a read in plain words.

The validation report is one HTML file and one PDF, from the dicts that are stored. Made for people who decide
whether a model may be tried: every figure with its n, its interval and how it was made, what was not measured
named as such, and the report held against CLAIM 2024 and STARD-AI.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from core.reporting.blocks import Picture
from core.reporting.study import FilmSheet, StudySheet, study_pdf
from core.reporting.wording import Statement, ViewWords, pre_report

__all__ = [
    "FilmSheet",
    "Picture",
    "Statement",
    "StudySheet",
    "ViewWords",
    "pre_report",
    "study_pdf",
    "write_report",
]


def write_report(
    metrics: Mapping[str, Any],
    card: Mapping[str, Any],
    out: Path,
    *,
    made_on: date,
    pictures: Sequence[Picture] = (),
    comparison: Mapping[str, Any] | None = None,
) -> tuple[Path, Path]:
    """Write report.html and report.pdf into a folder, each whole or not at all, and return their paths.

    Keys that a version lacks are reported as not measured. The same arguments give the same bytes.

    metrics: as metrics.json (`core.evaluation`). card: as card.json, {} where there is none. made_on: the
    date in the report. pictures: of films on which the model was wrong. comparison: with another network on
    the same films, with "one" and "other" for their names.
    Raises `EvaluationError` where the folder can't be written or a picture can't be read.
    """
    # Matplotlib and the PDF's library load when a report is made, not when core is imported.
    from core.reporting.writing import write

    return write(metrics, card, out, made_on=made_on, pictures=pictures, comparison=comparison)
