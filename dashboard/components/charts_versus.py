"""The chart of two networks' calls, and its numbers as CSV."""

from collections.abc import Mapping
from typing import Any

from core.evaluation import POINT_TITLES
from dashboard.components.charts import blank, csv_text, mixed
from dashboard.components.charts_validation import Evaluated
from dashboard.components.colours import palette

_SIDES = {"fractured": "Fractured", "not_fractured": "Not fractured"}
_FILLS = {"both": "", "only_one": "/", "only_other": "\\", "neither": ""}


def kinds(one: Evaluated, other: Evaluated) -> Mapping[str, str]:
    """Return who can have called a film, in words."""
    return {
        "both": "Both",
        "only_one": f"{one.name} alone",
        "only_other": f"{other.name} alone",
        "neither": "Neither",
    }


def calls(one: Evaluated, other: Evaluated, at: Mapping[str, Any]) -> Any:
    """Return who called the films of either label, as shares of it with the counts written in."""
    return _stacked({title: at[side] for side, title in _SIDES.items()}, kinds(one, other), height=280)


def hits(one: Evaluated, other: Evaluated, found: Mapping[str, Any]) -> Any:
    """Return whose heatmap points at the marked fracture, as shares of the films."""
    return _stacked({"Marked fractures": found["hits"]}, kinds(one, other), height=200)


def _stacked(counted: Mapping[str, Mapping[str, int]], words: Mapping[str, str], *, height: int) -> Any:
    """Return one bar a row of counts by kind, each kind a part of it with its count."""
    figure = blank("Share of the films", "", height=height, unit=False)
    shades = _shades()
    for kind, name in words.items():
        counts = [row[kind] for row in counted.values()]
        totals = [sum(row.values()) for row in counted.values()]
        figure.add_bar(
            x=[count / total if total else 0 for count, total in zip(counts, totals, strict=True)],
            y=list(counted),
            orientation="h",
            name=name,
            text=[f"{count:,}" if count else "" for count in counts],
            textposition="inside",
            insidetextanchor="middle",
            insidetextfont={"color": palette().text},
            textangle=0,
            customdata=counts,
            marker=_filled(kind, shades[kind]),
            hovertemplate=f"%{{y}}: %{{customdata:,}} films, %{{x:.1%}}<extra>{name}</extra>",
        )
    return _laid_out(figure)


def _shades() -> Mapping[str, str]:
    colours = palette()
    return {
        "both": mixed(colours.panel, colours.quiet, 0.55),
        "only_one": mixed(colours.panel, colours.text, 0.35),
        "only_other": "#8C5278",
        "neither": mixed(colours.panel, colours.quiet, 0.15),
    }


def _filled(kind: str, shade: str) -> Mapping[str, Any]:
    """A fill with a hatch, so that no part is told by its colour alone."""
    colours = palette()
    pattern = {"shape": _FILLS[kind], "fillmode": "replace", "bgcolor": shade, "fgcolor": colours.panel}
    return {
        "color": shade,
        "pattern": {**pattern, "size": 14, "solidity": 0.08},
        "line": {"color": colours.background, "width": 2},
    }


def _laid_out(figure: Any) -> Any:
    figure.update_layout(
        barmode="stack",
        bargap=0.35,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        margin={"l": 110, "r": 16, "t": 48, "b": 48},
    )
    figure.update_xaxes(tickformat=".0%", range=[0, 1])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def calls_csv(one: Evaluated, other: Evaluated, found: Mapping[str, Any]) -> str:
    """Return who called what at both operating points, with the test of whether they differ."""
    words = kinds(one, other)
    return csv_text(
        ("operating_point", "label", "called_by", "films", "mcnemar_p"),
        (
            (
                point,
                side,
                words[kind],
                found["points"][point][side][kind],
                found["points"][point]["mcnemar"][side],
            )
            for point in POINT_TITLES
            for side in _SIDES
            for kind in words
        ),
    )


def hits_csv(one: Evaluated, other: Evaluated, game: Mapping[str, Any]) -> str:
    """Return whose heatmap points at how many marked fractures, with the test of whether they differ."""
    return csv_text(
        ("points_at_it", "films", "mcnemar_p"),
        ((words, game["hits"][kind], game["mcnemar"]) for kind, words in kinds(one, other).items()),
    )
