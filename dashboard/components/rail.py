"""The way through the worklist: what is in view, and the studies before and after it."""

from typing import TYPE_CHECKING

import streamlit as st

from core.casebook import Casebook, StudyRecord
from dashboard.components import layout
from dashboard.desk import Desk

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def rail(desk: Desk, study: StudyRecord, casebook: Casebook, reader: str, following: int | None) -> None:
    """Draw title and steps; nothing here tells of any answer."""
    before = casebook.studies.previous_before(study.id, desk.which, desk.sort, reader)
    line = st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="callus-rail")
    with line.container(width="stretch"):
        layout.header(study.label, _kind(study))
    _step(line, desk, before, "Previous", "k")
    _step(line, desk, following, "Next", "j")


def go(desk: Desk, study: int | None) -> None:
    """Bring a study into view."""
    if study is not None:
        desk.study, desk.signed, desk.trouble = study, None, ""


def views(study: StudyRecord) -> str:
    """Return how many films a study has, in words."""
    return "1 view" if study.views == 1 else f"{study.views} views"


def _kind(study: StudyRecord) -> str:
    formats = sorted({film.source_format for film in study.films})
    kind = "Synthetic sample" if study.synthetic else ", ".join(formats)
    return f"{views(study)}, {kind}" if kind else views(study)


def _step(place: "DeltaGenerator", desk: Desk, other: int | None, way: str, key: str) -> None:
    place.button(
        f"{way} unread",
        icon=":material/chevron_right:" if way == "Next" else ":material/chevron_left:",
        help=f"{way} unread study",
        key=f"rail-{way}",
        shortcut=key,
        disabled=other is None,
        on_click=go,
        args=(desk, other),
    )
