"""The component that mounts the viewer, and what comes back from it: the reader's marks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from core.records import Box, Mark
from dashboard.components.viewer.layers import layer
from dashboard.components.viewer.serving import bundle_address
from dashboard.components.viewer.view import View

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "callus_viewer",
    html="<div class='callus-viewer'></div>",
    css=(_HERE / "viewer.css").read_text("utf-8"),
    js=(_HERE / "loader.js").read_text("utf-8"),
)


def viewer(
    views: Sequence[View],
    *,
    key: str,
    answer_shown: bool,
    drawing: bool = False,
    marks: Sequence[Mark] = (),
    prefetch: Sequence[str] = (),
    pending: bool = False,
) -> tuple[Mark, ...]:
    """Draw the viewer and return the reader's marks as they are now, in pixels of the originals.

    views: the films of one study, the deciding one first. key: one name a place on the page; zoom and window
    are kept while the same films stay there. answer_shown: whether the browser may know anything of an
    answer; if not, no heatmap, box or word of one leaves the server. drawing: whether the reader may mark.
    marks: what is marked already when these films come up; from then on the browser keeps the marks and sends
    them whenever they change. prefetch: addresses of the films that will probably be seen next.
    pending: analyses are still being made.
    """
    films = [view.case_id for view in views]
    showing = _showing(key, films)
    state = _mount(
        key=key,
        data={
            "bundle": bundle_address(),
            "showing": showing,
            "views": [_as_data(view, answer_shown) for view in views],
            "drawing": drawing,
            "marks": [[mark.case_id, *mark.box.as_list()] for mark in marks],
            "prefetch": list(prefetch),
            "note": "Being analysed…" if pending and answer_shown else "",
        },
        on_marks_change=lambda: None,
    )
    return _marks(state.get("marks"), showing, views, tuple(marks))


def _showing(key: str, films: Sequence[int]) -> int:
    """Number the films that stand in one place, so that no mark of earlier ones is taken for theirs."""
    before, number = st.session_state.get(f"{key}-showing", ((), 0))
    if before != tuple(films):
        number += 1
        st.session_state[f"{key}-showing"] = (tuple(films), number)
    return int(number)


def _as_data(view: View, answer_shown: bool) -> dict[str, object]:
    return {
        "case": view.case_id,
        "address": view.address,
        "width": view.width,
        "height": view.height,
        "spacing": list(view.spacing_mm) if view.spacing_mm else None,
        "name": view.name,
        "layers": [layer(analysis).as_data() for analysis in view.analyses] if answer_shown else [],
    }


def _marks(
    sent: Mapping[str, Any] | None, showing: int, views: Sequence[View], given: tuple[Mark, ...]
) -> tuple[Mark, ...]:
    """Read what the browser sent; a box that lies on none of the films is left out, for it can be made up."""
    sizes = {view.case_id: (view.width, view.height) for view in views}
    if not sent or sent.get("showing") != showing:
        return tuple(mark for mark in given if mark.case_id in sizes)
    found = []
    for case_id, *numbers in sent.get("marks", ()):
        if case_id in sizes and (box := _box(numbers, *sizes[case_id])):
            found.append(Mark(case_id, box))
    return tuple(found)


def _box(numbers: Sequence[object], width: int, height: int) -> Box | None:
    if len(numbers) != 4 or not all(isinstance(number, int) for number in numbers):
        return None
    x0, y0, x1, y1 = (int(str(number)) for number in numbers)
    return Box(x0, y0, x1, y1) if 0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height else None
