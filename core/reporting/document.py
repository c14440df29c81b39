"""The report as a tree of blocks, from the figures alone."""

from datetime import date

from core.reporting.blocks import Report, Section
from core.reporting.evidence import Evidence
from core.reporting.sections import (
    calibration,
    checklist,
    clinical,
    comparison,
    confounders,
    data,
    discrimination,
    failures,
    front,
    looking,
    references,
    robustness,
    subgroups,
)

FRONT = "front"
_BUILT = (
    data.build,
    discrimination.build,
    calibration.build,
    clinical.build,
    subgroups.build,
    confounders.build,
    looking.build,
    robustness.build,
    failures.build,
)


def build(evidence: Evidence, made_on: date) -> Report:
    """Return the report; the same evidence and date give the same report."""
    sections: list[Section] = [made(evidence) for made in _BUILT]
    sections.append(comparison.build(evidence.comparison))
    names = {FRONT: "First page"} | {each.id: f"Section {place}" for place, each in enumerate(sections, 1)}
    sections += [checklist.build(evidence, names), references.build()]
    return Report(
        title=f"Validation report: {evidence.name}",
        subtitle="Diagnostic accuracy of a deep-learning model for fractures on radiographs",
        running=f"{evidence.name} \u00b7 Validation report",
        made_on=made_on,
        front=front.build(evidence),
        sections=tuple(sections),
    )
