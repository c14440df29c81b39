"""The charts of groups, robustness and sanity checks: pure functions from records to plotly figures."""

from collections.abc import Sequence
from typing import Any

from core.evaluation import FAMILIES, Disturbance, Erasing, Randomised, Subgroup, brief
from dashboard.components.charts import blank
from dashboard.components.charts_validation import Evaluated, drawn, legend_inside, reference, whiskers
from dashboard.components.colours import palette
from dashboard.components.tables import GROUP, HEAD, ROW

_AXIS = 56  # pixels under the last row
_NAME = 17  # pixels from a row's middle up to its name


def forest(network: Evaluated, rows: Sequence[Subgroup]) -> Any:
    """Return the AUROC of each group with its interval, over a line at that of all films.

    Each stands at the height of its row in an even table of the same rows under their families, and carries
    its name. A group that does worse than the rest by more than chance is a filled diamond, any other a
    hollow circle.
    """
    middles, headings, height = _heights(rows)
    judged = [(row, middles[row.title]) for row in rows if row.auroc["value"] is not None]
    ((series, metrics),) = drawn([network])
    figure = blank("AUROC", "", height=height + _AXIS, unit=False)
    figure.add_scatter(
        x=[row.auroc["value"] for row, _ in judged],
        y=[middle for _, middle in judged],
        error_x=whiskers([row.auroc for row, _ in judged], series.colour),
        mode="markers",
        name=network.name,
        customdata=[[row.title, row.n, row.n_fractured] for row, _ in judged],
        marker={
            "size": 10,
            "symbol": ["diamond" if row.flagged else "circle-open" for row, _ in judged],
            "color": series.colour,
            "line": {"color": series.colour, "width": 2},
        },
        hovertemplate="%{customdata[0]}: %{x:.3f}, %{customdata[2]:,} of %{customdata[1]:,} fractured"
        "<extra></extra>",
    )
    for row in rows:
        _written(figure, brief(row.title), middles[row.title] - _NAME, quiet=True)
    for family, middle in headings.items():
        _written(figure, f"<b>{FAMILIES.get(family, family)}</b>", middle, quiet=False)
    whole = metrics["discrimination"]["auroc"]["value"]
    if whole is not None:
        figure.add_vline(x=whole, line={"color": palette().quiet, "dash": "dot", "width": 1})
    lowest = min((row.auroc["low"] for row, _ in judged if row.auroc["low"] is not None), default=0.5)
    figure.update_xaxes(range=[min(0.45, lowest - 0.03), 1.01], dtick=0.1, tickformat=".1f")
    figure.update_yaxes(range=[height, 0], showgrid=False, showticklabels=False, fixedrange=True)
    figure.update_layout(showlegend=False, margin={"l": 4, "r": 12, "t": 0, "b": _AXIS})
    return figure


def _heights(rows: Sequence[Subgroup]) -> tuple[dict[str, float], dict[str, float], int]:
    """Return the middles of rows by title and of their families' headings, and where the last row ends."""
    middles, headings, top = {}, {}, HEAD
    for family in dict.fromkeys(row.family for row in rows):
        headings[family] = top + 0.62 * GROUP  # its words stand in the lower part
        top += GROUP
        for row in rows:
            if row.family == family:
                middles[row.title] = top + ROW * 0.62
                top += ROW
    return middles, headings, top


def _written(figure: Any, words: str, y: float, *, quiet: bool) -> None:
    """Put words at the left edge of a chart, at a height in its own units."""
    colours = palette()
    figure.add_annotation(
        text=words,
        x=0,
        y=y,
        xref="paper",
        xanchor="left",
        yanchor="middle",
        showarrow=False,
        font={"color": colours.quiet if quiet else colours.text, "size": 12},
    )


def disturbed(found: Sequence[tuple[Evaluated, Disturbance]]) -> Any:
    """Return sensitivity and specificity by the strength of one disturbance, each with its interval."""
    first = found[0][1]
    figure = blank(f"{first.title} ({first.unit})" if first.unit else first.title, "", height=400, unit=False)
    for (series, _), (_, curve) in zip(drawn([network for network, _ in found]), found, strict=True):
        for name, symbol in (("sensitivity", "circle"), ("specificity", "square-open")):
            points = sorted(zip(curve.levels, getattr(curve, name), strict=True), key=lambda point: point[0])
            told = [(level, each) for level, each in points if each["value"] is not None]
            figure.add_scatter(
                x=[level for level, _ in told],
                y=[each["value"] for _, each in told],
                error_y=whiskers([each for _, each in told], series.colour),
                mode="lines+markers",
                name=f"{series.name}, {name}",
                line={"color": series.colour, "dash": series.dash, "width": 1.5},
                marker={"size": 8, "symbol": symbol, "color": series.colour},
                hovertemplate=f"{first.title.lower()} %{{x}}: {name} %{{y:.1%}}<extra>{series.name}</extra>",
            )
    figure.update_yaxes(range=[-0.02, 1.02], tickformat=".0%", dtick=0.2)
    figure.update_xaxes(tickvals=sorted(first.levels))
    figure.update_layout(legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"})
    return figure


def randomised(found: Sequence[tuple[Evaluated, Randomised]]) -> Any:
    """Return how alike the heatmaps stay by how much of the network is made random, from its end."""
    across = "Made random: the head, and a share of the trunk from its end"
    figure = blank(across, "Rank correlation with the heatmap", height=400, unit=False)
    for (series, _), (_, part) in zip(drawn([network for network, _ in found]), found, strict=True):
        steps = zip(made_random(part), part.similarity, strict=True)
        told = [(step, layers, each) for step, (layers, each) in steps if each["value"] is not None]
        figure.add_scatter(
            x=[step for step, _, _ in told],
            y=[each["value"] for _, _, each in told],
            error_y=whiskers([each for _, _, each in told], series.colour),
            mode="lines+markers",
            name=series.name,
            customdata=[layers for _, layers, _ in told],
            line={"color": series.colour, "dash": series.dash, "width": 1.5},
            marker={"size": 8, "color": series.colour},
            hovertemplate=f"%{{x}} (%{{customdata}}): %{{y:.2f}}<extra>{series.name}</extra>",
        )
    figure.add_hline(y=0, line={"color": palette().quiet, "dash": "dot", "width": 1})
    figure.update_yaxes(range=[-0.35, 1.02], dtick=0.2, tick0=0)
    figure.update_xaxes(automargin=True)
    return legend_inside(figure, x=0.98, y=0.8)


def made_random(part: Randomised) -> list[str]:
    """Name the steps by how much is random, so that networks of other layers can stand side by side."""
    trunk = len(part.similarity) - 1
    return ["Head", *(f"Head, {100 * step / trunk:.0f} %" for step in range(1, trunk + 1))]


def erasing(found: Sequence[tuple[Evaluated, Erasing]]) -> Any:
    """Return the mean probability by the share of the film that was erased, or alone was shown."""
    figure = blank("Share of the film, the hottest first", "Mean probability", height=400, unit=False)
    for (series, _), (_, part) in zip(drawn([network for network, _ in found]), found, strict=True):
        for name, values, symbol in (
            ("erased", part.deletion, "circle"),
            ("alone shown", part.insertion, "square-open"),
        ):
            figure.add_scatter(
                x=list(part.fractions),
                y=list(values),
                mode="lines+markers",
                name=f"{series.name}, {name}",
                line={"color": series.colour, "dash": series.dash, "width": 1.5},
                marker={"size": 7, "symbol": symbol, "color": series.colour},
                hovertemplate=f"%{{x:.0%}} {name}: %{{y:.3f}}<extra>{series.name}</extra>",
            )
    start = found[0][1]
    if start.deletion:
        reference(figure, [0, 1], [start.deletion[0], start.deletion[0]], "the film as it is")
    figure.update_xaxes(tickformat=".0%")
    figure.update_yaxes(rangemode="tozero")
    figure.update_layout(legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"})
    return figure
