"""The charts of groups, robustness and sanity checks: pure functions from records to plotly figures."""

from collections.abc import Sequence
from typing import Any

from core.evaluation import Disturbance, Erasing, Randomised, Subgroup
from dashboard.components.charts import blank
from dashboard.components.charts_validation import Evaluated, drawn, legend_inside, reference, whiskers
from dashboard.components.colours import palette

_ROW = 40  # pixels of a group's line


def forest(network: Evaluated, rows: Sequence[Subgroup]) -> Any:
    """Return the AUROC of each group with its interval, the first on top, over a line at that of all films.

    A group that does worse than the rest by more than chance is a filled diamond, any other a hollow circle.
    """
    judged = [row for row in rows if row.auroc["value"] is not None]
    ((series, metrics),) = drawn([network])
    figure = blank("AUROC", "", height=_ROW * max(len(judged), 3) + 90, unit=False)
    bars = whiskers([row.auroc for row in judged], series.colour)
    figure.add_scatter(
        x=[row.auroc["value"] for row in judged],
        y=[row.title for row in judged],
        error_x=bars,
        mode="markers",
        name=network.name,
        customdata=[[row.n, row.n_fractured] for row in judged],
        marker={
            "size": 10,
            "symbol": ["diamond" if row.flagged else "circle-open" for row in judged],
            "color": series.colour,
            "line": {"color": series.colour, "width": 2},
        },
        hovertemplate="%{y}: %{x:.3f}, %{customdata[1]:,} of %{customdata[0]:,} fractured<extra></extra>",
    )
    whole = metrics["discrimination"]["auroc"]["value"]
    if whole is not None:
        figure.add_vline(x=whole, line={"color": palette().quiet, "dash": "dot", "width": 1})
    lowest = min((row.auroc["low"] for row in judged if row.auroc["low"] is not None), default=0.5)
    figure.update_xaxes(range=[min(0.45, lowest - 0.03), 1.01])
    figure.update_yaxes(autorange="reversed", automargin=True, ticklabelstandoff=6)
    figure.update_layout(showlegend=False)
    return figure


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
    """Return how alike the heatmaps stay by the layers made random, the last layers first."""
    figure = blank("Made random, from the end", "Rank correlation with the heatmap", height=400, unit=False)
    for (series, _), (_, part) in zip(drawn([network for network, _ in found]), found, strict=True):
        told = [(layers, each) for layers, each in part.similarity if each["value"] is not None]
        figure.add_scatter(
            x=[layers for layers, _ in told],
            y=[each["value"] for _, each in told],
            error_y=whiskers([each for _, each in told], series.colour),
            mode="lines+markers",
            name=series.name,
            line={"color": series.colour, "dash": series.dash, "width": 1.5},
            marker={"size": 8, "color": series.colour},
            hovertemplate=f"%{{x}}: %{{y:.2f}}<extra>{series.name}</extra>",
        )
    figure.add_hline(y=0, line={"color": palette().quiet, "dash": "dot", "width": 1})
    figure.update_yaxes(range=[-0.35, 1.02], dtick=0.2, tick0=0)
    figure.update_xaxes(automargin=True)
    return legend_inside(figure, x=0.98, y=0.8)


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
