"""What lies over the film: one layer an analysis, ready for the browser."""

import base64
import io
from dataclasses import dataclass

import streamlit as st

from core.records import Analysis
from dashboard.components.figures import name_of_model
from dashboard.components.verdict import sentence

_HEAT_SIDE = 640


@dataclass(frozen=True, slots=True)
class Layer:
    """One model's evidence over the film.

    heat: data URI of an RGBA PNG, empty where there is no evidence.
    boxes: (x0, y0, x1, y1) in pixels of the original.
    """

    name: str
    heat: str
    boxes: tuple[tuple[int, int, int, int], ...]

    def as_data(self) -> dict[str, object]:
        """Return what the browser gets."""
        return {"name": self.name, "heat": self.heat, "boxes": [list(box) for box in self.boxes]}


def layer(analysis: Analysis) -> Layer:
    """Turn an analysis into a layer; a map without evidence has no heatmap."""
    boxes = tuple((found.box.x0, found.box.y0, found.box.x1, found.box.y1) for found in analysis.findings)
    key = (analysis.digest, analysis.model, analysis.version)
    heat = _heat(key, analysis) if analysis.has_evidence else ""
    return Layer(name_of_model(analysis.model, analysis.version), heat, boxes)


def alt_text(analysis: Analysis | None) -> str:
    """Return the finding in words, for those who can't see the film."""
    if analysis is None:
        return "Radiograph, not analysed."
    regions = len(analysis.findings)
    marked = "no region marked" if not regions else f"{regions} region{'s' if regions > 1 else ''} marked"
    evidence = marked if analysis.has_evidence else "no positive evidence on the heatmap"
    return f"Radiograph. {sentence(analysis.band, analysis.probability)} {evidence.capitalize()}."


def data_uri(png: bytes) -> str:
    """Return PNG bytes as a data URI."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


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
    return data_uri(buffer.getvalue())
