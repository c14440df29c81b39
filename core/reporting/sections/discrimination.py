"""Section 2: how well fractured films are told from the others."""

from functools import partial
from typing import Any

from core.evaluation.titles import POINT_TITLES
from core.reporting.blocks import Block, Cell, Chart, Column, Heading, Paragraph, Row, Section, Table
from core.reporting.charts import curves
from core.reporting.charts.style import WIDTH
from core.reporting.evidence import Evidence, at
from core.reporting.words import count, decimal, figures, missing, number, percent, spoken

ID = "discrimination"


def build(evidence: Evidence) -> Section:
    """Return the section."""
    return Section(
        ID,
        "Discrimination",
        (
            *_ranking(evidence),
            *(
                block
                for key, title in POINT_TITLES.items()
                for block in _point(key, title, evidence.at("points", key))
            ),
            Heading("Films in doubt"),
            *_doubt(evidence),
        ),
    )


def _ranking(evidence: Evidence) -> tuple[Block, ...]:
    found = evidence.at("discrimination")
    if found is None:
        return (missing("ROC and precision-recall curves"),)
    auroc, precision = at(found, "auroc"), at(found, "average_precision")
    chart = Chart(
        "discrimination",
        "ROC and precision-recall curves",
        partial(curves.discrimination, metrics=evidence.metrics),
        (WIDTH, 3.2),
        f"ROC curve with AUROC {spoken(auroc)}; precision-recall curve with average precision "
        f"{spoken(precision)}",
        "Marks are the two operating points with their intervals; dotted lines are what chance gives.",
    )
    rows = (
        ("AUROC", auroc, decimal),
        ("Average precision", precision, decimal),
        ("Prevalence in these films", evidence.at("prevalence"), percent),
    )
    return chart, figures(rows, "Over all thresholds")


def _point(key: str, title: str, point: Any) -> tuple[Block, ...]:
    heading = Heading(f"{title} point")
    if point is None:
        return heading, missing()
    names = (
        ("Sensitivity", "sensitivity"),
        ("Specificity", "specificity"),
        ("Positive predictive value", "ppv"),
        ("Negative predictive value", "npv"),
        ("Accuracy", "accuracy"),
        ("Balanced accuracy", "balanced_accuracy"),
    )
    rows = [
        *((name, at(point, field), percent) for name, field in names),
        ("F1, fractured", at(point, "fractured", "f1"), decimal),
        ("F1, not fractured", at(point, "not_fractured", "f1"), decimal),
    ]
    threshold = number(at(point, "threshold"))
    return (
        heading,
        _confusion(f"{title} point: films by label and answer", at(point, "confusion")),
        figures(rows, f"{title} point: fractured is said at a probability of {threshold} or more"),
    )


def _confusion(caption: str, counts: Any) -> Table:
    columns = (
        Column("Label", 1.4),
        Column("Model: fractured", numeric=True),
        Column("Model: not fractured", numeric=True),
        Column("All", numeric=True),
    )
    rows = (
        _labelled("Fractured", counts, (("tp", "found"), ("fn", "missed"))),
        _labelled("Not fractured", counts, (("fp", "false alarm"), ("tn", "cleared"))),
    )
    return Table(columns, rows, caption, "Counts of films; the intervals of their shares stand below.")


def _labelled(label: str, counts: Any, answers: tuple[tuple[str, str], ...]) -> Row:
    numbers = [at(counts, key) for key, _ in answers]
    whole = sum(numbers) if all(isinstance(n, int) for n in numbers) else None
    cells = (
        Cell(count(n), f"{word}, {percent(n / whole)}" if whole else word, strong=True)
        for n, (_, word) in zip(numbers, answers, strict=True)
    )
    return Cell(label), *cells, Cell(count(whole))


def _doubt(evidence: Evidence) -> tuple[Block, ...]:
    found = evidence.at("doubt")
    if found is None:
        return (missing(),)
    words = (
        f"{count(at(found, 'n'))} films lie between the two operating points; "
        f"{count(at(found, 'fractured'))} of them are labelled fractured. The model gives no answer on them "
        "beyond its probability."
    )
    rows = (("Share of films in doubt", at(found, "share"), percent),)
    return Paragraph(words), figures(rows, "Films in doubt")
