"""A month as a report's blocks; the words are the records' own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from core.monitoring.monthly import Month
from core.monitoring.monthly.sections import helpful, onward, quick, right, steady
from core.reporting.blocks import Block, Bullets, Chart, Heading, Paragraph, Report, Tone
from core.reporting.words import figures, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

_SIMULATED = "Simulated or drawn studies, no patients"


def build(said: Month, made_on: date, *, name_studies: bool = True) -> Report:
    """Return the report of a month; the same month and date give the same report.

    name_studies: whether studies are named by their numbers.
    """
    simulated = bool(said.window.synthetic) or said.standing.synthetic > 0
    house = "Simulated" if simulated else said.standing.department
    return Report(
        title=f"{house}: performance in {said.title}" if house else f"Performance in {said.title}",
        subtitle="How the second reader did in routine work: right, helpful, steady, quick",
        running=f"Callus \u00b7 Performance \u00b7 {said.title}",
        made_on=made_on,
        front=_front(said),
        sections=(
            right.build(said),
            helpful.build(said),
            steady.build(said, name_studies),
            quick.build(said),
            onward.build(said, name_studies),
        ),
        label=_SIMULATED if simulated else "",
    )


def telling(report: Report, progress: Callable[[float], None]) -> Report:
    """Return a report that tells how far its making is: each chart is drawn once."""
    charts = sum(isinstance(block, Chart) for section in report.sections for block in section.blocks)
    drawn = count(1)

    def told(block: Block) -> Block:
        if not isinstance(block, Chart):
            return block
        draw = block.draw

        def then_tell(canvas: "Canvas") -> None:
            draw(canvas)
            progress(next(drawn) / charts)

        return replace(block, draw=then_tell)

    sections = tuple(replace(each, blocks=tuple(map(told, each.blocks))) for each in report.sections)
    return replace(report, sections=sections)


def _front(said: Month) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(remark, Tone.WARNING) for remark in said.standing.remarks]
    if said.shift.alarms:
        blocks.append(Paragraph(said.shift.sentence, Tone.WARNING))
    lines = (said.accuracy.sentence, said.influence.overall.sentence, said.turnround.sentence,
             said.attention.sentence, *(() if said.shift.alarms else (said.shift.sentence,)))  # fmt: skip
    blocks += [Heading("The month in five lines"), Bullets(lines)]
    best = said.accuracy.best
    rows = [
        ("Sensitivity, doubt is positive", best("high_sensitivity", "sensitivity").as_dict(), percent),
        ("Specificity, doubt is positive", best("high_sensitivity", "specificity").as_dict(), percent),
        ("Wrong answers that were followed", said.influence.overall.followed_wrong.as_dict(), percent),
        ("Positive studies read within the target", said.turnround.positive.in_target.as_dict(), percent),
    ]
    blocks.append(figures(rows, f"{said.standing.studies:,} studies came in"))
    return tuple(blocks)
