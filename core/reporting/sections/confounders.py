"""Section 6: whether the model lives on something other than the fracture."""

from typing import Any

from core.reporting.blocks import Block, Cell, Column, Heading, Paragraph, Row, Section, Table
from core.reporting.evidence import Evidence, at, entries
from core.reporting.words import cell, count, decimal, difference, figures, methods, missing, percent

ID = "confounders"
TITLE = "Confounders and shortcuts"
_SUBSETS = {
    "all": "All films",
    "without_hardware": "Without hardware",
    "small_scans": "Small scans only",
    "masked_border": "Border blackened",
    "single_views": "One view a picture",
}
_SHORTCUTS = {"border_only": "The outer border alone", "thumbnail": "A thumbnail of 16 by 16 pixels"}
_WHY = (
    "Hardware, large scans and marks at the border go with fractures in many data sets. A model that lived "
    "on them would fall where they are taken away (Zech et al. 2018; Badgeley et al. 2019)."
)


def build(evidence: Evidence) -> Section:
    """Return the section."""
    return Section(
        ID,
        TITLE,
        (
            Paragraph(_WHY),
            Heading("With each taken away"),
            *_subsets(evidence),
            Heading("What a simple model makes of the shortcut alone"),
            *_shortcuts(evidence),
        ),
    )


def _subsets(evidence: Evidence) -> tuple[Block, ...]:
    parts = entries(evidence.metrics, "confounders")
    if not parts:
        return (missing(),)
    columns = (
        Column("Films", 1.4),
        Column("Films, fractured", 1, numeric=True),
        Column("AUROC", 1.5, numeric=True),
        Column("Sensitivity", 1.5, numeric=True),
        Column("Specificity", 1.5, numeric=True),
    )
    rows = tuple(_subset(name, part) for name, part in parts)
    shown = [at(part, "auroc") for _, part in parts]
    shown += [at(part, "points", "high_sensitivity", "sensitivity") for _, part in parts]
    note = f"Sensitivity and specificity at the high-sensitivity point. {methods(shown)}"
    table = Table(columns, rows, "Figures with each possible confounder taken away", note)
    against = evidence.at("confounders", "masked_border", "against_all")
    change = (("AUROC with the border blackened, less that of the films as they are", against, difference),)
    return table, figures(change, "The same films with and without their border")


def _subset(name: str, part: Any) -> Row:
    detail = ""
    if at(part, "longest_side") is not None:
        detail = f"longer side up to {count(at(part, 'longest_side'))} pixels"
    if at(part, "border") is not None:
        detail = f"{percent(at(part, 'border'))} of each side"
    return (
        Cell(_SUBSETS.get(name, name), detail, strong=True),
        Cell(f"{count(at(part, 'n'))}, {count(at(part, 'n_fractured'))}"),
        cell(at(part, "auroc"), decimal),
        cell(at(part, "points", "high_sensitivity", "sensitivity"), percent),
        cell(at(part, "points", "high_sensitivity", "specificity"), percent),
    )


def _shortcuts(evidence: Evidence) -> tuple[Block, ...]:
    found = entries(evidence.metrics, "shortcuts")
    if not found:
        return (missing(),)
    rows = [(_SHORTCUTS.get(name, name), at(part, "auroc"), decimal) for name, part in found]
    rows.append(("The network, for comparison", evidence.at("discrimination", "auroc"), decimal))
    how = " ".join(str(at(part, "how")) for _, part in found if at(part, "how"))
    note = (
        f"An AUROC well above 0.5 says that the data offer a shortcut, not that the network takes it. {how}"
    )
    return (figures(rows, "AUROC of a logistic regression that sees no more than this", note),)
