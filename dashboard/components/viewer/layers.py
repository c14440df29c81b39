"""What lies over a film: one layer an analysis, ready for the browser."""

import base64
import io
from dataclasses import dataclass

import streamlit as st

from core.records import Analysis, Band
from dashboard.components.figures import name_of_model
from dashboard.components.verdict import sentence

_HEAT_SIDE = 640
_LINES = {Band.POSITIVE: "solid", Band.DOUBT: "dotted"}


@dataclass(frozen=True, slots=True)
class Layer:
    """One model's evidence over the film.

    heat: data URI of an RGBA PNG, empty where there is no evidence.
    boxes: (x0, y0, x1, y1) in pixels of the original, the strongest first; none below both thresholds.
    lines: of each box, "solid" where it holds at the high-specificity level, "dotted" where only at the
        high-sensitivity one.
    """

    name: str
    heat: str
    boxes: tuple[tuple[int, int, int, int], ...]
    lines: tuple[str, ...]
    alt: str

    def as_data(self) -> dict[str, object]:
        """Return what the browser gets."""
        return {
            "name": self.name,
            "heat": self.heat,
            "boxes": [list(box) for box in self.boxes],
            "lines": list(self.lines),
            "alt": self.alt,
        }


def layer(analysis: Analysis) -> Layer:
    """Turn an analysis into a layer; a map without evidence has no heatmap."""
    boxes = tuple((found.box.x0, found.box.y0, found.box.x1, found.box.y1) for found in analysis.marked)
    key = (analysis.digest, analysis.model, analysis.version)
    return Layer(
        name_of_model(analysis.model, analysis.version),
        _heat(key, analysis) if analysis.has_evidence else "",
        boxes,
        tuple(_LINES[found.band] for found in analysis.marked),
        alt_text(analysis),
    )


def alt_text(analysis: Analysis) -> str:
    """Return the finding in words, for those who can't see the film."""
    regions = len(analysis.marked)
    marked = "no region marked" if not regions else f"{regions} region{'s' if regions > 1 else ''} marked"
    evidence = marked if analysis.has_evidence else "no positive evidence on the heatmap"
    return f"{sentence(analysis.band, analysis.probability)} {evidence.capitalize()}."


@st.cache_data(max_entries=64, show_spinner=False)
def _heat(key: tuple[str, str, str], _analysis: Analysis) -> str:
    """Return the heat layer as a data URI; digest, model and version say all that decides it."""
    from PIL import Image

    from core.inference import heat_layer

    rows, columns = _analysis.heatmap.shape
    scale = _HEAT_SIDE / max(rows, columns)
    pixels = heat_layer(_analysis.heatmap, max(1, round(rows * scale)), max(1, round(columns * scale)))
    buffer = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
