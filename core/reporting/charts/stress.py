"""What happens to the answers when films get worse (robustness) or parts of them are taken away (erasing)."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from core.reporting.charts.style import BLUE, GREY, ORANGE, WIDTH, nothing, pairs
from core.reporting.evidence import at, items

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_ACROSS = 3
_SHOWN = (("sensitivity", BLUE, "o", "-"), ("specificity", ORANGE, "s", "-"), ("auroc", GREY, "^", "--"))
_NAMES = {"auroc": "AUROC"}


def size(curves: Sequence[Any]) -> tuple[float, float]:
    """Return width and height in inches that the small multiples need."""
    return WIDTH, 0.4 + 1.9 * max(1, ceil(len(curves) / _ACROSS))


def robustness(canvas: "Canvas", curves: Sequence[Any]) -> None:
    """Draw one small chart a disturbance: sensitivity, specificity and AUROC over its levels."""
    panels = list(canvas.subplots(ceil(len(curves) / _ACROSS), _ACROSS, squeeze=False).flat)
    for axes, curve in zip(panels, curves, strict=False):
        _disturbed(axes, curve)
    for axes in panels[len(curves) :]:
        axes.axis("off")
    handles, labels = canvas.axes[0].get_legend_handles_labels()
    canvas.legend(handles, labels, loc="outside upper center", ncols=len(_SHOWN))


def erasing(canvas: "Canvas", found: Mapping[str, Any]) -> None:
    """Draw the mean probability while the cells that the map marks are deleted, or inserted."""
    axes = canvas.subplots()
    axes.set(xlabel="Share of the film, strongest cells of the map first", ylabel="Mean probability",
             xlim=(-0.02, 1.02))  # fmt: skip
    lines = (("deletion", "deleted", BLUE, "o"), ("insertion", "inserted", ORANGE, "s"))
    drawn = False
    for key, name, colour, mark in lines:
        x, y = pairs(items(found, "fractions"), items(found, key))
        if x:
            axes.plot(x, y, color=colour, marker=mark, markersize=4, label=name)
            drawn = True
    if not drawn:
        nothing(axes, "Not measured.")
        return
    axes.set_ylim(bottom=0)
    axes.legend(loc="best")


def _disturbed(axes: "Axes", curve: Any) -> None:
    levels = items(curve, "levels")
    axes.set_title(str(at(curve, "title") or at(curve, "name")))
    # Levels stand at equal distances: they may double from one to the next, or be words.
    axes.set_xticks(range(len(levels)), [level(each) for each in levels])
    axes.set(xlabel=str(at(curve, "unit") or ""), ylim=(-0.03, 1.03))
    for key, colour, mark, dash in _SHOWN:
        figures = items(curve, key)
        x, y = pairs(range(len(figures)), [at(figure, "value") for figure in figures])
        axes.plot(x, y, color=colour, marker=mark, markersize=3, linewidth=1.2, linestyle=dash,
                  label=_NAMES.get(key, key))  # fmt: skip
        _band(axes, figures, colour)


def _band(axes: "Axes", figures: Sequence[Any], colour: str) -> None:
    known = [(x, at(f, "low"), at(f, "high")) for x, f in enumerate(figures) if at(f, "low") is not None]
    axes.fill_between([x for x, _, _ in known], [low for _, low, _ in known], [high for *_, high in known],
                      color=colour, alpha=0.13, linewidth=0)  # fmt: skip


def level(value: Any) -> str:
    """Return a level of a disturbance in words."""
    if value is None:
        return "none"
    return f"{value:g}".replace("-", "\u2212") if isinstance(value, int | float) else str(value)
