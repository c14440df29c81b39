"""The charts of "Is it shifting?": series with their alarms, evidence, accuracy without labels."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil, log10
from typing import Any

from core.monitoring import Estimate, Figure, Watched
from dashboard.components.charts import blank, mixed
from dashboard.components.colours import palette
from dashboard.components.moments import day
from dashboard.components.performance.charts_helping import reach

_PANEL = 190  # pixels of a series' own chart
_SEASON = 200  # days; over longer times the axis names months
_LEAST = 1e-4  # of the limit; less evidence than that is drawn there


def series(found: Watched, days: tuple[date, date], labels: Mapping[int, str]) -> Any:
    """Return a series day by day with its reference and its alarms; days: the ends of the axis of time.

    labels: what the mark of an alarm opens, by the alarm's number.
    """
    colours, points = palette(), found.series.points
    # A day's dot under an alarm's mark opens what the mark does.
    raised = {alarm.raised_on: labels[alarm.id] for alarm in found.alarms}
    figure = blank("", "", height=_PANEL, unit=False)
    _reference(figure, found, days)
    figure.add_scatter(
        x=[point.day for point in points],
        y=[point.value for point in points],
        mode="markers",
        marker={"size": 3, "color": mixed(colours.panel, colours.quiet, 0.7)},
        customdata=[[raised.get(point.day) or day(point.day), point.n] for point in points],
        hovertemplate="%{x|%d %b %Y}: %{y:.3g}, n = %{customdata[1]}<extra></extra>",
    )
    week = _weekly(found)
    figure.add_scatter(
        x=[last for last, _ in week],
        y=[value for _, value in week],
        mode="lines",
        line={"color": colours.text, "width": 1.8},
        hoverinfo="skip",
    )
    _alarms(figure, found, labels)
    figure.update_layout(showlegend=False, margin={"l": 52, "r": 10, "t": 8, "b": 26})
    _time(figure, days)
    figure.update_yaxes(
        tickformat=".0%" if found.series.share else ".3~g", nticks=4, title=None, range=_reach_of(found)
    )
    return figure


def _reach_of(found: Watched) -> tuple[float, float]:
    """Return the ends of a series' axis: from 0 for a share, and never so narrow that nothing is a shift."""
    values = [point.value for point in found.series.points]
    low, high = min(values), max(values)
    if found.series.share:
        return 0.0, max(1.08 * high, 0.05)
    room = max(0.08 * (high - low), 0.05 * abs(high), 1e-6)
    return low - room, high + room


def _reference(figure: Any, found: Watched, days: tuple[date, date]) -> None:
    """Shade the days that a series is held against, and draw what is usual now and was before each alarm."""
    colours = palette()
    first, last = max(found.reference[0], days[0]), min(found.reference[1], days[1])
    if first <= last:
        shade = mixed(colours.background, colours.quiet, 0.18)
        figure.add_vrect(x0=first, x1=last, fillcolor=shade, line_width=0, layer="below")
    levels = [(found.reference[0], days[1], found.usual)] if found.watching else []
    since = days[0]
    for alarm in found.alarms:
        levels.append((since, alarm.began_on, alarm.usual))
        since = alarm.began_on
    for began, until, usual in levels:
        figure.add_scatter(
            x=[max(began, days[0]), until], y=[usual, usual], mode="lines", hoverinfo="skip",
            line={"color": colours.quiet, "width": 1.2, "dash": "dot"},
        )  # fmt: skip


def _weekly(found: Watched) -> list[tuple[date, float]]:
    """Return the mean of the last seven points at each, weighted by how many there were."""
    points, means = found.series.points, []
    for place in range(6, len(points)):
        last = points[place - 6 : place + 1]
        n = sum(point.n for point in last)
        means.append((last[-1].day, sum(point.value * point.n for point in last) / n))
    return means


def _alarms(figure: Any, found: Watched, labels: Mapping[int, str]) -> None:
    """Mark when a shift began by a line, and when it was raised by a triangle that can be clicked."""
    colours = palette()
    by_day = {point.day: point.value for point in found.series.points}
    for alarm in found.alarms:
        figure.add_vline(x=alarm.began_on, line={"color": colours.text, "width": 1, "dash": "dash"})
    shown = [alarm for alarm in found.alarms if alarm.raised_on in by_day]
    figure.add_scatter(
        x=[alarm.raised_on for alarm in shown],
        y=[by_day[alarm.raised_on] for alarm in shown],
        mode="markers",
        marker={
            "size": 13,
            "symbol": ["triangle-up" if alarm.found > alarm.usual else "triangle-down" for alarm in shown],
            "color": colours.text,
            "line": {"color": colours.background, "width": 1.5},
        },
        customdata=[labels[alarm.id] for alarm in shown],
        hovertemplate="alarm of %{x|%d %b %Y}: %{customdata}<extra></extra>",
    )


def evidence(found: Sequence[Watched], days: tuple[date, date]) -> Any:
    """Return each series' evidence for a shift as a share of what raises an alarm, on a logarithmic axis.

    The series that came nearest are named, the others drawn quietly.
    """
    colours = palette()
    figure = blank("", "Evidence, alarm = 1", height=300, unit=False)
    nearest = sorted(found, key=lambda each: -max(each.evidence, default=0.0))[:3]
    for each in sorted(found, key=lambda each: each in nearest):
        near = each in nearest
        figure.add_scatter(
            x=[point.day for point in each.series.points],
            # Nothing while a reference is learnt: the line breaks.
            y=[max(share, _LEAST) if share else None for share in each.evidence],
            mode="lines",
            name=each.series.title if near else "the others",
            legendgroup=each.series.title if near else "the others",
            showlegend=near or each == next((one for one in found if one not in nearest), None),
            line={
                "color": colours.text if near else mixed(colours.background, colours.quiet, 0.45),
                "width": 1.6 if near else 1,
                "dash": ("solid", "dash", "dot")[nearest.index(each)] if near else "solid",
            },
            hovertemplate=f"{each.series.title}<br>%{{x|%d %b %Y}}: %{{y:.2g}} of an alarm<extra></extra>",
        )
    figure.add_hline(y=1, line={"color": colours.text, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        text="alarm", x=1, xref="paper", y=0, yref="y", xanchor="right", yanchor="bottom", showarrow=False,
        font={"color": colours.text, "size": 12},
    )  # fmt: skip
    top = max(max(each.evidence, default=0.0) for each in found)
    _time(figure, days)
    tens = range(round(log10(_LEAST)), max(1, ceil(log10(max(top, _LEAST)))) + 1)
    figure.update_yaxes(
        type="log", range=[tens[0], tens[-1]], tickvals=[10**ten for ten in tens],
        ticktext=[f"{10**ten:,}" if ten >= 0 else f"{10**ten:.{-ten}f}" for ten in tens],
    )  # fmt: skip
    figure.update_layout(
        margin={"l": 64, "r": 12, "t": 40, "b": 30},
        legend={"orientation": "h", "x": 0, "y": 1.03, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"},
    )
    return figure


def estimated(found: Sequence[Estimate], name: str, labels: Sequence[str]) -> Any:
    """Return sensitivity or specificity by period: estimated (hollow), and measured (filled) beside it.

    labels: what the points of each period open.
    """
    colours = palette()
    figure = blank("", name.capitalize(), height=300, unit=False)
    for symbol, colour, words, parts in (
        ("circle-open", colours.quiet, "estimated without labels", [getattr(e, name) for e in found]),
        ("diamond", colours.text, "measured", [getattr(e, f"measured_{name}") for e in found]),
    ):
        known: list[tuple[Estimate, Figure, str]] = [
            row for row in zip(found, parts, labels, strict=True) if row[1].drawable
        ]
        figure.add_scatter(
            x=[each.until for each, *_ in known],
            y=[part.value for _, part, _ in known],
            error_y={
                "type": "data", "symmetric": False, "color": colour, "thickness": 1.2, "width": 3,
                "array": [reach(part.value, part.high) for _, part, _ in known],
                "arrayminus": [reach(part.low, part.value) for _, part, _ in known],
            },
            mode="lines+markers",
            name=words,
            line={"color": colour, "width": 1, "dash": "dot" if symbol == "circle-open" else "solid"},
            marker={"size": 9, "symbol": symbol, "color": colour, "line": {"color": colour, "width": 2}},
            customdata=[label for *_, label in known],
            text=[f"n = {part.n:,}" for _, part, _ in known],
            hovertemplate=f"{words}, 28 days up to %{{x|%d %b %Y}}: %{{y:.1%}}, %{{text}}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(tickformat=".0%", nticks=6)
    figure.update_xaxes(tickformat="%d %b\n%Y", nticks=7, showgrid=False)
    figure.update_layout(
        margin={"l": 60, "r": 12, "t": 36, "b": 44},
        legend={"orientation": "h", "x": 0, "y": 1.03, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"},
    )
    return figure


def _time(figure: Any, days: tuple[date, date]) -> None:
    written = "%b %y" if (days[1] - days[0]).days > _SEASON else "%d %b"
    figure.update_xaxes(range=list(days), tickformat=written, nticks=6, showgrid=False, title=None)
