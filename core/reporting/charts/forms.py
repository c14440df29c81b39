"""A chart as SVG to stand inside a page, and as a PNG; the same chart gives the same bytes."""

import io
import re
from threading import Lock
from typing import TYPE_CHECKING, Any

from core.reporting.blocks import Chart
from core.reporting.charts.style import RC

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

DPI = 200
# Matplotlib's settings are the process's, and another thread may be drawing its own report.
_SETTINGS = Lock()


def svg(chart: Chart) -> str:
    """Return an <svg> element whose ids begin with the chart's name, without any address."""
    written = io.StringIO()
    with _SETTINGS:
        _drawn(chart, written, format="svg", metadata={"Date": None})
    text = written.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    # HTML knows the namespaces, and SVG 2 has plain href.
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text).replace("xlink:href", "href")
    return _renamed(text, f"{chart.name}-")


def png(chart: Chart) -> bytes:
    """Return the chart as a PNG of 200 dots per inch."""
    written = io.BytesIO()
    with _SETTINGS:
        _drawn(chart, written, format="png", dpi=DPI, metadata={"Software": None})
    return written.getvalue()


def _drawn(chart: Chart, into: Any, **form: Any) -> None:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(RC):
        canvas: Canvas = Figure(figsize=chart.size, layout="constrained")
        chart.draw(canvas)
        canvas.savefig(into, **form)


def _renamed(text: str, prefix: str) -> str:
    """Matplotlib counts its ids from 1 in each chart; in one page they have to differ."""
    text = re.sub(r'\bid="', f'id="{prefix}', text)
    text = re.sub(r'\bhref="#', f'href="#{prefix}', text)
    return re.sub(r"url\(#", f"url(#{prefix}", text)
