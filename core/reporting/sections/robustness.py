"""Section 8: what worse films do to the answers."""

from functools import partial
from typing import Any

from core.reporting.blocks import Cell, Chart, Column, Paragraph, Row, Section, Table
from core.reporting.charts import stress
from core.reporting.evidence import Evidence, at, items
from core.reporting.words import cell, count, decimal, methods, missing, percent

ID = "robustness"
TITLE = "Robustness"
_KEYS = {"auroc": decimal, "sensitivity": percent, "specificity": percent}


def build(evidence: Evidence) -> Section:
    """Return the section."""
    curves = items(evidence.metrics, "robustness", "curves")
    if not curves:
        return Section(ID, TITLE, (missing(),))
    n, fractured = (count(evidence.at("robustness", key)) for key in ("n", "n_fractured"))
    words = (
        f"The same {n} films ({fractured} fractured) were made worse step by step, each way alone, and read "
        "again at the high-sensitivity point. What a real film combines was not tried."
    )
    chart = Chart(
        "robustness",
        "Sensitivity, specificity and AUROC as films get worse",
        partial(stress.robustness, curves=curves),
        stress.size(curves),
        f"Small charts of {len(curves)} disturbances: " + ", ".join(_title(curve) for curve in curves),
        "Bands are intervals; the first level of each is the film as it is.",
    )
    return Section(ID, TITLE, (Paragraph(words), chart, *(_table(curve) for curve in curves)))


def _table(curve: Any) -> Table:
    unit = str(at(curve, "unit") or "")
    columns = (
        Column(f"Level{f' ({unit})' if unit else ''}"),
        *(Column(title, 1.5, numeric=True) for title in ("AUROC", "Sensitivity", "Specificity")),
    )
    series = {key: items(curve, key) for key in _KEYS}
    rows: tuple[Row, ...] = tuple(
        (
            Cell(stress.level(each), strong=True),
            *(
                cell(series[key][place] if place < len(series[key]) else None, form)
                for key, form in _KEYS.items()
            ),
        )
        for place, each in enumerate(items(curve, "levels"))
    )
    return Table(columns, rows, _title(curve), methods(figure for each in series.values() for figure in each))


def _title(curve: Any) -> str:
    return str(at(curve, "title") or at(curve, "name") or "Unnamed disturbance")
