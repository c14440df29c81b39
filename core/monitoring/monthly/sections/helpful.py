"""Does it help or mislead: readers before and after the answer."""

from collections.abc import Iterable

from core.monitoring.effect import Influence
from core.monitoring.monthly import Month
from core.monitoring.monthly.sections.cells import share
from core.reporting.blocks import Block, Cell, Column, Paragraph, Section, Table, Tone
from core.reporting.words import figures


def build(said: Month) -> Section:
    """Return the section."""
    found = said.influence
    named = [("All blind-first reads", found.overall)]
    named += [(f"Model {band}", part) for band, part in found.bands.items()]
    named += [(word.replace("_", " ").capitalize(), part) for word, part in found.experience.items()]
    readers = [(each.name, each.influence) for each in found.readers]
    blocks: tuple[Block, ...] = (
        Paragraph(found.overall.sentence),
        Paragraph(
            "Against a senior reader's decision alone. A change of mind, or a contradiction of the answer, "
            "puts a study up for decision; each kind of study is weighted for how often it was decided. "
            f"Readers are named by pseudonyms. {found.withheld.sentence}".rstrip(),
            Tone.NOTE,
        ),
        _followed("By band and experience", named),
        _before_after("Before and after the answer", [named[0], *readers]),
        _followed("By reader", readers),
        _times(found.overall),
    )
    return Section("helpful", "Does it help or mislead?", blocks)


def _followed(title: str, parts: Iterable[tuple[str, Influence]]) -> Table:
    rows = [
        (Cell(name), Cell(f"{part.blind:,}"), share(part.followed_wrong), share(part.followed_right),
         Cell(f"{part.to_better:,} / {part.to_worse:,}"))
        for name, part in parts
    ]  # fmt: skip
    columns = (Column("", 1.6), Column("Reads", 0.7, numeric=True), Column("Wrong answer followed", 1.7),
               Column("Right answer taken up", 1.7), Column("Better / worse", 1, numeric=True))  # fmt: skip
    return Table(columns, tuple(rows), title)


def _before_after(title: str, parts: Iterable[tuple[str, Influence]]) -> Table:
    rows = [
        (Cell(name), share(part.sensitivity.before), share(part.sensitivity.after),
         share(part.specificity.before), share(part.specificity.after))
        for name, part in parts
    ]  # fmt: skip
    columns = (Column("", 1.4), Column("Sensitivity before", 1.5), Column("after", 1.5),
               Column("Specificity before", 1.5), Column("after", 1.5))  # fmt: skip
    return Table(columns, tuple(rows), title)


def _times(part: Influence) -> Table:
    named = (("Before the answer", part.seconds_without),
             ("From the answer to the final call", part.seconds_after),
             ("With the answer from the start", part.seconds_with))  # fmt: skip
    rows = [(name, figure.as_dict(), lambda seconds: f"{seconds:.1f}") for name, figure in named]
    return figures(rows, "Seconds a read", "Reads of more than 30 minutes were left lying and don't count.")
