"""The charts of "Is it quick?", each a pure function from records to a Plotly figure.

A point that can be clicked carries its label as `customdata`, see `dashboard.components.performance.parts`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.monitoring import DayWaits, Figure, HourWaits, WeekWaits
from dashboard.components.charts import blank, mixed
from dashboard.components.colours import palette

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = 24
_HEIGHT = 440  # pixels, as tall as the words and the table beside it
_FEW_STUDIES = 8
_ABOVE = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}


def weeks(found: Sequence[WeekWaits], labels: Mapping[date, str]) -> Any:
    """Return the share of positive studies read within the target week by week, with its interval.

    The share of all studies lies under it as a line. Weeks of too few studies have no point.
    """
    colours = palette()
    figure = blank("Week of arrival, from Monday", "Read within the target", height=_HEIGHT, unit=False)
    figure.add_scatter(
        x=[each.monday for each in found], y=[each.in_target.value for each in found], mode="lines",
        line={"color": colours.quiet, "width": 1.5, "dash": "dash"}, name="All studies",
        customdata=[each.in_target.n for each in found],
        hovertemplate="All, week of %{x|%d %b %Y}: %{y:.1%}, n = %{customdata:,}<extra></extra>",
    )  # fmt: skip
    drawn = [each for each in found if each.positive.drawable]
    figure.add_scatter(
        x=[each.monday for each in drawn],
        y=[each.positive.value for each in drawn],
        error_y=_reach([each.positive for each in drawn], colours.quiet),
        text=[_interval(each.positive) for each in drawn],
        customdata=[labels[each.monday] for each in drawn],
        mode="markers",
        marker={"symbol": "triangle-up", "size": 10, "color": colours.text, "opacity": 1},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.45}},
        name="Marked positive",
        hovertemplate="Positive, week of %{x|%d %b %Y}: %{y:.1%}<br>%{text}<extra></extra>",
    )
    figure.update_yaxes(range=[_floor(found), 1.03], tickformat=".0%")
    figure.update_xaxes(showgrid=False)
    figure.update_layout(legend=_ABOVE, margin={"t": 36})
    return figure


def hours(found: Sequence[HourWaits], labels: Mapping[tuple[int, int], str]) -> Any:
    """Return the week by hours: the share read within the target; the lower, the brighter."""
    colours = palette()
    figure = blank("Hour of arrival", "", height=_HEIGHT, unit=False)
    across, down = [f"{hour:02}" for hour in range(_HOURS)], list(WEEKDAYS)
    shares: list[list[float | None]] = [[None] * _HOURS for _ in WEEKDAYS]
    for each in found:
        shares[each.weekday][each.hour] = each.in_target.value
    figure.add_heatmap(
        x=across, y=down, z=shares, zmin=_lowest(shares), zmax=1, colorscale="Cividis", reversescale=True,
        text=[["" if share is None else f"{100 * share:.0f}" for share in row] for row in shares],
        texttemplate="%{text}", textfont={"size": 11}, xgap=2, ygap=2, hoverinfo="skip",
        colorbar={"tickformat": ".0%", "thickness": 12, "outlinewidth": 0,
                  "tickfont": {"color": colours.quiet}},
    )  # fmt: skip
    # A heatmap answers no click: points without a colour of their own lie over its cells.
    drawn = [each for each in found if each.in_target.drawable]
    figure.add_scatter(
        x=[across[each.hour] for each in drawn],
        y=[down[each.weekday] for each in drawn],
        text=[_words(each) for each in drawn],
        customdata=[labels[each.weekday, each.hour] for each in drawn],
        mode="markers",
        marker={"symbol": "square", "size": 20, "color": "rgba(0,0,0,0)", "opacity": 1},
        selected={"marker": {"color": mixed(colours.background, colours.text, 0.5), "opacity": 0.45}},
        unselected={"marker": {"opacity": 1}},
        hovertemplate="%{customdata}<br>%{text}<extra></extra>",
        showlegend=False,
    )
    figure.update_xaxes(showgrid=False, type="category", fixedrange=True)
    figure.update_yaxes(showgrid=False, type="category", autorange="reversed", fixedrange=True)
    figure.update_layout(margin={"l": 48, "r": 8, "t": 8})
    return figure


def backlog(found: Sequence[DayWaits], labels: Mapping[date, str]) -> Any:
    """Return how many studies were unread at the end of each day (UTC)."""
    colours = palette()
    figure = blank("", "Unread at the end of the day", height=_HEIGHT, unit=False)
    days = [each.day for each in found]
    figure.add_scatter(
        x=days, y=[each.backlog for each in found], text=[f"{each.arrived:,} came in" for each in found],
        customdata=[labels[day] for day in days], mode="lines+markers", fill="tozeroy",
        fillcolor=mixed(colours.background, colours.quiet, 0.2), line={"color": colours.quiet, "width": 1},
        marker={"size": 4, "color": colours.text, "opacity": 1}, unselected={"marker": {"opacity": 0.45}},
        hovertemplate="%{x|%d %b %Y}: %{y:,} unread at its end<br>%{text}<extra></extra>",
    )  # fmt: skip
    # Plotly would draw half a study, and round it to a whole one.
    few = max((each.backlog for each in found), default=0) < _FEW_STUDIES
    figure.update_yaxes(rangemode="tozero", tickformat=",d", dtick=1 if few else None)
    figure.update_xaxes(showgrid=False)
    figure.update_layout(showlegend=False)
    return figure


def _floor(found: Sequence[WeekWaits]) -> float:
    """The lower end of the axis: half, or lower where an interval goes there."""
    ends = [end for each in found for end in (each.positive.low, each.in_target.value) if end is not None]
    return max(0.0, min([0.5, *ends]) - 0.03)


def _lowest(shares: Sequence[Sequence[float | None]]) -> float:
    """The lower end of the colours: never so near the top that chance looks like a finding."""
    return min([0.5, *(share for row in shares for share in row if share is not None)])


def _words(each: HourWaits) -> str:
    mean = "" if each.mean is None else f"mean {each.mean:.0f} min, "
    return f"{each.in_target.value:.1%} in target, {mean}{_interval(each.in_target)}"


def _interval(figure: Figure) -> str:
    return f"{figure.low:.1%} to {figure.high:.1%}, n = {figure.n:,}"


def _reach(figures: Sequence[Figure], colour: str) -> dict[str, Any]:
    value = [figure.value or 0.0 for figure in figures]
    up = [(figure.high or 0.0) - at for figure, at in zip(figures, value, strict=True)]
    down = [at - (figure.low or 0.0) for figure, at in zip(figures, value, strict=True)]
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "color": colour,
            "thickness": 1.2, "width": 0}  # fmt: skip
