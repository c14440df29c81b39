"""What all views of the Performance page share: a chart with its table, its file, and the studies behind it.

A point of a chart says what it stands for by a label in its `customdata`; `Block.points` says which studies
that label means. A click on the point or a choice in the list beside the chart opens them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.monitoring import Figure
from dashboard.components import charts, tables
from dashboard.components.figures import cell
from dashboard.components.performance import drill
from dashboard.components.performance.asked import Asked
from dashboard.components.tables import Cell, Column, Row

if TYPE_CHECKING:
    from core.monitoring import Behind

_LONG = 9  # rows from which on a table scrolls beside its chart
_TALL = 420  # pixels of such a table


@dataclass(frozen=True, slots=True)
class Block:
    """A chart, what it means, and its numbers.

    figure: of Plotly; None where there is nothing that may be drawn, then `refused` says why. meaning: one
    plain sentence with the n. columns, rows: the table; head, lines: the file. points: by the label that a
    point has as its `customdata`, in the order in which the list offers them.
    """

    key: str
    figure: Any
    meaning: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    head: Sequence[str]
    lines: Sequence[Sequence[object]]
    points: "Mapping[str, Behind]" = field(default_factory=dict)
    refused: str = ""


def block(asked: Asked, found: Block) -> None:
    """Draw a chart at the left; meaning, table and file at the right; below, what is behind a point."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        if found.figure is None:
            refusal(found.refused)
        else:
            drill.chart(asked, found.figure, key=found.key, alt=found.meaning, points=found.points)
    with right:
        st.markdown(found.meaning)
        with st.container(height=_TALL if len(found.rows) >= _LONG else "content", border=False):
            tables.show(found.columns, found.rows)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            file(asked, found.key, found.head, found.lines)
            drill.choice(asked, key=found.key, points=found.points)
    drill.studies(asked, key=found.key, points=found.points)


def file(asked: Asked, key: str, head: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    """Offer numbers as CSV; a file of simulated studies says so in its name and in every line."""
    if asked.simulated:
        simulated = [("simulated", *line) for line in lines]
        charts.csv_button(lambda: charts.csv_text(("studies", *head), simulated), f"simulated_{key}")
    else:
        charts.csv_button(lambda: charts.csv_text(head, lines), key)


def refusal(words: str) -> None:
    """Say why there is no chart, in its place."""
    st.html(f"<p class='callus-refused'>{escape(words)}</p>")


def sentence(words: str) -> None:
    """Draw the one sentence that answers a view's question."""
    st.html(f"<p class='callus-sentence'>{escape(words)}</p>")


def rate(figure: Figure, *, percent: bool = True) -> Cell:
    """Return a figure as a table's cell: value, interval and n, or why there is none."""
    return cell(figure.as_dict(), percent=percent)


def numbers(figure: Figure) -> tuple[float | None, float | None, float | None, int]:
    """Return value, low, high and n, as a line of a file has them."""
    return figure.value, figure.low, figure.high, figure.n


NUMBERS = ("value", "low", "high", "n")
