"""Section 3: whether a probability means what it says."""

from functools import partial
from typing import Any

from core.reporting.blocks import Block, Cell, Chart, Column, Paragraph, Row, Section, Table, Tone
from core.reporting.charts import curves
from core.reporting.charts.style import WIDTH
from core.reporting.evidence import Evidence, at, items
from core.reporting.words import cell, count, decimal, figures, methods, missing, number, percent, spoken

ID = "calibration"
_PARTS = {
    "reliability": "Reliability: how far bins are from what they say (0 is perfect)",
    "resolution": "Resolution: how far bins are from the prevalence (more is better)",
    "uncertainty": "Uncertainty: prevalence times its complement, the data's own",
    "within_bins": "Spread within the bins",
}


def build(evidence: Evidence) -> Section:
    """Return the section."""
    found = evidence.at("calibration")
    if found is None:
        return Section(ID, "Calibration", (missing(),))
    blocks = (_diagram(evidence), _bins(found), _scores(found), *_decomposition(found))
    return Section(ID, "Calibration", blocks)


def _diagram(evidence: Evidence) -> Chart:
    error = evidence.at("calibration", "ece")
    return Chart(
        "reliability",
        "Reliability before and after calibration",
        partial(curves.reliability, metrics=evidence.metrics),
        (WIDTH, 4.2),
        "Share labelled fractured against the mean probability of ten bins; calibration error "
        f"{spoken(error)}",
        "On the dotted line a probability is kept. Bars below count the films of each bin.",
    )


def _bins(found: Any) -> Table:
    columns = (
        Column("Probability", 1.2),
        Column("Films", numeric=True),
        Column("Mean probability", numeric=True),
        Column("Labelled fractured", 1.8, numeric=True),
    )
    bins = items(found, "reliability")
    rows: tuple[Row, ...] = tuple(
        (
            Cell(f"{number(at(each, 'low'), _tenth)} to {number(at(each, 'high'), _tenth)}"),
            Cell(count(at(each, "n"))),
            Cell(number(at(each, "mean_probability"))),
            cell(at(each, "fractured"), percent),
        )
        for each in bins
    )
    return Table(
        columns, rows, "Calibrated probabilities, bin by bin", methods(at(b, "fractured") for b in bins)
    )


def _scores(found: Any) -> Table:
    before = at(found, "before")
    rows = (
        ("Expected calibration error, before", at(before, "ece"), decimal),
        ("Expected calibration error, after", at(found, "ece"), decimal),
        ("Brier score, before", at(before, "brier"), decimal),
        ("Brier score, after", at(found, "brier"), decimal),
        ("Slope (1 is perfect)", at(found, "slope"), decimal),
        ("Intercept (0 is perfect)", at(found, "intercept"), decimal),
    )
    note = (
        "Before: the network's own sigmoid. Slope and intercept: logistic regression of the label on the "
        "logit of the calibrated probability; a slope below 1 says that probabilities are too extreme."
    )
    return figures(rows, "Calibration in figures", note)


def _decomposition(found: Any) -> tuple[Block, ...]:
    parts = at(found, "decomposition")
    if parts is None:
        words = (
            "has no value for these films"
            if "decomposition" in found
            else "was not measured for this version"
        )
        return (Paragraph(f"The decomposition of the Brier score {words}.", Tone.NOTE),)
    columns = (Column("Part of the Brier score", 3), Column("Value", numeric=True), Column("n", numeric=True))
    n = Cell(count(at(found, "brier", "n")))
    rows: tuple[Row, ...] = tuple(
        (Cell(t), Cell(number(at(parts, key), _fine)), n) for key, t in _PARTS.items()
    )
    note = (
        "Reliability less resolution plus uncertainty plus spread within bins is the Brier score (Murphy "
        "1973; Stephenson et al. 2008). The parts are given without intervals."
    )
    return (Table(columns, rows, "What the Brier score is made of", note),)


def _tenth(value: float) -> str:
    return f"{value:.1f}"


def _fine(value: float) -> str:
    return f"{value:.4f}".replace("-", "\u2212")
