"""ROC, precision-recall, reliability and decision curves."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.evaluation.titles import POINT_TITLES
from core.reporting.charts.style import (
    BLUE,
    GREY,
    ORANGE,
    POINT_MARKS,
    legend,
    nothing,
    pairs,
    unit_square,
    whiskers,
)
from core.reporting.evidence import at, items

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_NO_CURVE = "No curve:\na class has no films."


def discrimination(canvas: "Canvas", metrics: Mapping[str, Any]) -> None:
    """Draw the ROC curve and the precision-recall curve side by side, operating points marked."""
    left, right = canvas.subplots(1, 2)
    unit_square(left, "1 \u2212 specificity", "Sensitivity")
    left.set_title("ROC")
    left.plot([0, 1], [0, 1], color=GREY, linestyle=":", linewidth=1, label="chance")
    _curve(left, at(metrics, "discrimination", "roc"), "fpr", "tpr")
    _marks(left, metrics, "specificity", "sensitivity")
    unit_square(right, "Recall (sensitivity)", "Precision (PPV)")
    right.set_title("Precision and recall")
    if (share := at(metrics, "prevalence", "value")) is not None:
        right.axhline(share, color=GREY, linestyle=":", linewidth=1, label="prevalence")
    _curve(right, at(metrics, "discrimination", "precision_recall"), "recall", "precision")
    _marks(right, metrics, "sensitivity", "ppv")
    legend(left, "lower right")
    legend(right, "upper right")


def reliability(canvas: "Canvas", metrics: Mapping[str, Any]) -> None:
    """Draw the reliability diagrams before and after calibration, and under each how many films a bin has."""
    upper, lower = canvas.subplots(2, 2, height_ratios=[4, 1], sharex="col")
    for column, (title, bins) in enumerate(
        (
            ("Before calibration", items(metrics, "calibration", "before", "reliability")),
            ("After calibration", items(metrics, "calibration", "reliability")),
        )
    ):
        _bins(upper[column], title, [each for each in bins if at(each, "n")])
        _counts(lower[column], bins)


def decision(canvas: "Canvas", metrics: Mapping[str, Any]) -> None:
    """Draw net benefit over the threshold probability: the model, calling everybody, calling nobody."""
    axes, curve = canvas.subplots(), at(metrics, "decision")
    axes.set(xlabel="Threshold probability", ylabel="Net benefit (true positives per film)")
    across, up = pairs(items(curve, "thresholds"), items(curve, "model", "value"))
    if not across:
        nothing(axes, str(at(curve, "note") or _NO_CURVE))
        return
    axes.plot(across, up, color=BLUE, linewidth=1.8, label="model")
    bounds = [pairs(items(curve, "thresholds"), items(curve, "model", key)) for key in ("low", "high")]
    if bounds[0][0] == bounds[1][0]:
        axes.fill_between(bounds[0][0], bounds[0][1], bounds[1][1], color=BLUE, alpha=0.15, linewidth=0)
    axes.plot(*pairs(items(curve, "thresholds"), items(curve, "treat_all")), color=ORANGE, linestyle="--",
              linewidth=1.4, label="every film called fractured")  # fmt: skip
    axes.axhline(0, color=GREY, linewidth=1, label="no film called fractured")
    for name, threshold in (at(metrics, "operating_points") or {}).items():
        if threshold is not None and threshold <= across[-1]:
            axes.axvline(threshold, color=GREY, linestyle=":", linewidth=1)
            axes.annotate(
                f" {POINT_TITLES.get(name, name).lower()} point", (threshold, max(up) * 1.08), fontsize=7
            )
    # Far below zero lies only the line of calling everybody, which would flatten the rest.
    axes.set_ylim(min(-0.03, *up), max(up) * 1.3 + 0.01)
    canvas.legend(loc="outside lower center", ncols=3)


def _curve(axes: "Axes", curve: Any, across: str, up: str) -> None:
    x, y = pairs(items(curve, across), items(curve, up))
    if not x:
        nothing(axes, _NO_CURVE)
        return
    axes.plot(x, y, color=BLUE, linewidth=1.6)


def _marks(axes: "Axes", metrics: Mapping[str, Any], across: str, up: str) -> None:
    for name, point in (at(metrics, "points") or {}).items():
        x, y = at(point, across), at(point, up)
        if at(x, "value") is None or at(y, "value") is None:
            continue
        turned = _turned(x) if across == "specificity" else x
        axes.errorbar([turned["value"]], [y["value"]], xerr=whiskers(turned), yerr=whiskers(y),
                      marker=POINT_MARKS.get(name, "o"), markersize=6, markerfacecolor="white", color=ORANGE,
                      elinewidth=1, linestyle="none", label=POINT_TITLES.get(name, name).lower())  # fmt: skip


def _turned(figure: Mapping[str, Any]) -> dict[str, Any]:
    """1 minus a figure, its interval turned round."""
    turned = {"value": "value", "low": "high", "high": "low"}
    return {key: None if figure.get(other) is None else 1 - figure[other] for key, other in turned.items()}


def _bins(axes: "Axes", title: str, bins: Sequence[Any]) -> None:
    unit_square(axes, "", "Share labelled fractured")
    axes.set_title(title)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", linewidth=1)
    if not bins:
        nothing(axes, "Not measured.")
        return
    for each in bins:
        share, x = at(each, "fractured"), at(each, "mean_probability")
        if at(share, "value") is not None and x is not None:
            axes.errorbar([x], [share["value"]], yerr=whiskers(share), color=BLUE, marker="o", markersize=4.5,
                          elinewidth=1, linestyle="none")  # fmt: skip


def _counts(axes: "Axes", bins: Sequence[Any]) -> None:
    axes.set(xlabel="Mean probability of the bin", ylabel="Films", xlim=(-0.02, 1.02))
    known = [each for each in bins if None not in (at(each, "low"), at(each, "high"), at(each, "n"))]
    axes.bar(
        [(each["low"] + each["high"]) / 2 for each in known],
        [each["n"] for each in known],
        width=[0.9 * (each["high"] - each["low"]) for each in known],
        color=BLUE,
        alpha=0.6,
    )
