"""The charts of the monthly report, in the look of the validation report."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from core.monitoring.accuracy import CalibrationBin, Rolling
from core.monitoring.shift import Watched
from core.monitoring.turnround import DAYS
from core.monitoring.waits import DayWaits, HourWaits
from core.reporting.charts.style import BLUE, GREY, ORANGE, WIDTH, nothing, unit_square

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

WIDE, LOW, SQUARE = (WIDTH, 2.6), (WIDTH, 1.9), (4.2, 4.2)
Draw = Callable[["Canvas"], None]
_ACROSS = 2
_HOURS = 24


def tall(watched: Sequence[Watched]) -> tuple[float, float]:
    """Return the size in inches that so many series need."""
    return WIDTH, 0.3 + 1.25 * ceil(len(watched) / _ACROSS)


def rolling(days: Sequence[Rolling]) -> Draw:
    """Draw both figures of the last 28 days over time, each with its band; days with too few are left out."""

    def draw(canvas: "Canvas") -> None:
        axes = canvas.subplots()
        axes.set(ylim=(0, 1.02), ylabel="Share")
        if not any(day.sensitivity.drawable or day.specificity.drawable for day in days):
            nothing(axes, "Too few studies with a reference.")
            return
        for name, colour, dash in (("sensitivity", BLUE, "-"), ("specificity", ORANGE, "--")):
            known = [(day.day, getattr(day, name)) for day in days if getattr(day, name).drawable]
            across = np.array([day for day, _ in known], "datetime64[D]")
            values = [figure.value for _, figure in known]
            axes.plot(across, values, color=colour, linestyle=dash, label=name)
            low, high = ([getattr(figure, end) for _, figure in known] for end in ("low", "high"))
            axes.fill_between(across, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.legend(loc="lower left", ncols=2)
        _dates(axes)

    return draw


def calibration(bins: Sequence[CalibrationBin]) -> Draw:
    """Draw the share fractured against the mean probability of each step that has enough studies."""

    def draw(canvas: "Canvas") -> None:
        axes = canvas.subplots()
        unit_square(axes, "Mean probability", "Share fractured")
        axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", linewidth=1)
        known = [each for each in bins if each.fractured.value is not None]
        if not known:
            nothing(axes, "Too few studies with a reference.")
        for each in known:
            share = each.fractured
            if share.value is not None and share.low is not None and share.high is not None:
                reach = [[share.value - share.low], [share.high - share.value]]
                axes.errorbar([each.mean_probability], [share.value], yerr=reach, color=BLUE, marker="o",
                              markersize=4, elinewidth=1, linestyle="none")  # fmt: skip

    return draw


def series(watched: Sequence[Watched]) -> Draw:
    """Draw each series over its days, with what is usual and its alarms."""

    def draw(canvas: "Canvas") -> None:
        panels = list(canvas.subplots(ceil(len(watched) / _ACROSS), _ACROSS, squeeze=False).flat)
        for axes, each in zip(panels, watched, strict=False):
            _watched(axes, each)
        for axes in panels[len(watched) :]:
            axes.axis("off")

    return draw


def hours(found: Sequence[HourWaits]) -> Draw:
    """Draw the share read within the target for each hour of the week."""

    def draw(canvas: "Canvas") -> None:
        axes = canvas.subplots()
        table = np.full((len(DAYS), _HOURS), np.nan)
        for each in found:
            if each.in_target.value is not None:
                table[each.weekday, each.hour] = 100 * each.in_target.value
        axes.set_yticks(range(len(DAYS)), [day[:3] for day in DAYS])
        axes.set_xticks(range(0, _HOURS, 3), [f"{hour:02d}" for hour in range(0, _HOURS, 3)])
        axes.grid(visible=False)
        if np.isnan(table).all():
            nothing(axes, "Too few studies in any hour of the week.")
            return
        picture = axes.imshow(table, aspect="auto", cmap="cividis", vmin=0, vmax=100)
        canvas.colorbar(picture, ax=axes, label="Within the target, %")

    return draw


def backlog(days: Sequence[DayWaits]) -> Draw:
    """Draw how many studies were unread at the end of each day."""

    def draw(canvas: "Canvas") -> None:
        axes = canvas.subplots()
        if not days:
            nothing(axes, "No studies.")
            return
        across = np.array([day.day for day in days], "datetime64[D]")
        axes.bar(across, [day.backlog for day in days], color=BLUE, alpha=0.7)
        axes.set(ylabel="Studies", ylim=(0, None))
        _dates(axes)

    return draw


def _watched(axes: "Axes", each: Watched) -> None:
    axes.set_title(each.series.title, fontsize=7)
    axes.tick_params(labelsize=6)
    points = each.series.points
    if not points:
        nothing(axes, "No whole day.")
        return
    low, high = each.usual - 2 * each.spread, each.usual + 2 * each.spread
    axes.axhspan(low, high, color=GREY, alpha=0.2, linewidth=0)
    axes.plot(np.array([point.day for point in points], "datetime64[D]"), [point.value for point in points],
              color=BLUE, marker=".", markersize=3, linewidth=0.8)  # fmt: skip
    for alarm in each.alarms:
        axes.axvline(float(np.datetime64(alarm.raised_on, "D").astype(float)), color=ORANGE, linewidth=1.2)
    _dates(axes)


def _dates(axes: "Axes") -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
