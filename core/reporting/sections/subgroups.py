"""Section 5: on which films the model does worse."""

from functools import partial
from typing import Any

from core.evaluation.titles import FAMILIES
from core.reporting.blocks import Block, Cell, Chart, Column, Heading, Paragraph, Row, Section, Table, Tone
from core.reporting.charts import forest
from core.reporting.evidence import Evidence, at, entries, items
from core.reporting.words import (
    cell,
    count,
    decimal,
    difference,
    listed,
    methods,
    missing,
    p_value,
    percent,
    spoken,
)

ID = "subgroups"
TITLE = "Subgroups"
_COLUMNS = (
    Column("Group", 1.9),
    Column("Films, fractured", 0.9, numeric=True),
    Column("AUROC", 1.25, numeric=True),
    Column("Sensitivity", 1.25, numeric=True),
    Column("Specificity", 1.25, numeric=True),
    Column("AUROC against the rest", 1.45, numeric=True),
    Column("p, Holm", 0.75, numeric=True),
)


def build(evidence: Evidence) -> Section:
    """Return the section."""
    if evidence.at("subgroups") is None:
        return Section(
            ID, TITLE, (missing("The comparison of each group with the rest"), *_regions(evidence))
        )
    rows = items(evidence.metrics, "subgroups", "rows")
    return Section(
        ID,
        TITLE,
        (
            Paragraph(_verdict(rows), Tone.WARNING if any(at(row, "flagged") for row in rows) else Tone.TEXT),
            Paragraph(_too_small(evidence)),
            *((_chart(evidence, rows), _table(evidence, rows)) if rows else ()),
        ),
    )


def _verdict(rows: list[Any]) -> str:
    flagged = [
        f"{_title(row)} (AUROC {spoken(at(row, 'auroc'))}, difference from the rest "
        f"{spoken(at(row, 'against_rest'), difference)}, adjusted p {p_value(at(row, 'p_adjusted'))})"
        for row in rows
        if at(row, "flagged")
    ]
    if not rows:
        return "No group of these films is large enough to be judged."
    if flagged:
        return f"Worse than the rest, after adjusting for the number of comparisons: {listed(flagged)}."
    return (
        "No group is worse than the rest after adjusting for the number of comparisons. That does not show "
        "that all are alike: small groups could hide a difference."
    )


def _too_small(evidence: Evidence) -> str:
    small = [str(name) for name in items(evidence.metrics, "subgroups", "too_small")]
    if not small:
        return "Every group that was looked for has enough films of both classes to be judged."
    return f"Too few films to be judged, so nothing is known of: {listed(small)}."


def _chart(evidence: Evidence, rows: list[Any]) -> Chart:
    overall = evidence.at("discrimination", "auroc")
    return Chart(
        "forest",
        "AUROC by group",
        partial(forest.forest, rows=rows, overall=overall),
        forest.size(rows),
        f"AUROC with interval of {len(rows)} groups against {spoken(overall)} of all films",
        "Dashed line: all films. Diamonds: groups that are worse than the rest.",
    )


def _table(evidence: Evidence, rows: list[Any]) -> Table:
    keys = ("auroc", "sensitivity", "specificity", "against_rest")
    how = str(evidence.at("subgroups", "method") or "")
    note = " ".join(
        part
        for part in (
            "Sensitivity and specificity at the high-sensitivity point. p: adjusted over all groups (Holm "
            "1979).",
            how,
            methods(at(row, key) for row in rows for key in keys),
        )
        if part
    )
    return Table(_COLUMNS, tuple(_row(row) for row in rows), "Figures by group", note)


def _row(row: Any) -> Row:
    family = FAMILIES.get(str(at(row, "family")), str(at(row, "family") or ""))
    return (
        Cell(_title(row), f"{family}; worse than the rest" if at(row, "flagged") else family, strong=True),
        Cell(f"{count(at(row, 'n'))}, {count(at(row, 'n_fractured'))}"),
        cell(at(row, "auroc"), decimal, gap="\n"),
        cell(at(row, "sensitivity"), percent, gap="\n"),
        cell(at(row, "specificity"), percent, gap="\n"),
        cell(at(row, "against_rest"), difference, gap="\n"),
        Cell(p_value(at(row, "p_adjusted"))),
    )


def _regions(evidence: Evidence) -> tuple[Block, ...]:
    """What versions from before the subgroups have: the figures by region, without a comparison."""
    parts = entries(evidence.metrics, "regions")
    if not parts:
        return ()
    columns = (
        Column("Region", 1.2),
        Column("Films, fractured", numeric=True),
        Column("AUROC", 1.6, numeric=True),
        Column("Sensitivity", 1.6, numeric=True),
        Column("Specificity", 1.6, numeric=True),
    )
    figures = [
        (at(p, "auroc"), *(at(p, "points", "high_sensitivity", k) for k in ("sensitivity", "specificity")))
        for _, p in parts
    ]
    rows: tuple[Row, ...] = tuple(
        (
            Cell(name.capitalize(), strong=True),
            Cell(f"{count(at(part, 'n'))}, {count(at(part, 'n_fractured'))}"),
            cell(three[0], decimal),
            *(cell(figure, percent) for figure in three[1:]),
        )
        for (name, part), three in zip(parts, figures, strict=True)
    )
    note = "Sensitivity and specificity at the high-sensitivity point. "
    return Heading("By region"), Table(columns, rows, "Figures by region", note + methods(sum(figures, ())))


def _title(row: Any) -> str:
    return str(at(row, "title") or at(row, "name") or "Unnamed group")
