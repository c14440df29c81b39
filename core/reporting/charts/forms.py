"""A chart as SVG to stand inside a page, and as a PNG; the same chart gives the same bytes."""

import io
import re
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from core.reporting.blocks import Chart
from core.reporting.charts.style import RC

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

DPI = 200
# Matplotlib's settings are the process's, and another thread may be drawing its own report.
_SETTINGS = Lock()


def svg(chart: Chart) -> str:
    """Return an <svg> element whose ids begin with the chart's name, without any address."""
    return _drawing(chart).svg


def png(chart: Chart) -> bytes:
    """Return the chart as a PNG of 200 dots per inch."""
    return _drawing(chart).png


@dataclass(frozen=True, slots=True)
class _Drawing:
    svg: str
    png: bytes


# Laying a chart out takes as long as drawing it, and a report wants both forms of each.
_DRAWN: WeakKeyDictionary[Chart, _Drawing] = WeakKeyDictionary()


def _drawing(chart: Chart) -> _Drawing:
    with _SETTINGS:
        if chart not in _DRAWN:
            _DRAWN[chart] = _drawn(chart)
        return _DRAWN[chart]


def _drawn(chart: Chart) -> _Drawing:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    page, paper = io.StringIO(), io.BytesIO()
    with mpl.rc_context(RC):
        canvas: Canvas = Figure(figsize=chart.size, layout="constrained")
        chart.draw(canvas)
        canvas.savefig(paper, format="png", dpi=DPI, metadata={"Software": None})
        canvas.set_layout_engine("none")  # all has its place by now
        canvas.savefig(page, format="svg", metadata={"Date": None})
    return _Drawing(_inline(page.getvalue(), chart.name), paper.getvalue())


def _inline(text: str, name: str) -> str:
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    # HTML knows the namespaces, and SVG 2 has plain href.
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text).replace("xlink:href", "href")
    return _renamed(text, f"{name}-")


def _renamed(text: str, prefix: str) -> str:
    """Matplotlib counts its ids from 1 in each chart; in one page they have to differ."""
    text = re.sub(r'\bid="', f'id="{prefix}', text)
    text = re.sub(r'\bhref="#', f'href="#{prefix}', text)
    return re.sub(r"url\(#", f"url(#{prefix}", text)
