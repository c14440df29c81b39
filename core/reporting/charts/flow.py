"""The flow of films through the study: found, left out with the reasons, and the parts that they went to."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.reporting.charts.style import BLUE, GREY, PALE, WIDTH
from core.reporting.evidence import at, items
from core.reporting.words import count, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

PARTS = {"train": "Training", "validation": "Validation", "test": "Test"}
EXCLUDED = "excluded"
_WRAP = 56  # characters of a reason on one line
_LINE, _PAD, _GAP = 0.17, 0.08, 0.42  # inches: of a line, around a box's text, between the boxes
_LEFT, _RIGHT, _BETWEEN = 2.1, 4.0, 0.2  # inches: widths of the upper boxes, and between the lower ones


def size(flow: Any) -> tuple[float, float]:
    """Return width and height in inches that the diagram needs."""
    return WIDTH, _tall(len(_reasons(flow))) + _GAP + _tall(3) + 0.15


def flow_diagram(canvas: "Canvas", flow: Mapping[str, Any]) -> None:
    """Draw the diagram in the order in which films pass."""
    canvas.set_layout_engine("none")  # inches of the page are the chart's own coordinates
    axes, (wide, high) = canvas.add_axes((0, 0, 1, 1)), size(flow)
    axes.set(xlim=(0, wide), ylim=(0, high))
    axes.axis("off")
    reasons, top = _reasons(flow), high - 0.05
    _box(axes, (0.05, top), _LEFT, ["Films found", f"n = {count(at(flow, 'found'))}"])
    _box(axes, (wide - _RIGHT - 0.05, top), _RIGHT, reasons, GREY)
    beside = top - _tall(2) / 2
    _arrow(axes, (_LEFT + 0.05, beside), (wide - _RIGHT - 0.05, beside))
    lower, each = _tall(3) + 0.05, (wide - 0.1 - 2 * _BETWEEN) / 3
    fork, down = lower + _GAP / 2, 0.05 + _LEFT / 2
    axes.plot([down, down], [top - _tall(2), fork], color=GREY, linewidth=1)
    for place, (part, title) in enumerate(PARTS.items()):
        left = 0.05 + place * (each + _BETWEEN)
        _box(axes, (left, lower), each, [title, *_made_of(at(flow, "parts", part))])
        axes.plot([down, left + each / 2], [fork, fork], color=GREY, linewidth=1)
        _arrow(axes, (left + each / 2, fork), (left + each / 2, lower))


def _reasons(flow: Any) -> list[str]:
    """The lines of the box of films left out: how many, then how many for each reason."""
    reasons = [
        f"{count(at(each, 'n'))}: {at(each, 'reason')}"
        for each in items(flow, "excluded")
        if at(each, "reason")
    ]
    wrapped = [line for reason in reasons for line in textwrap.wrap(reason, _WRAP, subsequent_indent="   ")]
    return ["Left out of every part", f"n = {count(at(flow, 'parts', EXCLUDED, 'n'))}", *wrapped]


def _made_of(part: Any) -> list[str]:
    n, fractured = at(part, "n"), at(part, "n_fractured")
    share = f" ({percent(fractured / n)})" if isinstance(fractured, int) and n else ""
    return [f"n = {count(n)}", f"fractured: {count(fractured)}{share}"]


def _tall(lines: int) -> float:
    return 2 * _PAD + lines * _LINE


def _box(
    axes: "Axes", corner: tuple[float, float], width: float, lines: Sequence[str], edge: str = BLUE
) -> None:
    """A box with its upper left corner and lines of text, the first one bold."""
    from matplotlib.patches import Rectangle

    (left, top), height = corner, _tall(len(lines))
    axes.add_patch(
        Rectangle((left, top - height), width, height, facecolor=PALE, edgecolor=edge, linewidth=1)
    )
    for place, line in enumerate(lines):
        middle = top - _PAD - (place + 0.5) * _LINE
        weight = "normal" if place else "bold"
        axes.text(left + 0.1, middle, line, va="center", fontweight=weight)


def _arrow(axes: "Axes", start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": GREY, "linewidth": 1})
