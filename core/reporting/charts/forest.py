"""The forest plot of the subgroups: each group's AUROC with its interval, against that of all films."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from core.evaluation.titles import FAMILIES, brief
from core.reporting.charts.style import BLUE, GREY, INK, ORANGE, WIDTH, nothing, whiskers
from core.reporting.evidence import at
from core.reporting.words import NONE, count, decimal, interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_LINE = 0.19  # inches a row
_HIGHEST = 8.8  # inches: what a page of A4 holds with a caption


def size(rows: Sequence[Any]) -> tuple[float, float]:
    """Return width and height in inches that these rows need."""
    families = {at(row, "family") for row in rows}
    return WIDTH, min(_HIGHEST, 0.8 + _LINE * (len(rows) + len(families)))


def forest(canvas: "Canvas", rows: Sequence[Any], overall: Mapping[str, Any] | None) -> None:
    """Draw one line a group under its family's name; flagged groups in another colour and shape."""
    axes = canvas.subplots()
    axes.set(xlabel="AUROC", xlim=(_start(rows), 1))
    axes.grid(visible=False, axis="y")
    if not rows:
        nothing(axes, "No group is large enough.")
        return
    if at(overall, "value") is not None:
        axes.axvline(at(overall, "value"), color=GREY, linewidth=1, linestyle="--")
    names, height = [], 0
    for family, members in groupby(rows, key=lambda row: str(at(row, "family"))):
        axes.text(-0.02, height, FAMILIES.get(family, family), ha="right", va="center",
                  fontweight="bold", transform=axes.get_yaxis_transform())  # fmt: skip
        names.append((height, ""))
        for row in members:
            height += 1
            title = brief(str(at(row, "title") or at(row, "name") or "Unnamed group"))
            names.append((height, f"{title} (n {count(at(row, 'n'))})"))
            _group(axes, height, row)
        height += 1
    axes.set_yticks([place for place, _ in names], [name for _, name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(height - 0.4, -0.7)


def _start(rows: Sequence[Any]) -> float:
    """Where the axis begins: 0.4, or lower down where an interval does."""
    ends = [end for row in rows if (end := at(row, "auroc", "low")) is not None]
    return max(0.0, min([0.4, *(float(end) - 0.02 for end in ends)]))


def _group(axes: "Axes", height: int, row: Any) -> None:
    figure, flagged = at(row, "auroc"), bool(at(row, "flagged"))
    colour = ORANGE if flagged else BLUE
    beside: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": 7.5}
    if at(figure, "value") is None:
        axes.text(1.02, height, f"{NONE} too few films", color=GREY, **beside)
        return
    axes.errorbar([figure["value"]], [height], xerr=whiskers(figure), color=colour, linestyle="none",
                  marker="D" if flagged else "o", markersize=4.5, elinewidth=1.2)  # fmt: skip
    words = f"{decimal(figure['value'])} ({interval(figure)})"
    axes.text(1.02, height, words, color=colour if flagged else INK, **beside)
