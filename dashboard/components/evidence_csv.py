"""The numbers behind the Validation page's tables and charts, as CSV."""

from collections.abc import Sequence

from dashboard.components.charts import csv_text
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import Metrics

# Label, key in a point of metrics.json, and the key inside that where there is one.
AT_A_POINT = (
    ("Sensitivity (recall)", "sensitivity", ""),
    ("Specificity", "specificity", ""),
    ("Accuracy", "accuracy", ""),
    ("Balanced accuracy", "balanced_accuracy", ""),
    ("Precision, fractured", "fractured", "precision"),
    ("F1, fractured", "fractured", "f1"),
    ("Precision, not fractured", "not_fractured", "precision"),
    ("Recall, not fractured", "not_fractured", "recall"),
    ("F1, not fractured", "not_fractured", "f1"),
)
# Only versions released since these were measured have them.
_RATIOS = (
    ("Positive likelihood ratio", "lr_positive", ""),
    ("Negative likelihood ratio", "lr_negative", ""),
)


def points(networks: Sequence[Evaluated]) -> str:
    """Return every figure at both operating points."""
    rows = [
        (
            network.name,
            key,
            point["threshold"],
            label,
            *(figure[k] for k in ("value", "low", "high", "n", "method")),
        )
        for network in networks
        for key, point in network.metrics["points"].items()
        for label, outer, inner in (*AT_A_POINT, *_RATIOS)
        for figure in [_figure(point, outer, inner)]
        if figure is not None
    ]
    head = ("network", "operating_point", "threshold", "figure", "value", "low", "high", "n", "interval")
    return csv_text(head, rows)


def confusion(networks: Sequence[Evaluated]) -> str:
    """Return the counts of the confusion matrices at both operating points."""
    rows = [
        (network.name, key, point["threshold"], *(point["confusion"][k] for k in ("tp", "fp", "fn", "tn")))
        for network in networks
        for key, point in network.metrics["points"].items()
    ]
    return csv_text(("network", "operating_point", "threshold", "tp", "fp", "fn", "tn"), rows)


def curve(networks: Sequence[Evaluated], curve: str, keys: tuple[str, str, str]) -> str:
    """Return the points of a curve; keys: its three lists in metrics.json."""
    rows = [
        (network.name, *values)
        for network in networks
        for values in zip(*(network.metrics["discrimination"][curve][key] for key in keys), strict=True)
    ]
    return csv_text(("network", *keys), rows)


def reliability(networks: Sequence[Evaluated]) -> str:
    """Return the bins of the reliability diagram."""
    rows = [
        (
            network.name,
            b["low"],
            b["high"],
            b["n"],
            b["mean_probability"],
            *(b["fractured"][k] for k in ("value", "low", "high")),
        )
        for network in networks
        for b in network.metrics["calibration"]["reliability"]
    ]
    head = ("network", "bin_from", "bin_to", "n", "mean_probability", "fractured", "low", "high")
    return csv_text(head, rows)


def _figure(point: Metrics, outer: str, inner: str) -> Metrics | None:
    found: Metrics | None = point.get(outer)
    return found[inner] if found is not None and inner else found
