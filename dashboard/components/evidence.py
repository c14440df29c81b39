"""The parts of the Validation page: each puts stored figures beside their chart, in words and as a file."""

from collections.abc import Sequence

import streamlit as st

from dashboard.components import charts, charts_validation, evidence_csv, figures, layout, tables
from dashboard.components.charts_validation import Evaluated
from dashboard.components.evidence_csv import AT_A_POINT
from dashboard.components.figures import POINTS, Metrics, cell, spoken
from dashboard.components.tables import Cell, Column, Row


def films(networks: Sequence[Evaluated]) -> None:
    """Say which films the figures come from, and warn where two networks saw different ones."""
    first = networks[0].metrics
    data, prevalence = first["data"], first["prevalence"]
    layout.section("Test films")
    tables.facts(
        (
            ("Data", f"{data.get('name', 'unnamed')}, {data.get('split', 'unnamed')} split"),
            ("Films", f"{first['n']:,}, of them {first['n_fractured']:,} labelled fractured"),
            ("Prevalence", spoken(prevalence)),
        )
    )
    if prevalence["value"] is not None:
        others = (1 - prevalence["value"]) * 100
        st.caption(
            f"Calling every film 'not fractured' would be {others:.1f} % accurate here, and find nothing."
        )
    if len({network.metrics["data"].get("digest") for network in networks}) > 1:
        st.warning("These networks were tested on different films; their figures can't be compared directly.")


def overall(networks: Sequence[Evaluated]) -> None:
    """Show what doesn't depend on a threshold, and the doubt band."""
    layout.section(
        "Without a threshold",
        "How well the probability ranks and means what it says. Best Brier score and calibration error: 0.",
    )
    rows = [
        Row(("AUROC", *(cell(n.metrics["discrimination"]["auroc"], percent=False) for n in networks))),
        Row(
            (
                "Average precision",
                *(cell(n.metrics["discrimination"]["average_precision"], percent=False) for n in networks),
            )
        ),
        Row(
            (
                "Brier score",
                *(cell(n.metrics["calibration"]["brier"], percent=False) for n in networks),
            )
        ),
        Row(
            (
                "Calibration error",
                *(cell(n.metrics["calibration"]["ece"], percent=False) for n in networks),
            )
        ),
        Row(("Share in doubt", *(cell(n.metrics["doubt"]["share"]) for n in networks))),
    ]
    tables.show((Column("Figure"), *(Column(n.name, numeric=True) for n in networks)), rows)


def at_points(networks: Sequence[Evaluated]) -> None:
    """Show every figure at both operating points, network beside network."""
    layout.section(
        "At the operating points",
        "High sensitivity: a film below it is cleared. High specificity: a film from there on is positive.",
    )
    over = (("", 1), *((network.name, len(POINTS)) for network in networks))
    columns = (Column("Figure"), *(Column(word, numeric=True) for _ in networks for word in POINTS.values()))
    points = [network.metrics["points"][key] for network in networks for key in POINTS]
    rows = [Row(("Threshold", *(f"{point['threshold']:.3f}" for point in points)))]
    for label, key, inner in AT_A_POINT:
        rows.append(Row((label, *(cell(point[key][inner] if inner else point[key]) for point in points))))
    tables.show(columns, rows, over=over)
    charts.csv_button(lambda: evidence_csv.points(networks), "operating_points")


def confusion(networks: Sequence[Evaluated]) -> None:
    """Show the confusion matrices at the chosen operating point."""
    layout.section("Confusion matrix", "Counts, and shares of each row.")
    point = st.segmented_control(
        "Operating point", list(POINTS), default="high_sensitivity", required=True, key="point",
        format_func=POINTS.__getitem__, bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    for place, network in zip(st.columns(len(networks), gap="large"), networks, strict=True):
        with place:
            meaning = confusion_meaning(network, point)
            st.markdown(f"**{network.name}.** {meaning}")
            name = f"confusion_{network.name.lower().replace(' ', '_')}"
            charts.chart(charts_validation.confusion(network, point), key=name, alt=meaning)
    charts.csv_button(lambda: evidence_csv.confusion(networks), "confusion")


def confusion_meaning(network: Evaluated, point: str) -> str:
    """Say in one sentence what the matrix means for patients."""
    counts = network.metrics["points"][point]["confusion"]
    fractured, others = counts["tp"] + counts["fn"], counts["fp"] + counts["tn"]
    return (
        f"Finds {counts['tp']:,} of {fractured:,} fractures and misses {counts['fn']:,};"
        f" {counts['fp']:,} false alarms on {others:,} films without one."
    )


def roc(networks: Sequence[Evaluated]) -> None:
    """Show the ROC curves."""
    layout.section("ROC curve")
    rows: list[Row] = []
    for network in networks:
        auroc = network.metrics["discrimination"]["auroc"]
        rows.append(
            Row((Cell(network.name, quiet=f"AUROC {figures.value(auroc, percent=False)}"),), group=True)
        )
        for key, word in POINTS.items():
            point = network.metrics["points"][key]
            label = Cell(word, below=f"from {point['threshold']:.3f}")
            rows.append(Row((label, cell(point["sensitivity"]), cell(point["specificity"]))))
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
        rows=rows,
        download=lambda: evidence_csv.curve(networks, "roc", ("fpr", "tpr", "thresholds")),
    )


def precision_recall(networks: Sequence[Evaluated]) -> None:
    """Show the precision-recall curves."""
    layout.section("Precision-recall curve")
    rows: list[Row] = []
    for network in networks:
        area = network.metrics["discrimination"]["average_precision"]
        rows.append(
            Row(
                (Cell(network.name, quiet=f"average precision {figures.value(area, percent=False)}"),),
                group=True,
            )
        )
        for key, word in POINTS.items():
            point = network.metrics["points"][key]
            label = Cell(word, below=f"from {point['threshold']:.3f}")
            rows.append(Row((label, cell(point["ppv"]), cell(point["sensitivity"]))))
    prevalence = networks[0].metrics["prevalence"]
    charts.panel(
        charts_validation.precision_recall(networks),
        key="precision_recall",
        meaning="How many of the films called fractured are, against how many of the fractures are found."
        f" It depends on the prevalence, here {figures.value(prevalence)}:"
        " where fractures are rarer, precision is lower.",
        columns=(
            Column("Operating point"),
            Column("Precision", numeric=True),
            Column("Recall", numeric=True),
        ),
        rows=rows,
        download=lambda: evidence_csv.curve(
            networks, "precision_recall", ("recall", "precision", "thresholds")
        ),
    )


def reliability(networks: Sequence[Evaluated]) -> None:
    """Show how far a probability can be taken at its word."""
    layout.section("Calibration")
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
        meaning="Of the films given a probability near 0.3, three in ten should be fractured: on the dotted"
        " line they are. Below it the network is too sure of a fracture, above it not sure enough.",
        columns=(Column("Probability"), *(Column(f"Fractured, {n.name}", numeric=True) for n in networks)),
        rows=rows,
        download=lambda: evidence_csv.reliability(networks),
    )


def left_out(networks: Sequence[Evaluated]) -> None:
    """List the films that were found or asked for and not evaluated, and how the intervals were made."""
    films = networks[0].metrics["left_out"]
    if films:
        with st.expander(f"Films left out ({len(films):,})"):
            tables.show(
                (Column("Film"), Column("Reason", wrap=True)),
                [Row((f["image_id"], f["reason"])) for f in films],
            )
    methods = sorted({str(figure["method"]) for figure in _figures(networks[0].metrics) if figure["method"]})
    st.caption(f"Intervals: {'; '.join(methods)}." if methods else "")


def _figures(part: object) -> list[Metrics]:
    """Return every figure inside a part of metrics.json."""
    if isinstance(part, dict):
        if "method" in part:
            return [part]
        return [figure for inner in part.values() for figure in _figures(inner)]
    return [figure for inner in part for figure in _figures(inner)] if isinstance(part, list) else []
