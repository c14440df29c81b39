"""What all charts share: the look, the panel with a table and a download beside it.

Plotly is imported when the first figure is made, so that a page's words and tables don't wait for it.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import streamlit as st

from dashboard.components import tables
from dashboard.components.colours import palette
from dashboard.components.tables import Column, Row
from dashboard.theme import Palette

# One line style and one marker a network, so that no chart speaks by colour alone. The accent stays for what
# can be clicked, the bands' colours for bands.
SIDE = 560  # pixels; charts of two shares are nearly square
DASHES = ("solid", "dash", "dot", "dashdot")
_CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"]}
_FONT = "Source Sans, sans-serif"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run


def series_colours(colours: Palette) -> tuple[str, ...]:
    """Return the lines' colours in the order of the networks; Okabe and Ito's purple is no band's colour."""
    return (colours.text, "#CC79A7", colours.quiet, "#8C6BB1")


def blank(x: str, y: str, *, height: int = 500, unit: bool = True) -> Any:
    """Return an empty plotly figure in the house's look; `unit` fixes both axes to 0-1."""
    import plotly.graph_objects as go

    colours = palette()
    axis: dict[str, Any] = {
        "gridcolor": colours.line,
        "linecolor": colours.line,
        "zeroline": False,
        "tickfont": {"color": colours.quiet, "size": 12},
        "title": {"font": {"color": colours.quiet, "size": 13}, "standoff": 8},
        "fixedrange": False,
    }
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 56, "r": 16, "t": 16, "b": 48},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": _FONT, "color": colours.text, "size": 13},
        hoverlabel={"bgcolor": colours.panel, "bordercolor": colours.line, "font": {"color": colours.text}},
        legend={"bgcolor": colours.background, "font": {"size": 13}},
        xaxis=axis | {"title": axis["title"] | {"text": x}},
        yaxis=axis | {"title": axis["title"] | {"text": y}},
    )
    if unit:
        # The same length for the same step on both axes, and room for a marker on the edge.
        figure.update_xaxes(range=[-0.02, 1.02], dtick=0.2, constrain="domain")
        figure.update_yaxes(range=[-0.02, 1.02], dtick=0.2)
    return figure


def matrix(
    figure: Any,
    *,
    columns: Sequence[str],
    rows: Sequence[str],
    shares: Sequence[Sequence[float]],
    counts: Sequence[Sequence[int]],
    words: Sequence[Sequence[str]],
    hover: str,
) -> Any:
    """Lay a matrix of counts over a blank figure, shaded by each row's shares, and return the figure.

    shares, counts, words: one list a row; words stand in the cells; hover names x, y and customdata (counts).
    """
    colours = palette()
    figure.add_heatmap(
        x=columns,
        y=rows,
        z=shares,
        zmin=0,
        zmax=1,
        customdata=counts,
        text=words,
        texttemplate="%{text}",
        textfont={"size": 15, "color": colours.text},
        colorscale=[[0, colours.panel], [1, mixed(colours.panel, colours.quiet, 0.55)]],
        showscale=False,
        xgap=3,
        ygap=3,
        hovertemplate=hover,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticklabelstandoff=6)
    figure.update_xaxes(side="top", showgrid=False)
    figure.update_layout(margin={"l": 110, "r": 8, "t": 56, "b": 8})
    return figure


def panel(
    figure: Any,
    *,
    key: str,
    meaning: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    download: Callable[[], str],
    over: Sequence[tuple[str, int]] = (),
    width: int | Literal["stretch"] = SIDE,
) -> None:
    """Draw a chart at the left; at the right what it means, its numbers as a table and as a file.

    meaning: one plain sentence, also the chart's name for a screen reader. over: headings above the headings.
    download: gives the CSV when asked.
    """
    left, right = st.columns(2, gap="large")
    with left:
        chart(figure, key=key, alt=meaning, width=width)
    with right:
        st.markdown(meaning)
        tables.show(columns, rows, over=over)
        csv_button(download, key)


def chart(
    figure: Any,
    *,
    key: str,
    alt: str,
    width: int | Literal["stretch"] = "stretch",
    on_select: Callable[[], None] | None = None,
) -> None:
    """Draw a plotly figure as it is, without Streamlit's own theme over it.

    on_select: for a click on a point.
    """
    st.plotly_chart(
        figure, theme=None, key=f"chart_{key}", alt=alt, config=_CONFIG, width=width,
        on_select=on_select or "ignore", selection_mode="points",
    )  # fmt: skip


def csv_button(download: Callable[[], str], name: str) -> None:
    """Offer the numbers of a chart as a file; they are written only when asked for."""
    st.download_button(
        "Numbers as CSV", download, f"callus-{name.replace('_', '-')}.csv", "text/csv",
        key=f"csv_{name}", icon=":material/download:", on_click="ignore", type="tertiary",
    )  # fmt: skip


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV, with nothing that a spreadsheet would run; None becomes an empty field."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_tame(value) if isinstance(value, str) else value for value in row] for row in rows)
    return file.getvalue()


def _tame(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def mixed(first: str, second: str, share: float) -> str:
    """Return a colour on the way from one hexadecimal colour to another."""
    pairs = [(int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
