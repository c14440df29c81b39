"""A run's learning curves as one HTML page that needs nothing from outside."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# What an event may hold, in the order of the rows, with what it is called.
_ROWS = (
    ("loss", "training loss"),
    ("val_loss", "log loss on validation"),
    ("score", "score on validation"),
)


def write_curves(curve: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw the events of a run (see `fitting`) by minutes of training, one colour a stage.

    The score is the AUROC, and in pretraining the share of right grades.
    """
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=len(_ROWS), shared_xaxes=True, row_titles=[title for _, title in _ROWS])
    for stage, events in _by_stage(curve).items():
        for row, (key, _) in enumerate(_ROWS, start=1):
            known = [(minutes, event[key]) for minutes, event in events if key in event]
            x, y = zip(*known, strict=True) if known else ((), ())
            line = go.Scatter(
                x=x, y=y, name=stage, legendgroup=stage, showlegend=row == 1, mode="lines+markers"
            )
            figure.add_trace(line, row=row, col=1)
    figure.update_xaxes(title_text="minutes of training", row=len(_ROWS), col=1)
    figure.update_layout(height=900, template="plotly_white", colorway=_COLOURS)
    figure.write_html(path, include_plotlyjs=True)


# Okabe and Ito's palette: told apart by colour-blind eyes too.
_COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"]


def _by_stage(curve: Sequence[Mapping[str, Any]]) -> dict[str, list[tuple[float, Mapping[str, Any]]]]:
    """Each stage's events with the minutes of training at their end."""
    stages: dict[str, list[tuple[float, Mapping[str, Any]]]] = {}
    minutes = 0.0
    for event in curve:
        minutes += float(event["seconds"]) / 60
        stages.setdefault(event["stage"], []).append((minutes, event))
    return stages
