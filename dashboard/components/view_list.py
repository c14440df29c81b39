"""The views of a study, each with its own result, below the verdict of the one that decides."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from core.casebook import StoredAnalysis, StudyRecord
from core.records import Analysis
from dashboard.components.verdict import badge, percent


def names(study: StudyRecord) -> dict[int, str]:
    """Return what each view is called, by case number, in the order in which they came.

    The deciding view doesn't come first: its place would give it away before the answer is shown.
    """
    cases = sorted(film.id for film in study.films)
    return {case_id: f"View {place}" for place, case_id in enumerate(cases, start=1)}


def view_list(
    study: StudyRecord, stored: Mapping[int, Sequence[StoredAnalysis]], show: Callable[[int], None]
) -> None:
    """Draw a line a view where there are several, each with a way to bring it into view.

    show: told of the case that the reader asks for.
    """
    if study.views < 2:
        st.empty()
        return
    with st.container(gap=None, key="callus-views"):
        for case_id, name in names(study).items():
            said = stored[case_id][0].analysis if stored[case_id] else None
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                line = _line(name, said, decides=case_id == study.case_id)
                st.html(f"<table class='callus-opinions'>{line}</table>")
                st.button(
                    "Show",
                    type="tertiary",
                    key=f"show-{case_id}",
                    help=f"Show {name.lower()}",
                    on_click=show,
                    args=(case_id,),
                )


def _line(name: str, analysis: Analysis | None, *, decides: bool) -> str:
    mark = " <small>decides</small>" if decides else ""
    result = (
        f"<td>{badge(analysis.band)}</td><td>{escape(percent(analysis.probability))}</td>"
        if analysis
        else "<td></td><td>not analysed</td>"
    )
    return f"<tr><th scope='row'>{escape(name)}{mark}</th>{result}</tr>"
