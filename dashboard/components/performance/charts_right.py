"""The charts of "Is it right?", each a pure function from records to a Plotly figure.

A point that can be clicked carries its label as `customdata`, see `dashboard.components.performance.parts`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.monitoring import CalibrationBin, Figure, Group, Rolling, of
from dashboard.components.charts import blank, mixed
from dashboard.components.colours import palette

_STEP = 7  # days between the points of a line that can be clicked
_NAMES = {"sensitivity": ("solid", "circle"), "specificity": ("dash", "square-open")}
_ROW = 46  # pixels of a row of a forest plot


def confusion(cells: Sequence[tuple[str, str, int, str]]) -> Any:
    """Return a matrix of four squares: (column, row, studies, label of the point) each."""
    colours = palette()
    figure = blank("", "", height=250, unit=False)
    most = max(n for _, _, n, _ in cells) or 1
    figure.add_scatter(
        x=[column for column, *_ in cells],
        y=[row for _, row, *_ in cells],
        text=[f"<b>{n:,}</b>" for *_, n, _ in cells],
        customdata=[label for *_, label in cells],
        mode="markers+text",
        marker={
            "symbol": "square",
            "size": 84,
            "opacity": 1,
            "color": [mixed(colours.panel, colours.quiet, 0.12 + 0.4 * n / most) for *_, n, _ in cells],
            "line": {"color": colours.line, "width": 1},
        },
        textfont={"size": 16, "color": colours.text},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.6}, "textfont": {"color": colours.text}},
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.update_xaxes(side="top", showgrid=False, fixedrange=True, range=[-0.6, 1.6], type="category")
    figure.update_yaxes(showgrid=False, fixedrange=True, range=[1.6, -0.6], type="category")
    figure.update_layout(margin={"l": 124, "r": 8, "t": 40, "b": 8}, showlegend=False)
    return figure


def rolling(
    found: Sequence[Rolling],
    name: str,
    labels: Mapping[Any, str],
    report: Figure | None,
) -> Any:
    """Return a rolling figure with its 95 % band; days in `labels` have a point. report: as a grey band."""
    colours = palette()
    figure = blank("", name.capitalize(), height=460, unit=False)
    days = [each.day for each in found]
    values = [getattr(each, name) for each in found]
    _report_band(figure, report, "y")
    _ribbon(figure, days, values)
    dash, symbol = _NAMES[name]
    figure.add_scatter(
        x=days, y=[value.value for value in values], mode="lines", hoverinfo="skip",
        line={"color": colours.text, "width": 1.5, "dash": dash},
    )  # fmt: skip
    marked = [
        (day, value) for day, value in zip(days, values, strict=True) if day in labels and value.drawable
    ]
    figure.add_scatter(
        x=[day for day, _ in marked],
        y=[value.value for _, value in marked],
        text=[f"{value.low:.1%} to {value.high:.1%}, n = {value.n:,}" for _, value in marked],
        customdata=[labels[day] for day, _ in marked],
        mode="markers",
        marker={"symbol": symbol, "size": 9, "color": colours.text, "opacity": 1},
        unselected={"marker": {"opacity": 0.45}},
        hovertemplate="28 days to %{x|%d %b %Y}: %{y:.1%}<br>%{text}<extra></extra>",
    )
    figure.update_layout(showlegend=False)
    # The first days stand for so few that their intervals would leave no room for the others.
    figure.update_yaxes(range=_span([*(values[_STEP:] or values), report]), tickformat=".0%")
    figure.update_xaxes(showgrid=False)
    return figure


def clicked_days(found: Sequence[Rolling]) -> list[Any]:
    """Return the days of a line that have a point: every seventh, counted back from the last."""
    return [each.day for each in found[::-1][::_STEP]][::-1]


def _ribbon(figure: Any, days: Sequence[Any], values: Sequence[Figure]) -> None:
    """Draw the 95 % band; days without a figure leave a hole in it."""
    colours = palette()
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "connectgaps": False}
    start = 0
    while start < len(days):
        end = start
        while end < len(days) and values[end].low is not None:
            end += 1
        part = slice(start, end)
        if end > start:
            figure.add_scatter(x=days[part], y=[value.low for value in values[part]], **edge)
            figure.add_scatter(
                x=days[part], y=[value.high for value in values[part]], fill="tonexty",
                fillcolor=mixed(colours.background, colours.quiet, 0.35), **edge,
            )  # fmt: skip
        start = end + 1


def forest(
    groups: Sequence[Group], point: str, name: str, reports: Mapping[str, Figure], labels: Mapping[str, str]
) -> Any:
    """Return a figure of each group with its interval, the first group on top; labels: by group.

    reports: the validation report's figure by group, or under "" one for all, drawn as a grey band.
    """
    colours = palette()
    figure = blank(name.capitalize(), "", height=96 + _ROW * len(groups), unit=False)
    found = [(group.name, of(group, point, name)) for group in groups]
    drawn = [(title, value) for title, value in found if value.drawable]
    _report_band(figure, reports.get(""), "x")
    own = [(title, reports[title]) for title, _ in found if title in reports and reports[title].drawable]
    _intervals(figure, own, {}, colours.quiet, "line-ns-open")
    _intervals(figure, drawn, labels, colours.text, _NAMES[name][1])
    figure.update_layout(showlegend=False, margin={"l": 140, "r": 16, "t": 8, "b": 48})
    figure.update_xaxes(range=_span([*(value for _, value in drawn), *reports.values()]), tickformat=".0%")
    figure.update_yaxes(
        categoryorder="array", categoryarray=[title for title, _ in found[::-1]], showgrid=False,
        type="category", range=[-0.6, len(found) - 0.4],
    )  # fmt: skip
    return figure


def _intervals(
    figure: Any, found: Sequence[tuple[str, Figure]], labels: Mapping[str, str], colour: str, symbol: str
) -> None:
    """Draw figures with their intervals; those without labels are of the validation report."""
    whose = "here" if labels else "validation report"
    figure.add_scatter(
        x=[value.value for _, value in found],
        y=[title for title, _ in found],
        text=[f"{value.low or 0:.1%} to {value.high or 0:.1%}, n = {value.n:,}" for _, value in found],
        customdata=[labels.get(title, "") for title, _ in found],
        mode="markers",
        marker={"symbol": symbol, "size": 11, "color": colour, "line": {"color": colour, "width": 2}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [(value.high or 0) - (value.value or 0) for _, value in found],
            "arrayminus": [(value.value or 0) - (value.low or 0) for _, value in found],
            "color": colour,
            "thickness": 1.5,
            "width": 4,
        },
        unselected={"marker": {"opacity": 0.45}},
        hovertemplate=f"%{{y}}, {whose}: %{{x:.1%}}<br>%{{text}}<extra></extra>",
    )


def calibration(
    bins: Sequence[CalibrationBin], labels: Mapping[CalibrationBin, str], thresholds: Mapping[str, float]
) -> Any:
    """Return the share with a fracture over the mean probability; thresholds: by their name, dotted."""
    colours = palette()
    figure = blank("Calibrated probability (mean of the step)", "Share with a fracture", height=460)
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip",
        line={"color": colours.line, "width": 1.5, "dash": "dot"},
    )  # fmt: skip
    drawn = [each for each in bins if each.fractured.drawable]
    for name, threshold in thresholds.items():
        figure.add_vline(
            x=threshold, line={"color": colours.quiet, "width": 1, "dash": "dash"},
            annotation={"text": name, "font": {"color": colours.quiet, "size": 12}, "textangle": -90},
            annotation_position="top right",
        )  # fmt: skip
    figure.add_scatter(
        x=[each.mean_probability for each in drawn],
        y=[each.fractured.value for each in drawn],
        text=[f"n = {each.fractured.n:,}" for each in drawn],
        customdata=[labels[each] for each in drawn],
        mode="markers",
        marker={"size": 9, "color": colours.text},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [(each.fractured.high or 0) - (each.fractured.value or 0) for each in drawn],
            "arrayminus": [(each.fractured.value or 0) - (each.fractured.low or 0) for each in drawn],
            "color": colours.text,
            "thickness": 1,
            "width": 3,
        },
        unselected={"marker": {"opacity": 0.45}},
        hovertemplate="%{customdata}: %{y:.1%} fractured<br>%{text}<extra></extra>",
    )
    figure.update_layout(showlegend=False)
    return figure


def _report_band(figure: Any, report: Figure | None, axis: str) -> None:
    """Draw a report's interval as a grey band over the whole chart, its value as a line."""
    if report is None or report.low is None or report.high is None:
        return
    colours = palette()
    fill = {"fillcolor": colours.quiet, "opacity": 0.18, "line_width": 0, "layer": "below"}
    line = {"line": {"color": colours.quiet, "width": 1, "dash": "dot"}, "layer": "below"}
    if axis == "y":
        figure.add_hrect(y0=report.low, y1=report.high, **fill)
        figure.add_hline(y=report.value, **line)
    else:
        figure.add_vrect(x0=report.low, x1=report.high, **fill)
        figure.add_vline(x=report.value, **line)


def _span(values: Sequence[Figure | None]) -> list[float]:
    """Return the range of an axis of shares: what is drawn with some room, never more than 0 to 1."""
    lows = [value.low for value in values if value and value.low is not None]
    highs = [value.high for value in values if value and value.high is not None]
    if not lows or not highs:
        return [0, 1]
    room = max(0.02, (max(highs) - min(lows)) / 10)
    return [max(0.0, min(lows) - room), min(1.005, max(highs) + room)]
