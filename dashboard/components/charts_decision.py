"""The charts that help to choose a threshold, pure functions to plotly figures, and their numbers as CSV."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from core.evaluation import DecisionCurve, Explored
from dashboard.components.charts import blank, csv_text
from dashboard.components.charts_validation import Evaluated, drawn, legend_inside, reference, veil
from dashboard.components.colours import palette


def curves(found: Sequence[tuple[Evaluated, DecisionCurve]]) -> Any:
    """Return the decision curves with their intervals, and the lines of calling every film and none."""
    figure = blank("Threshold probability", "Net benefit", unit=False)
    first = found[0][1]
    reference(figure, first.thresholds, first.treat_all, "calling every film")
    reference(figure, [first.thresholds[0], first.thresholds[-1]], [0, 0], "calling none")
    for (series, _), (_, curve) in zip(drawn([network for network, _ in found]), found, strict=True):
        veil(figure, series, curve.thresholds, curve.low, curve.high)
        figure.add_scatter(
            x=list(curve.thresholds),
            y=list(curve.model),
            name=series.name,
            mode="lines",
            line={"color": series.colour, "dash": series.dash, "width": 2},
            hovertemplate=f"threshold %{{x:.0%}}, net benefit %{{y:.3f}}<extra>{series.name}</extra>",
        )
    # Calling every film falls far below zero, where nobody looks.
    top = max(max(curve.model) for _, curve in found)
    highest = max(top, *first.treat_all, 0.01)
    figure.update_yaxes(range=[-0.35 * highest, 1.15 * highest])
    figure.update_xaxes(tickformat=".0%")
    return legend_inside(figure, x=0.98, y=0.72)


def as_csv(found: Sequence[tuple[Evaluated, DecisionCurve]]) -> str:
    """Return every point of the decision curves."""
    rows = [
        (network.name, *point)
        for network, curve in found
        for point in zip(curve.thresholds, curve.model, curve.low, curve.high, curve.treat_all, strict=True)
    ]
    return csv_text(("network", "threshold", "net_benefit", "low", "high", "calling_every_film"), rows)


def sweep(
    labels: Sequence[int], probabilities: Sequence[float], pairs: Mapping[str, tuple[Explored, Explored]]
) -> Any:
    """Return sensitivity and specificity by threshold, with the thresholds chosen and those in use.

    labels: (n,) of 1 and 0. probabilities: (n,). pairs: by operating point, as chosen and as in use.
    """
    colours = palette()
    figure = blank("Threshold", "Sensitivity, specificity", height=460)
    fractured, others = (
        sorted(p for p, own in zip(probabilities, labels, strict=True) if own == label) for label in (1, 0)
    )
    steps = [step / 500 for step in range(501)]
    for name, dash, values in (
        ("sensitivity", "solid", [1 - bisect_left(fractured, step) / len(fractured) for step in steps]),
        ("specificity", "dash", [bisect_left(others, step) / len(others) for step in steps]),
    ):
        figure.add_scatter(
            x=steps,
            y=values,
            name=name,
            mode="lines",
            line={"color": colours.text, "dash": dash, "width": 2, "shape": "hv"},
            hovertemplate=f"from %{{x:.3f}}: {name} %{{y:.1%}}<extra></extra>",
        )
    for chosen, now in pairs.values():
        figure.add_vline(x=now.threshold, line={"color": colours.quiet, "dash": "dot", "width": 1})
        figure.add_vline(x=chosen.threshold, line={"color": colours.accent, "width": 2})
    return legend_inside(figure, x=0.98, y=0.4)
