"""The Curves view of the Validation page: what every threshold gives, and what a probability is worth."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.evaluation import POINT_TITLES, DecisionCurve, read_decision
from dashboard.components import (
    abreast,
    charts,
    charts_decision,
    charts_validation,
    evidence_csv,
    figures,
    layout,
)
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import cell, spoken
from dashboard.components.tables import Cell, Column, Row

_FEWEST = 10  # films in a bin that is worth a sentence
_STEP = 0.1  # of the decision curve's table
_WORTH = 0.0005  # of net benefit: half a fracture found in 1,000 films


def roc(networks: Sequence[Evaluated]) -> None:
    """Show the ROC curves."""
    layout.section("ROC curve")
    best = max(networks, key=lambda n: n.metrics["discrimination"]["auroc"]["value"] or 0.0)
    charts.panel(
        charts_validation.roc(networks),
        key="roc",
        meaning="Of a fractured and an unbroken film drawn at random, "
        f"{best.name} gives the fractured one the higher probability with a chance of"
        f" {spoken(best.metrics['discrimination']['auroc'], percent=False)}.",
        columns=(
            Column("Operating point"),
            Column("Sensitivity", numeric=True),
            Column("Specificity", numeric=True),
        ),
        rows=_by_point(networks, ("AUROC", "auroc"), ("sensitivity", "specificity")),
        download=lambda: evidence_csv.curve(networks, "roc", ("fpr", "tpr", "thresholds")),
    )


def precision_recall(networks: Sequence[Evaluated]) -> None:
    """Show the precision-recall curves."""
    layout.section("Precision-recall curve")
    charts.panel(
        charts_validation.precision_recall(networks),
        key="precision_recall",
        meaning=_precision_meaning(networks[0]),
        columns=(
            Column("Operating point"),
            Column("Precision", numeric=True),
            Column("Recall", numeric=True),
        ),
        rows=_by_point(networks, ("average precision", "average_precision"), ("ppv", "sensitivity")),
        download=lambda: evidence_csv.curve(
            networks, "precision_recall", ("recall", "precision", "thresholds")
        ),
    )


def reliability(networks: Sequence[Evaluated]) -> None:
    """Show how far a probability can be taken at its word."""
    layout.section("Calibration", "On the dotted line, 0.3 means three fractures in ten films.")
    bins = [network.metrics["calibration"]["reliability"] for network in networks]
    rows = [
        Row(
            (
                f"{parts[0]['low']:.1f}\u2013{parts[0]['high']:.1f}",
                *(Cell(figures.value(part["fractured"]), quiet=f"of {part['n']:,}") for part in parts),
            )
        )
        for parts in zip(*bins, strict=True)
    ]
    charts.panel(
        charts_validation.reliability(networks),
        key="reliability",
        meaning=" ".join(reliability_meaning(network) for network in networks),
        columns=(Column("Probability"), *(Column(f"Fractured, {n.name}", numeric=True) for n in networks)),
        rows=rows,
        download=lambda: evidence_csv.reliability(networks),
    )


def reliability_meaning(network: Evaluated) -> str:
    """Say where the probability is furthest from what was found."""
    bins = [b for b in network.metrics["calibration"]["reliability"] if b["n"] >= _FEWEST]
    if not bins:
        return f"{network.name}: too few films for a word on its calibration."
    worst = max(bins, key=lambda b: abs(b["mean_probability"] - b["fractured"]["value"]))
    mean, share = worst["mean_probability"], worst["fractured"]["value"]
    side = "too sure of a fracture" if share < mean else "not sure enough"
    return (
        f"{network.name} is furthest off from {worst['low']:.1f} to {worst['high']:.1f}: of {worst['n']:,}"
        f" films given {mean * 100:.0f} % on average, {share * 100:.0f} % are fractured; there it is {side}."
    )


def decision(networks: Sequence[Evaluated]) -> None:
    """Show the net benefit of deciding by the network, against calling every film or none."""
    found = [(n, curve) for n, curve in abreast.with_part(networks, read_decision) if curve.thresholds]
    if not found:
        abreast.unmeasured("Decision curve", networks)
        return
    layout.section(
        "Decision curve",
        "Net benefit: fractures found per film, less the false alarms, weighed as the threshold weighs them."
        " A threshold of 10 % means that nine false alarms are worth one fracture found.",
    )
    charts.panel(
        charts_decision.curves(found),
        key="decision",
        meaning=" ".join(decision_meaning(network.name, curve) for network, curve in found),
        columns=(
            Column("Threshold"),
            *(Column(network.name, numeric=True) for network, _ in found),
            Column("Calling every film", numeric=True),
        ),
        rows=_decision_rows([curve for _, curve in found]),
        download=lambda: charts_decision.as_csv(found),
    )


def decision_meaning(name: str, curve: DecisionCurve) -> str:
    """Say between which thresholds deciding by a network beats calling every film and calling none."""
    better = [
        (t, m - max(a, 0.0))
        for t, m, a in zip(curve.thresholds, curve.model, curve.treat_all, strict=True)
        if m - max(a, 0.0) > _WORTH
    ]
    if not better:
        return f"At no threshold is deciding by {name} better than calling every film or none."
    most = max(better, key=lambda pair: pair[1])
    return (
        f"Deciding by {name} is better than calling every film or none at {len(better)} of"
        f" {len(curve.thresholds)} thresholds, from {better[0][0] * 100:.0f} % to"
        f" {better[-1][0] * 100:.0f} %; most at {most[0] * 100:.0f} %, by {most[1] * 1000:.0f} fractures"
        " found per 1,000 films without one more false alarm."
    )


def _decision_rows(found: Sequence[DecisionCurve]) -> list[Row]:
    rows = []
    for place, threshold in enumerate(found[0].thresholds):
        if abs(threshold / _STEP - round(threshold / _STEP)) < 1e-9 or place == 0:
            values = (Cell(f"{c.model[place]:.3f}", below=_between(c, place)) for c in found)
            rows.append(Row((f"{threshold * 100:.0f} %", *values, f"{found[0].treat_all[place]:.3f}")))
    return rows


def _between(curve: DecisionCurve, place: int) -> str:
    low, high = curve.low[place], curve.high[place]
    return "no interval" if low is None or high is None else f"{low:.3f} to {high:.3f}"


def _by_point(networks: Sequence[Evaluated], area: tuple[str, str], keys: tuple[str, str]) -> list[Row]:
    """Return a heading with the area under the curve for each network, and two figures at each point."""
    rows: list[Row] = []
    for network in networks:
        value = figures.value(network.metrics["discrimination"][area[1]], percent=False)
        rows.append(Row((Cell(network.name, quiet=f"{area[0]} {value}"),), group=True))
        for key, word in POINT_TITLES.items():
            point: Mapping[str, Any] = network.metrics["points"][key]
            label = Cell(word, below=f"from {point['threshold']:.3f}")
            rows.append(Row((label, *(cell(point[figure]) for figure in keys))))
    return rows


def _precision_meaning(network: Evaluated) -> str:
    counts = network.metrics["points"]["high_sensitivity"]["confusion"]
    called = counts["tp"] + counts["fp"]
    return (
        f"At the high-sensitivity point {network.name} calls {called:,} films, of which {counts['tp']:,} are"
        f" fractured. That depends on the prevalence, here {figures.value(network.metrics['prevalence'])}:"
        " where fractures are rarer, it is less."
    )
