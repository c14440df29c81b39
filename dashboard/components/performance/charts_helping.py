"""The charts of "Does it help?": groups of reads, a row each, as pure functions to plotly figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.monitoring import Figure
from dashboard.components.charts import blank
from dashboard.components.colours import palette

ROW = 38  # pixels
_EDGES = 84  # above the first row and under the last
_APART = 0.16  # of a row: before stands above, after below
_PANELS = (("Sensitivity", "x", [0, 0.48]), ("Specificity", "x2", [0.52, 1]))

Rows = Sequence[tuple[str, Figure]]
Placed = Sequence[tuple[float, str, Figure]]  # height, label, figure


def before_after(groups: Sequence[tuple[str, Sequence[tuple[Figure, Figure]]]], label: str) -> Any:
    """Return sensitivity and specificity before the answer (hollow) and after it (filled), side by side.

    groups: a name, then before and after for each of the two. label: what a point opens, with the name in it.
    """
    figure = _rows([name for name, _ in groups], "")
    for which, (title, axis, domain) in enumerate(_PANELS):
        rows = [(place, name, *pairs[which]) for place, (name, pairs) in enumerate(groups)]
        known = [row for row in rows if row[2].drawable and row[3].drawable]
        for place, _, before, after in known:
            figure.add_scatter(
                x=[before.value, after.value], y=[place - _APART, place + _APART], xaxis=axis, mode="lines",
                line={"color": palette().quiet, "width": 2}, hoverinfo="skip", showlegend=False,
            )  # fmt: skip
        first = [(place - _APART, label.format(name), before) for place, name, before, _ in known]
        last = [(place + _APART, label.format(name), after) for place, name, _, after in known]
        _points(figure, first, axis, "circle-open", "before the answer", legend=not which)
        _points(figure, last, axis, "diamond", "after it", legend=not which)
        _refused(figure, [(place, name, before) for place, name, before, _ in rows], axis)
        figure.update_layout({axis.replace("x", "xaxis"): _share(title) | {"domain": domain}})
    return figure


def forest(groups: Rows, title: str, labels: Mapping[str, str]) -> Any:
    """Return a share with its interval for each group; labels: what a group's point opens."""
    figure = _rows([name for name, _ in groups], title)
    rows = [(place, labels[name], part) for place, (name, part) in enumerate(groups)]
    _points(figure, rows, "x", "diamond", "")
    _refused(figure, rows, "x")
    figure.update_layout(xaxis=_share(title), showlegend=False)
    return figure


def changes(groups: Sequence[tuple[str, int, int]], labels: tuple[str, str]) -> Any:
    """Return how many reads changed to the better (right) and to the worse (left) for each group.

    labels: what the two bars open, with the group's name in it.
    """
    colours, names = palette(), [name for name, *_ in groups]
    figure = _rows(names, "")
    better, worse = [b for _, b, _ in groups], [w for *_, w in groups]
    for counts, sign, way, label, hatch in (
        (worse, -1, "to the worse", labels[1], "/"),
        (better, 1, "to the better", labels[0], ""),
    ):
        figure.add_bar(
            x=[sign * count for count in counts],
            y=list(range(len(names))),
            orientation="h",
            name=way,
            marker={
                "color": colours.quiet,
                "line": {"width": 0},
                "pattern": {
                    "shape": hatch,
                    "fillmode": "overlay",
                    "fgcolor": colours.background,
                    "size": 6,
                },
            },
            text=[f"{count:,}" for count in counts],
            textposition="outside",
            textfont={"color": colours.text},
            cliponaxis=False,
            customdata=[label.format(name) for name in names],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": colours.text, "width": 1})
    reach = 1.2 * max([*better, *worse, 1])
    figure.update_layout(barmode="relative", bargap=0.5)
    figure.update_xaxes(range=[-reach, reach], showticklabels=False, showgrid=False)
    return figure


def times(groups: Rows) -> Any:
    """Return mean seconds with their intervals."""
    figure = _rows([name for name, _ in groups], "Seconds")
    rows = [(place, name, part) for place, (name, part) in enumerate(groups)]
    _points(figure, rows, "x", "diamond", "", unit="%{x:.0f} s")
    _refused(figure, rows, "x")
    figure.update_xaxes(rangemode="tozero")
    figure.update_layout(showlegend=False)
    return figure


def _rows(names: Sequence[str], title: str) -> Any:
    """Return an empty figure with a row for each name, the first at the top."""
    figure = blank(title, "", height=ROW * max(3, len(names)) + _EDGES, unit=False)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(names))), ticktext=list(names), showgrid=False,
        range=[max(3, len(names)) - 0.5, -0.5], fixedrange=True, automargin=True, ticklabelstandoff=8,
        tickfont={"color": palette().text, "size": 13},
    )  # fmt: skip
    figure.update_layout(
        margin={"l": 8, "r": 16, "t": 36, "b": 48},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"},
    )
    return figure


def _points(
    figure: Any,
    rows: Placed,
    axis: str,
    symbol: str,
    name: str,
    *,
    legend: bool = False,
    unit: str = "%{x:.1%}",
) -> None:
    known = [row for row in rows if row[2].drawable]
    colours = palette()
    figure.add_scatter(
        x=[part.value for *_, part in known],
        y=[height for height, *_ in known],
        xaxis=axis,
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [reach(part.value, part.high) for *_, part in known],
            "arrayminus": [reach(part.low, part.value) for *_, part in known],
            "color": colours.quiet,
            "thickness": 1.5,
            "width": 4,
        },
        mode="markers",
        name=name,
        showlegend=legend,
        marker={
            "size": 10, "symbol": symbol, "color": colours.text, "line": {"color": colours.text, "width": 2},
        },
        customdata=[label for _, label, _ in known],
        text=[f"n = {part.n:,}" for *_, part in known],
        hovertemplate=f"%{{customdata}}<br>{name} {unit}, %{{text}}<extra></extra>",
    )  # fmt: skip


def reach(low: float | None, high: float | None) -> float:
    """Return the length of a whisker; none where an end is not known."""
    return 0.0 if low is None or high is None else high - low


def _share(title: str) -> dict[str, Any]:
    quiet = palette().quiet
    return {
        "tickformat": ".0%", "gridcolor": palette().line, "zeroline": False, "nticks": 6,
        "title": {"text": title, "font": {"color": quiet, "size": 13}, "standoff": 8},
        "tickfont": {"color": quiet, "size": 12},
    }  # fmt: skip


def _refused(figure: Any, rows: Placed, axis: str) -> None:
    """Say in a row why nothing is drawn in it."""
    for height, _, part in rows:
        if not part.drawable:
            figure.add_annotation(
                text="too few decided" if part.n else "none", x=0, y=round(height), xref=f"{axis} domain",
                yref="y", xanchor="left", xshift=4, showarrow=False,
                font={"color": palette().quiet, "size": 12},
            )  # fmt: skip
