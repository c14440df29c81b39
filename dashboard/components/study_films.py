"""All films of a study in the viewer, and the next study's fetched behind them."""

from collections.abc import Sequence

from core.casebook import CaseRecord
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
    sizes = {film.id: film for film in view.study.films}
    views = [
        View(
            case_id,
            session.film_address(case_id),
            sizes[case_id].width,
            sizes[case_id].height,
            sizes[case_id].spacing_mm,
            () if blind else [each.analysis for each in view.stored[case_id]],
            name,
        )
        for case_id, name in sorted(names(view.study).items(), key=lambda view: view[0] != first)
    ]
    return viewer(
        views,
        key="read-films",
        answer_shown=not blind,
        drawing=drawing,
        marks=view.own.marks if view.own and view.stage is Stage.SIGNED else view.draft.marks,
        prefetch=[session.film_address(film.id) for film in ahead],
        pending=bool(view.waiting),
    )
