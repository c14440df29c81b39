"""Section 6: whether the model lives on something other than the fracture."""

from typing import Any

from core.evaluation.titles import SHORTCUTS, SUBSETS
from core.reporting.blocks import Block, Cell, Column, Heading, Paragraph, Row, Section, Table
from core.reporting.evidence import Evidence, at, entries
from core.reporting.words import cell, count, decimal, difference, figures, methods, missing, percent

ID = "confounders"
TITLE = "Confounders and shortcuts"
_WHY = (
    "Hardware, large scans, burned-in marks and what stands at the border go with fractures in many data "
    "sets. A model that lived on them would fall where they are taken away (Zech et al. 2018; Badgeley et "
    "al. 2019)."
)
_MARKS = (
    "Burned-in marks are side letters, view text and logos: found as small, nearly white, sharp-edged things "
    "on even ground, and blanked with the grey around them. Grey or dark text is not found; a ring or a lone "
    "clip may be."
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
    changes = [
        (f"AUROC, {SUBSETS.get(name, name).lower()}", against, difference)
        for name, part in parts
        if (against := at(part, "against_all")) is not None
    ]
    return (
        table,
        figures(changes, "The same films with something masked, less as they are"),
        *_marks(evidence),
    )


def _marks(evidence: Evidence) -> tuple[Block, ...]:
    films = evidence.at("confounders", "masked_marks", "films")
    if films is None:
        return (missing("Masking of burned-in marks"),)
    part = evidence.at("confounders", "with_marks_masked")
    rows = (
        ("Mean change of the probability", at(part, "change"), difference),
        ("Films that fall into another band", at(part, "other_band"), percent),
    )
    n, fractured = (count(at(part, key)) for key in ("n", "n_fractured"))
    words = f"{_MARKS} Such marks were found on {n} films, {fractured} of them fractured."
    return Paragraph(words), figures(rows, "What blanking burned-in marks does to the films that have any")


def _subset(name: str, part: Any) -> Row:
    detail = ""
    if at(part, "longest_side") is not None:
        detail = f"longer side up to {count(at(part, 'longest_side'))} pixels"
    if at(part, "border") is not None:
        detail = f"{percent(at(part, 'border'))} of each side"
    if at(part, "films") is not None:
        detail = f"changed: {count(at(part, 'films'))} films"
    return (
        Cell(SUBSETS.get(name, name), detail, strong=True),
        Cell(f"{count(at(part, 'n'))}, {count(at(part, 'n_fractured'))}"),
        cell(at(part, "auroc"), decimal),
        cell(at(part, "points", "high_sensitivity", "sensitivity"), percent),
        cell(at(part, "points", "high_sensitivity", "specificity"), percent),
    )


def _shortcuts(evidence: Evidence) -> tuple[Block, ...]:
    found = entries(evidence.metrics, "shortcuts")
    if not found:
        return (missing(),)
    rows = [(SHORTCUTS.get(name, name), at(part, "auroc"), decimal) for name, part in found]
    rows.append(("The network, for comparison", evidence.at("discrimination", "auroc"), decimal))
    how = " ".join(str(at(part, "how")) for _, part in found if at(part, "how"))
    note = (
        f"An AUROC well above 0.5 says that the data offer a shortcut, not that the network takes it. {how}"
    )
    return (figures(rows, "AUROC of a logistic regression that sees no more than this", note),)
