"""Similar past films beside a study: how they look, what was decided or read of them."""

import base64
import io
from collections.abc import Sequence
from html import escape

import streamlit as st

from core.casebook import Alike, Casebook
from core.errors import CasebookError
from dashboard.in_view import InView
from dashboard.theme import CALLS

_COUNT = 6
_SIDE = 132


def alike(casebook: Casebook, view: InView) -> None:
    """Offer the past films that are most alike the deciding one; they are looked for once the reader asks."""
    if view.answer is None:
        return
    case_id = view.answer.case_id
    with st.expander("Similar past films", key=f"alike-{case_id}", on_change="rerun") as shown:
        if not shown.open:
            return
        found = casebook.likeness.nearest(case_id, _COUNT)
        if not found:
            st.caption("No other film has been analysed by the same network yet.")
            return
        st.html(_grid(found, [_thumbnail(each.case_id, casebook) for each in found]))
        st.caption("Alike in the eyes of the network. A reference is what a senior reader decided.")


def standing(each: Alike) -> str:
    """Return what is known of a film: its reference label, else what was read, else nothing."""
    if each.reference is not None:
        return f"Reference: {CALLS[each.reference].lower()}"
    return f"Read: {CALLS[each.call].lower()}" if each.call is not None else "Not read"


def _grid(found: Sequence[Alike], pictures: Sequence[str]) -> str:
    cells = (
        f"<a href='/case?case={each.case_id}' target='_blank'>{_picture(picture, each)}"
        f"<b>{escape(standing(each))}</b>"
        f"<span>Case {each.case_id}, {each.similarity * 100:.0f} % alike</span></a>"
        for each, picture in zip(found, pictures, strict=True)
    )
    return f"<div class='callus-alike'>{''.join(cells)}</div>"


def _picture(picture: str, each: Alike) -> str:
    if not picture:
        return "<i>Image missing</i>"
    return f"<img src='{picture}' alt='Film of case {each.case_id}' width='{_SIDE}' height='{_SIDE}'>"


@st.cache_data(max_entries=500, show_spinner=False)
def _thumbnail(case_id: int, _casebook: Casebook) -> str:
    """Return a small picture as a data URI, which no browser keeps; empty where the image is lost."""
    from PIL import Image

    try:
        data = _casebook.display(case_id)
    except CasebookError:
        return ""
    file = io.BytesIO()
    with Image.open(io.BytesIO(data)) as film:
        film.draft("L", (2 * _SIDE, 2 * _SIDE))
        film.thumbnail((2 * _SIDE, 2 * _SIDE))
        film.convert("L").save(file, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")
