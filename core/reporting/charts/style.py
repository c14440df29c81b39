"""The look that charts share: two colours that stay apart for the colour-blind and in grey, thin grids."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from core.reporting.words import Figure

BLUE, ORANGE, GREY, INK, PALE = "#1f5fa8", "#c2560a", "#8a8f98", "#1d2733", "#eef2f7"
WIDTH = 6.85  # inches: the text of an A4 page
POINT_MARKS = {"high_sensitivity": "o", "high_specificity": "s"}
RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8.0,
    "axes.titlesize": 8.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8.0,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e3e7ec",
    "grid.linewidth": 0.6,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    # Without it the ids inside an SVG are drawn by chance.
    "svg.hashsalt": "validation report",
}


def unit_square(axes: "Axes", across: str, up: str) -> None:
    """Set both axes from 0 to 1, named."""
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel=across, ylabel=up, aspect="equal")


def legend(axes: "Axes", loc: Literal["lower right", "upper right"]) -> None:
    """Name what is drawn, where anything is."""
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc=loc)


def nothing(axes: "Axes", words: str) -> None:
    """Say why a chart is empty, in the middle of it."""
    axes.text(0.5, 0.5, words, ha="center", va="center", color=GREY, wrap=True, transform=axes.transAxes)


def pairs(across: Sequence[Any], up: Sequence[Any]) -> tuple[list[float], list[float]]:
    """Return the points of a curve whose both numbers are known."""
    known = [(x, y) for x, y in zip(across, up, strict=False) if x is not None and y is not None]
    return [x for x, _ in known], [y for _, y in known]


def whiskers(figure: "Figure") -> list[list[float]] | None:
    """Return how far an interval reaches below and above its value, as Matplotlib wants it."""
    value, low, high = (figure.get(key) for key in ("value", "low", "high"))
    if value is None or low is None or high is None:
        return None
    return [[max(0.0, value - low)], [max(0.0, high - value)]]
