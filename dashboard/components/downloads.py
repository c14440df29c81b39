"""What can be taken away of a case or a study: pixels and reads, no header, no name of a patient or file."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from core.accounts import Person
from core.casebook import Casebook, CaseRecord
from core.records import Analysis
from core.settings import Settings
from dashboard import resources
from dashboard.reading import radiograph_of
from dashboard.version import version


def downloads(casebook: Casebook, case: CaseRecord, said: Sequence[Analysis]) -> None:
    """Offer the film, and the film under the deciding heatmap; each is made only when asked for."""
    with st.container(horizontal=True):
        _file("Film (PNG)", f"callus-case-{case.id}.png", "image/png", lambda: casebook.display(case.id))
        if said:
            _file(
                "With heatmap (PNG)",
                f"callus-case-{case.id}-heatmap.png",
                "image/png",
                lambda: overlay_png(casebook.original(case.id), said[0], resources.settings()),
            )


def study_download(casebook: Casebook, study_id: int, person: Person) -> None:
    """Offer a study as PDF; only to be drawn for somebody who may see images and this study's answer."""
    _file(
        "Study (PDF)",
        f"callus-study-{study_id}.pdf",
        "application/pdf",
        lambda: study_sheet(casebook, study_id, person, resources.settings()),
    )


def study_sheet(casebook: Casebook, study_id: int, person: Person, settings: Settings) -> bytes:
    """Return a study as PDF, with everything that was said of it, and tell the trail.

    Raises `CasebookError`; `RadiographError` where a film can't be read within the limits any more.
    """
    from core.reporting import FilmSheet, StudySheet, study_pdf
    from dashboard.components.view_list import names

    study = casebook.studies.study(study_id)
    films = tuple(
        FilmSheet(
            case_id,
            name,
            radiograph_of(casebook.original(case_id), settings),
            tuple(one.analysis for one in casebook.analyses(case_id)),
        )
        for case_id, name in names(study).items()
    )
    pdf = study_pdf(
        StudySheet(
            study_id,
            datetime.now(UTC),
            study.mode,
            study.synthetic,
            films,
            casebook.readings.first_reads(study_id),
            casebook.readings.reads(study_id),
            casebook.disputes.decisions(study_id)[::-1],
            software=f"Callus {version()}",
            department=casebook.department.terms().name,
            by=person.display,
        )
    )
    casebook.exported(study_id, person.name)
    return pdf


def overlay_png(original: bytes, analysis: Analysis, settings: Settings) -> bytes:
    """Return the radiograph under the heatmap, with its colour bar, as PNG; raises `RadiographError`."""
    from PIL import Image

    from core.inference import overlay

    file = io.BytesIO()
    Image.fromarray(overlay(radiograph_of(original, settings), analysis)).save(file, "PNG")
    return file.getvalue()


def _file(label: str, name: str, kind: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        make,
        name,
        kind,
        key=name,
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
