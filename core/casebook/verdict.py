"""Which analysis decides a film, which film decides a study, and what each copies from it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casebook.rules import films_of
from core.casebook.tables import AnalysisTable, CaseTable, ImageTable, StudyTable
from core.records import age_of, device_of, site_of


def decide_film(case: CaseTable, analysis: AnalysisTable) -> None:
    """Let an analysis decide a film."""
    case.analysis_id = analysis.id
    case.probability, case.band = analysis.probability, analysis.band
    case.model, case.version = analysis.model, analysis.version


def decide_study(session: Session, study: StudyTable) -> None:
    """Let a study's most suspicious film decide it: the one of the highest probability, the first of equals.

    While no film is analysed, the first one stands for the study.
    """
    session.flush()
    films = films_of(session, study.id)
    film = max(films, key=lambda film: (_suspicion(film), -film.id))
    study.views = len(films)
    study.case_id = film.id
    study.probability, study.band = film.probability, film.band
    study.model, study.version = film.model, film.version
    shown = _depiction(session, film)
    study.region = likeliest_region(shown) if shown else None
    study.view = next(iter(shown["views"]), None) if shown else None
    header = session.scalar(select(ImageTable.header).filter_by(case_id=film.id)) or {}
    study.device, study.site, study.age = (of(header) or None for of in (device_of, site_of, age_of))


def _suspicion(film: CaseTable) -> float:
    return -1.0 if film.probability is None else film.probability


def _depiction(session: Session, film: CaseTable) -> Mapping[str, Any] | None:
    analysis = session.get_one(AnalysisTable, film.analysis_id) if film.analysis_id else None
    return analysis.depiction if analysis else None


def likeliest_region(depiction: Mapping[str, Any]) -> str | None:
    """Return the region that a kept depiction is surest of among those it says; None where it says none."""
    chances = depiction["probabilities"]
    return max(depiction["regions"], key=lambda region: chances.get(region, 0.0), default=None)
