"""Pictures of a case to take away. They hold pixels only: no header, no name of a file or a patient."""

import io
from collections.abc import Callable, Sequence

import streamlit as st

from core.casebook import Casebook, CaseRecord
from core.records import Analysis


def downloads(casebook: Casebook, case: CaseRecord, said: Sequence[Analysis]) -> None:
    """Offer the film, and the film under the deciding heatmap; each is made only when asked for."""
    with st.container(horizontal=True):
        _picture("Film (PNG)", f"callus-case-{case.id}.png", lambda: casebook.display(case.id))
        if said:
            _picture(
                "With heatmap (PNG)",
                f"callus-case-{case.id}-heatmap.png",
                lambda: overlay_png(casebook.original(case.id), said[0]),
            )


def overlay_png(original: bytes, analysis: Analysis) -> bytes:
    """Return the radiograph under the heatmap, with its colour bar, as PNG."""
    from PIL import Image

    from core.imaging import read_radiograph
    from core.inference import overlay

    file = io.BytesIO()
    Image.fromarray(overlay(read_radiograph(original), analysis)).save(file, "PNG")
    return file.getvalue()


def _picture(label: str, name: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        make,
        name,
        "image/png",
        key=name,
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
