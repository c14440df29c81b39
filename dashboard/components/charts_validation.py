"""The charts of the Validation page, each a pure function from stored figures to a plotly figure.

`Evaluated` pairs a network's name with the dict of its metrics.json (layout: `core.evaluation`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.evaluation import POINT_TITLES
from dashboard.components.charts import DASHES, blank, matrix, series_colours
from dashboard.components.colours import palette
from dashboard.components.figures import Metrics

_SYMBOLS = {"high_sensitivity": "circle", "high_specificity": "square"}


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A network that was evaluated: its name as people say it, and its figures.

    label: what the model store calls it. limits: sentences of its card. place: among the networks chosen, so
    that it looks the same in a chart that has no other; None where a chart's own order will do.
    """

    name: str
    metrics: Metrics
    label: str = ""
    limits: tuple[str, ...] = ()
    place: int | None = None


def roc(networks: Sequence[Evaluated]) -> Any:
    """Return the ROC curves with both operating points and their intervals."""
    figure = blank("1 \u2212 specificity (false alarms among the unbroken)", "Sensitivity")
    reference(figure, [0, 1], [0, 1], "chance")
    for series, metrics in drawn(networks):
        _curve(figure, series, metrics["discrimination"]["roc"], x="fpr", y="tpr")
        _operating_points(figure, series, metrics["points"], x="specificity", y="sensitivity")
    return legend_inside(figure, x=0.98, y=0.04)


def precision_recall(networks: Sequence[Evaluated]) -> Any:
    """Return the precision-recall curves, with the prevalence as the line that guessing gives."""
    figure = blank("Recall (sensitivity)", "Precision (positive predictive value)")
    prevalence = networks[0].metrics["prevalence"]["value"] if networks else None
    if prevalence is not None:
        reference(figure, [0, 1], [prevalence, prevalence], "prevalence")
    for series, metrics in drawn(networks):
        _curve(figure, series, metrics["discrimination"]["precision_recall"], x="recall", y="precision")
        _operating_points(figure, series, metrics["points"], x="sensitivity", y="ppv")
    return legend_inside(figure, x=0.02, y=0.04)


def reliability(networks: Sequence[Evaluated]) -> Any:
    """Return the reliability diagram: per bin of probability, the share that really was fractured."""
    figure = blank("Calibrated probability (mean of the bin)", "Share labelled fractured")
    reference(figure, [0, 1], [0, 1], "perfect")
    for series, metrics in drawn(networks):
        bins = [b for b in metrics["calibration"]["reliability"] if b["n"]]
        shares = [b["fractured"] for b in bins]
        figure.add_scatter(
            x=[b["mean_probability"] for b in bins],
            y=[share["value"] for share in shares],
            error_y=whiskers(shares, series.colour),
            customdata=[b["n"] for b in bins],
            name=series.name,
            mode="lines+markers",
            line={"color": series.colour, "dash": series.dash, "width": 1.5},
            marker={"size": 8, "color": series.colour},
            hovertemplate="mean %{x:.3f}, fractured %{y:.1%}, n = %{customdata}<extra></extra>",
        )
    return legend_inside(figure, x=0.98, y=0.04)


def confusion(network: Evaluated, point: str) -> Any:
    """Return the confusion matrix at an operating point: counts, and shares of each row (of each label)."""
    counts = network.metrics["points"][point]["confusion"]
    rows = (("Fractured", counts["tp"], counts["fn"]), ("Not fractured", counts["fp"], counts["tn"]))
    shares = [[n / (a + b) if a + b else 0.0 for n in (a, b)] for _, a, b in rows]
    words = (("found", "missed"), ("false alarm", "cleared"))
    text = [
        [
            f"<b>{n:,}</b><br>{word}<br>{share * 100:.1f} %"
            for n, word, share in zip(row[1:], names, parts, strict=True)
        ]
        for row, names, parts in zip(rows, words, shares, strict=True)
    ]
    return matrix(
        blank("The model says", "The label says", height=300, unit=False),
        columns=["Fractured", "Not fractured"],
        rows=[row[0] for row in rows],
        shares=shares,
        counts=[row[1:] for row in rows],
        words=text,
        hover="label %{y}, model %{x}: %{customdata:,} films<extra></extra>",
    )


@dataclass(frozen=True, slots=True)
class Series:
    """How one network is drawn."""

    name: str
    colour: str
    dash: str


def drawn(networks: Sequence[Evaluated]) -> list[tuple[Series, Metrics]]:
    """Return how each network is drawn, with its figures."""
    colours = series_colours(palette())
    places = [i if n.place is None else n.place for i, n in enumerate(networks)]
    return [
        (Series(n.name, colours[place], DASHES[place]), n.metrics)
        for n, place in zip(networks, places, strict=True)
    ]


def veil(
    figure: Any,
    series: Series,
    x: Sequence[float],
    low: Sequence[float | None],
    high: Sequence[float | None],
) -> None:
    """Draw the area between the ends of intervals, where there are any."""
    ends = [end for end in zip(x, low, high, strict=True) if None not in end]
    red, green, blue = (int(series.colour[i : i + 2], 16) for i in (1, 3, 5))
    figure.add_scatter(
        x=[place for place, _, _ in (*ends, *reversed(ends))],
        y=[*(top for _, _, top in ends), *(bottom for _, bottom, _ in reversed(ends))],
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},0.16)",
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        name=f"{series.name}, 95 % interval",
        showlegend=False,
    )


def _curve(figure: Any, series: Series, curve: Metrics, *, x: str, y: str) -> None:
    figure.add_scatter(
        x=list(curve[x]),
        y=list(curve[y]),
        customdata=list(curve["thresholds"]),
        name=series.name,
        mode="lines",
        line={"color": series.colour, "dash": series.dash, "width": 2},
        hovertemplate="x %{x:.3f}, y %{y:.3f}<br>threshold %{customdata:.3f}"
        f"<extra>{series.name}</extra>",
    )


def _operating_points(figure: Any, series: Series, points: Metrics, *, x: str, y: str) -> None:
    """Mark both operating points with their intervals; x "specificity" is turned round to 1 minus itself."""
    for key, point in points.items():
        across, up = (away(point[x]) if x == "specificity" else point[x]), point[y]
        if across["value"] is None or up["value"] is None:
            continue
        figure.add_scatter(
            x=[across["value"]],
            y=[up["value"]],
            error_x=whiskers([across], series.colour),
            error_y=whiskers([up], series.colour),
            name=f"{series.name}, {POINT_TITLES[key].lower()}",
            mode="markers",
            marker={
                "symbol": _SYMBOLS[key],
                "size": 11,
                "color": palette().background,
                "line": {"color": series.colour, "width": 2},
            },
            hovertemplate=f"threshold {point['threshold']:.3f}<br>x %{{x:.3f}}, y %{{y:.3f}}"
            f"<extra>{series.name}<br>{POINT_TITLES[key].lower()}</extra>",
        )


def away(figure: Metrics) -> dict[str, float | None]:
    """Return 1 minus a figure, its interval turned round."""
    return {
        "value": None if figure["value"] is None else 1 - figure["value"],
        "low": None if figure["high"] is None else 1 - figure["high"],
        "high": None if figure["low"] is None else 1 - figure["low"],
    }


def whiskers(figures: Sequence[Metrics], colour: str) -> dict[str, Any]:
    """Return plotly's error bars for figures with their intervals; none where there is no interval."""

    def reach(figure: Metrics, end: str) -> float:
        return 0.0 if figure[end] is None else abs(figure[end] - figure["value"])

    return {
        "type": "data",
        "symmetric": False,
        "array": [reach(figure, "high") for figure in figures],
        "arrayminus": [reach(figure, "low") for figure in figures],
        "color": colour,
        "thickness": 1,
        "width": 3,
    }


def reference(figure: Any, x: Sequence[float], y: Sequence[float], name: str) -> None:
    """Draw a quiet dotted line to compare with."""
    figure.add_scatter(
        x=list(x),
        y=list(y),
        name=name,
        mode="lines",
        hoverinfo="skip",
        line={"color": palette().quiet, "dash": "dot", "width": 1},
    )


def legend_inside(figure: Any, *, x: float, y: float) -> Any:
    """Put the legend into a corner of the plot, in shares of its width and height, and return the figure."""
    figure.update_layout(
        legend={"x": x, "y": y, "xanchor": "right" if x > 0.5 else "left", "yanchor": "bottom"}
    )
    return figure
