"""The answer beside the film: verdict, views, networks, reasons for doubt."""

from collections.abc import Callable, Mapping, Sequence

from dashboard import doubt
from dashboard.components import verdict
from dashboard.components.opinions import doubts, opinions
from dashboard.components.view_list import view_list
from dashboard.in_view import InView


def answer_panel(view: InView, failures: Mapping[int, Sequence[str]], show: Callable[[int], None]) -> None:
    """Draw everything that the networks say of a study; only ever for a reader who may see it.

    failures: by case, a sentence for every network that could not speak. show: brings a view up front.
    """
    study = view.study
    deciding = next(film for film in study.films if film.id == study.case_id)
    analyses = [each.analysis for each in view.stored[deciding.id]]
    verdict.verdict(analyses[0] if analyses else None)
    view_list(study, view.stored, show)
    sentences = dict.fromkeys(said for film in study.films for said in failures.get(film.id, ()))
    opinions(analyses, tuple(sentences))
    doubts(doubt.reasons(analyses, (deciding.width, deciding.height), deciding.remarks))
