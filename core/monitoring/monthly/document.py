"""A month as a report's blocks; the words are the records' own."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from core.monitoring.accuracy import Group
from core.monitoring.alarms import Alarm
from core.monitoring.effect import Influence
from core.monitoring.estimating import ASSUMES
from core.monitoring.figures import Figure
from core.monitoring.monthly import Month, charts
from core.monitoring.turnround import Waits
from core.reporting.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Section,
    Table,
    Tone,
)
from core.reporting.words import NONE, POINTS, cell, figures, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

_GROUPS = (("region", "region"), ("view", "view"), ("site", "site"), ("device", "device"), ("age", "age"),
           ("mode", "mode of reading"))  # fmt: skip
_WORDS = {"blind_first": "blind first", "concurrent": "answer in view"}


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
            _right(said),
            _helpful(said),
            _steady(said, name_studies),
            _quick(said),
            _next(said, name_studies),
        ),
        label=_SIMULATED if simulated else "",
    )


def telling(report: Report, progress: Callable[[float], None]) -> Report:
    """Return a report that tells how far its making is: each chart is drawn once a file."""
    charts = sum(isinstance(block, Chart) for section in report.sections for block in section.blocks)
    drawn = count(1)

    def told(block: Block) -> Block:
        if not isinstance(block, Chart):
            return block
        draw = block.draw

        def then_tell(canvas: "Canvas") -> None:
            draw(canvas)
            progress(next(drawn) / (2 * charts))

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


def _right(said: Month) -> Section:
    found = said.accuracy
    blocks: list[Block] = [
        Paragraph(found.sentence),
        Paragraph(found.reference_sentence, Tone.NOTE),
        Paragraph(found.verification.sentence),
        *(_at_points(said, point) for point in POINTS),
        _bounds(said),
        Chart("rolling", "Sensitivity and specificity over 28 days",
              charts.rolling(found.rolling["high_sensitivity"]), charts.WIDE,
              "Sensitivity and specificity of the last 28 days, day by day, with 95 % bands.",
              "Doubt counts as positive; against decisions and readers' final calls."),
        Chart("calibration", "Calibration", charts.calibration(found.calibration),
              charts.SQUARE,
              "Share fractured against the mean probability of each step.", "Bars are 95 % intervals."),
        *(_groups(f"By {title}", found.facets[facet]) for facet, title in _GROUPS),
        _groups("By model version", found.versions),
    ]  # fmt: skip
    blocks += [Heading("Without labels"), Paragraph(ASSUMES, Tone.NOTE), _estimates(said)]
    return Section("right", "Is it right?", tuple(blocks))


def _at_points(said: Month, point: str) -> Table:
    now, before = said.accuracy.points[point], said.before.points[point]
    names = ("sensitivity", "specificity", "ppv", "npv", "f1", "accuracy")
    titles = {"ppv": "PPV", "npv": "NPV", "f1": "F1"}
    rows: list[Row] = [
        (Cell(titles.get(name, name.capitalize())), _cell(getattr(now, name)), _cell(getattr(before, name)))
        for name in names
    ]
    for name in ("sensitivity", "specificity"):
        corrected = (each.verification.corrected[point][name] for each in (said.accuracy, said.before))
        rows.append((Cell(f"{name.capitalize()}, corrected"), *map(_cell, corrected)))
    rows.append((Cell("AUROC"), _cell(said.accuracy.auroc), _cell(said.before.auroc)))
    table = now.confusion
    return Table(
        (Column("Figure", 2), Column(said.title, 2), Column("The three months before", 2)),
        tuple(rows),
        f"{POINTS[point]} point",
        f"Fractured: {table.tp:,} found, {table.fn:,} missed; not fractured: {table.tn:,} cleared, "
        f"{table.fp:,} false alarms. Corrected: for who was verified (Begg and Greenes).",
    )  # fmt: skip


def _bounds(said: Month) -> Table:
    rows: list[Row] = []
    for point, title in POINTS.items():
        for name in ("sensitivity", "specificity"):
            cells = [
                Cell(_reach(bounds[point][name].worst, bounds[point][name].best))
                for bounds in (said.accuracy.verification.bounds, said.accuracy.verification.strict_bounds)
            ]
            rows.append((Cell(f"{title}: {name}"), *cells))
    return Table(
        (Column("Figure", 2), Column("Reference: decision or final call", 2), Column("Decisions alone", 2)),
        tuple(rows),
        "From the worst to the best case of the studies without a reference",
    )


def _reach(worst: float | None, best: float | None) -> str:
    return NONE if worst is None or best is None else f"{100 * worst:.1f} to {100 * best:.1f} %"


def _groups(title: str, groups: Iterable[Group]) -> Table:
    rows = [
        (
            Cell(_WORDS.get(group.name, group.name)),
            Cell(f"{group.studies:,}"),
            _cell(group.points["high_sensitivity"].sensitivity),
            _cell(group.points["high_sensitivity"].specificity),
            _cell(group.doubt),
        )
        for group in groups
    ]
    columns = (Column("", 1.4), Column("Studies", 0.8, numeric=True), Column("Sensitivity", 1.6),
               Column("Specificity", 1.6), Column("In doubt", 1.6))  # fmt: skip
    return Table(columns, tuple(rows), title, "Doubt counts as positive.")


def _estimates(said: Month) -> Table:
    rows = [
        (Cell(f"{each.since} to {each.until}", POINTS[each.point]), _cell(each.sensitivity),
         _cell(each.measured_sensitivity), _cell(each.specificity), _cell(each.measured_specificity))
        for each in said.estimates
    ]  # fmt: skip
    columns = (Column("Days", 1.4), Column("Sensitivity, estimated", 1.5), Column("measured", 1.5),
               Column("Specificity, estimated", 1.5), Column("measured", 1.5))  # fmt: skip
    return Table(columns, tuple(rows), "Estimated and measured")


def _helpful(said: Month) -> Section:
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
            "Readers are named by pseudonyms.",
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
        (Cell(name), Cell(f"{part.blind:,}"), _cell(part.followed_wrong), _cell(part.followed_right),
         Cell(f"{part.to_better:,} / {part.to_worse:,}"))
        for name, part in parts
    ]  # fmt: skip
    columns = (Column("", 1.6), Column("Reads", 0.7, numeric=True), Column("Wrong answer followed", 1.7),
               Column("Right answer taken up", 1.7), Column("Better / worse", 1, numeric=True))  # fmt: skip
    return Table(columns, tuple(rows), title)


def _before_after(title: str, parts: Iterable[tuple[str, Influence]]) -> Table:
    rows = [
        (Cell(name), _cell(part.sensitivity.before), _cell(part.sensitivity.after),
         _cell(part.specificity.before), _cell(part.specificity.after))
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


def _steady(said: Month, name_studies: bool) -> Section:
    found = said.shift
    rows = [
        (Cell(alarm.title), Cell(alarm.began_on.isoformat()), Cell(alarm.raised_on.isoformat()),
         Cell(f"{alarm.deviation:+.1f}".replace("-", "\u2212")), Cell(_driven_by(alarm, name_studies)))
        for alarm in found.alarms
    ]  # fmt: skip
    columns = (Column("Series", 2.4), Column("Since", 1), Column("Seen on", 1),
               Column("Deviations", 0.9, numeric=True), Column("Studies that drive it", 1.8))  # fmt: skip
    blocks: list[Block] = [Paragraph(found.sentence), Paragraph(found.method, Tone.NOTE)]
    if rows:
        blocks.append(Table(columns, tuple(rows), "Alarms"))
    if found.watched:
        blocks.append(
            Chart("series", "Daily series against what is usual", charts.series(found.watched),
                  charts.tall(found.watched), "Each series day by day, with its usual mean and deviation.",
                  "The band is the usual mean with two daily deviations either way; a line marks an alarm.")
        )  # fmt: skip
    return Section("steady", "Is something shifting?", tuple(blocks))


def _driven_by(alarm: Alarm, name_studies: bool) -> str:
    return ", ".join(map(str, alarm.studies[:6])) if name_studies else f"{len(alarm.studies)}"


def _quick(said: Month) -> Section:
    found = said.turnround
    named = (("To the analysis", found.analysis), ("To the first read", found.read),
             ("To the first read, positive", found.positive))  # fmt: skip
    columns = (Column("", 2), Column("Studies", 0.8, numeric=True), Column("Median", 0.9, numeric=True),
               Column("90 % within", 0.9, numeric=True), Column("Within the target", 1.8))  # fmt: skip
    blocks: list[Block] = [
        Paragraph(found.sentence),
        Table(columns, tuple(_waited(name, waits) for name, waits in named), "Minutes from arrival",
              f"The target is {found.target_minutes} minutes; the analysis is held against it too."),
        Chart("hours", "Read within the target, by weekday and hour", charts.hours(found.hours), charts.WIDE,
              "Share read within the target for each hour of the week.", "Empty: too few studies."),
        Chart("backlog", "Unread at the end of the day", charts.backlog(found.days), charts.LOW,
              "Unread studies at the end of each day."),
    ]  # fmt: skip
    if found.backwards:
        blocks.append(
            Paragraph(
                f"{found.backwards:,} waits run backwards: a clock jumped. They are in no figure.",
                Tone.WARNING,
            )
        )
    return Section("quick", "Is it quick?", tuple(blocks))


def _waited(name: str, waits: Waits) -> Row:
    median, ninetieth = (
        Cell(NONE if minutes is None else f"{minutes:.1f}") for minutes in (waits.median, waits.ninetieth)
    )
    return Cell(name), Cell(f"{waits.n:,}"), median, ninetieth, _cell(waits.in_target)


def _next(said: Month, name_studies: bool) -> Section:
    found = said.attention
    rows = [
        (Cell(str(each.study_id)), Cell(f"{each.created_at:%Y-%m-%d}"), Cell(each.why))
        for each in found.wanted
    ]
    blocks: list[Block] = [
        Paragraph(found.sentence),
        Bullets(
            (f"Disagreements without a decision: {found.disputes:,}.", f"Open recalls: {found.recalls:,}.")
        ),
    ]
    if rows and name_studies:
        columns = Column("Study", 0.7, numeric=True), Column("Came in", 0.9), Column("Why", 4)
        blocks.append(Table(columns, tuple(rows), "Most worth a label next"))
    return Section("next", "What should we look at next?", tuple(blocks))


def _cell(figure: Figure) -> Cell:
    return cell(figure.as_dict(), percent)
