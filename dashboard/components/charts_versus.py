"""The chart of two networks' calls, and its numbers as CSV."""

from collections.abc import Mapping
from typing import Any

from dashboard.components.charts import blank, csv_text, mixed
from dashboard.components.charts_validation import Evaluated
from dashboard.components.colours import palette
from dashboard.components.figures import POINTS

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
    colours = palette()
    shades = {
        "both": mixed(colours.panel, colours.quiet, 0.55),
        "only_one": mixed(colours.panel, colours.text, 0.35),
        "only_other": "#8C5278",
        "neither": mixed(colours.panel, colours.quiet, 0.15),
    }
    figure = blank("Share of the films", "", height=280, unit=False)
    totals = {side: sum(at[side].values()) for side in _SIDES}
    for kind, words in kinds(one, other).items():
        counts = [at[side][kind] for side in _SIDES]
        figure.add_bar(
            x=[
                count / totals[side] if totals[side] else 0
                for side, count in zip(_SIDES, counts, strict=True)
            ],
            y=list(_SIDES.values()),
            orientation="h",
            name=words,
            text=[f"{count:,}" if count else "" for count in counts],
            textposition="inside",
            insidetextanchor="middle",
            insidetextfont={"color": colours.text},
            textangle=0,
            customdata=counts,
            marker={
                "color": shades[kind],
                "pattern": {
                    "shape": _FILLS[kind],
                    "fillmode": "replace",
                    "bgcolor": shades[kind],
                    "fgcolor": colours.panel,
                    "size": 14,
                    "solidity": 0.08,
                },
                "line": {"color": colours.background, "width": 2},
            },
            hovertemplate=f"%{{y}}: %{{customdata:,}} films, %{{x:.1%}}<extra>{words}</extra>",
        )
    figure.update_layout(
        barmode="stack",
        bargap=0.35,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        margin={"l": 100, "r": 16, "t": 48, "b": 48},
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
            for point in POINTS
            for side in _SIDES
            for kind in words
        ),
    )
