"""All films of a study in the viewer, and the next study's fetched behind them."""

from collections.abc import Mapping, Sequence

from core.casebook import CaseRecord, StoredAnalysis, StudyRecord
from core.records import Mark
from dashboard import session
from dashboard.components.view_list import names
from dashboard.components.viewer import View, viewer
from dashboard.flow import Stage
from dashboard.in_view import InView


def study_films(
    view: InView, *, drawing: bool, ahead: Sequence[CaseRecord], first: int | None = None
) -> tuple[Mark, ...]:
    """Draw the viewer and return the reader's marks; nothing of an answer goes to it before the first read.

    drawing: whether the reader may mark. ahead: films that will probably be seen next. first: the view to
    begin with; the others stand in the order in which they came.
    """
    blind = view.stage is Stage.BLIND
    return viewer(
        views_of(view.study, {} if blind else view.stored, first),
        key="read-films",
        answer_shown=not blind,
        drawing=drawing,
        marks=view.own.marks if view.own and view.stage is Stage.SIGNED else view.draft.marks,
        prefetch=[session.film_address(film.id) for film in ahead],
        pending=bool(view.waiting),
    )


def views_of(
    study: StudyRecord, stored: Mapping[int, Sequence[StoredAnalysis]], first: int | None = None
) -> list[View]:
    """Return a study's films for the viewer, in the order in which they came, `first` before the others.

    stored: what the networks said, by case; empty where the reader may not see it yet.
    """
    films = {film.id: film for film in study.films}
    return [
        View(
            case_id,
            session.film_address(case_id),
            films[case_id].width,
            films[case_id].height,
            films[case_id].spacing_mm,
            [each.analysis for each in stored.get(case_id, ())],
            name,
        )
        for case_id, name in sorted(names(study).items(), key=lambda view: view[0] != first)
    ]
