"""The component that mounts viewer.html, viewer.css and viewer.js."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from core.records import Analysis
from dashboard.components.film.layers import alt_text, data_uri, layer

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "callus_film",
    html=(_HERE / "viewer.html").read_text("utf-8"),
    css=(_HERE / "viewer.css").read_text("utf-8"),
    js=(_HERE / "viewer.js").read_text("utf-8"),
)


def viewer(
    png: bytes, size: tuple[int, int], analyses: Sequence[Analysis], *, key: str, pending: bool = False
) -> None:
    """Draw the film viewer: the radiograph first, without its heatmap, fitted to the frame.

    png: the radiograph for display; size: (width, height) of the original in pixels, the unit of the boxes.
    analyses: the deciding one first; the viewer offers one layer each, and none at all where it is empty.
    key: one name a place on the page; the view is kept while the same film stays there.
    pending: analyses are still being made.
    """
    _mount(
        key=key,
        data={
            "film": data_uri(png),
            "width": size[0],
            "height": size[1],
            "alt": alt_text(analyses[0] if analyses else None),
            "layers": [layer(analysis).as_data() for analysis in analyses],
            "pending": pending,
        },
    )
