"""The charts of the Performance page, from the records of `core.monitoring`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from core.evaluation import wilson
from core.monitoring import DayConcordance
from core.records import Band, Call
from dashboard.components.charts import blank, matrix, mixed
from dashboard.components.colours import palette
from dashboard.theme import BANDS, CALLS

# Below this many decided reads a 95 % interval is wider than 40 points at worst: no rate is shown.
ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Week:
    """The reads of one week, from its Monday; low and high are the 95 % Wilson interval of hits / n."""

    monday: date
    reads: int
    hits: int
    n: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """The share that agreed, None where too few were decided to say."""
        return self.hits / self.n if self.n >= ENOUGH else None


def weeks(days: Sequence[DayConcordance]) -> tuple[Week, ...]:
    """Return days put together by week, the oldest first; weeks without reads are absent."""
    found = []
    for monday, group in groupby(days, lambda d: d.day - timedelta(days=d.day.weekday())):
        members = list(group)
        hits, n = sum(d.agreement.hits for d in members), sum(d.agreement.n for d in members)
        found.append(Week(monday, sum(d.reads for d in members), hits, n, *wilson(hits, n)))
    return tuple(found)


def over_time(found: Sequence[Week]) -> Any:
    """Return the rate of agreement by week with its interval, above the number of reads it comes from."""
    colours = palette()
    figure = blank("", "Agreement", height=380, unit=False)
    told = [week for week in found if week.rate is not None]
    figure.add_scatter(
        x=[week.monday for week in told],
        y=[week.rate for week in told],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [week.high - (week.rate or 0.0) for week in told],
            "arrayminus": [(week.rate or 0.0) - week.low for week in told],
            "color": colours.text,
            "thickness": 1,
            "width": 3,
        },
        customdata=[week.n for week in told],
        mode="lines+markers",
        line={"color": colours.text, "width": 1.5},
        marker={"size": 8, "color": colours.text},
        hovertemplate="week of %{x|%d %b %Y}: %{y:.1%} of %{customdata}<extra></extra>",
    )
    figure.add_bar(
        x=[week.monday for week in found],
        y=[week.reads for week in found],
        yaxis="y2",
        marker={"color": mixed(colours.panel, colours.quiet, 0.45)},
        hovertemplate="week of %{x|%d %b %Y}: %{y} reads<extra></extra>",
    )
    _share_the_weeks(figure, found)
    return figure


def _share_the_weeks(figure: Any, found: Sequence[Week]) -> None:
    """Set the rates above the bars, over one axis of weeks."""
    colours = palette()
    figure.update_layout(
        showlegend=False,
        bargap=0.35,
        yaxis={"domain": [0.34, 1], "range": [0, 1.03], "tickformat": ".0%", "dtick": 0.25},
        yaxis2={
            "domain": [0, 0.22],
            "title": {"text": "Reads", "font": {"color": colours.quiet, "size": 13}},
            "gridcolor": colours.line,
            "tickfont": {"color": colours.quiet, "size": 12},
            "rangemode": "tozero",
            "nticks": 3,
        },
        # A tick under every Monday, or under every so many where they would touch.
        xaxis={
            "anchor": "y2",
            "showgrid": False,
            "tickformat": "%d %b\n%Y",
            "tickvals": [week.monday for week in found[:: 1 + len(found) // 10]],
        },
    )


def band_by_call(table: Mapping[Band, Mapping[Call, int]]) -> Any:
    """Return final reads by the model's band and the reader's call: counts, and shares of each band."""
    totals = {band: sum(table[band].values()) for band in Band}
    shares = [[table[band][call] / totals[band] if totals[band] else 0.0 for call in Call] for band in Band]
    return matrix(
        blank("The reader's call", "The model's band", height=320, unit=False),
        columns=[CALLS[call] for call in Call],
        rows=[f"{BANDS[band].word} {BANDS[band].shape}" for band in Band],
        shares=shares,
        counts=[[table[band][call] for call in Call] for band in Band],
        words=[
            [
                f"<b>{table[band][call]:,}</b><br>{share * 100:.0f} %"
                for call, share in zip(Call, parts, strict=True)
            ]
            for band, parts in zip(Band, shares, strict=True)
        ],
        hover="model %{y}, reader %{x}: %{customdata:,} reads<extra></extra>",
    )
