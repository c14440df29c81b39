"""Is it right: both operating points, over time, by group, and estimated without labels."""

from collections.abc import Iterable

from core.evaluation.titles import POINT_TITLES
from core.monitoring.accuracy import Group
from core.monitoring.estimating import ASSUMES
from core.monitoring.monthly import Month, charts
from core.monitoring.monthly.sections.cells import share
from core.reporting.blocks import Block, Cell, Chart, Column, Heading, Paragraph, Row, Section, Table, Tone
from core.reporting.words import NONE

_GROUPS = (("region", "region"), ("view", "view"), ("site", "site"), ("device", "device"), ("age", "age"),
           ("mode", "mode of reading"))  # fmt: skip
_WORDS = {"blind_first": "blind first", "concurrent": "answer in view"}


def build(said: Month) -> Section:
    """Return the section."""
    found = said.accuracy
    blocks: list[Block] = [
        Paragraph(found.sentence),
        Paragraph(found.reference_sentence, Tone.NOTE),
        Paragraph(found.verification.sentence),
        *(_at_points(said, point) for point in POINT_TITLES),
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
        (Cell(titles.get(name, name.capitalize())), share(getattr(now, name)), share(getattr(before, name)))
        for name in names
    ]
    for name in ("sensitivity", "specificity"):
        corrected = (each.verification.corrected[point][name] for each in (said.accuracy, said.before))
        rows.append((Cell(f"{name.capitalize()}, corrected"), *map(share, corrected)))
    rows.append((Cell("AUROC"), share(said.accuracy.auroc), share(said.before.auroc)))
    table = now.confusion
    return Table(
        (Column("Figure", 2), Column(said.title, 2), Column("The three months before", 2)),
        tuple(rows),
        f"{POINT_TITLES[point]} point",
        f"Fractured: {table.tp:,} found, {table.fn:,} missed; not fractured: {table.tn:,} cleared, "
        f"{table.fp:,} false alarms. Corrected: for who was verified (Begg and Greenes).",
    )  # fmt: skip


def _bounds(said: Month) -> Table:
    rows: list[Row] = []
    for point, title in POINT_TITLES.items():
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
            share(group.points["high_sensitivity"].sensitivity),
            share(group.points["high_sensitivity"].specificity),
            share(group.doubt),
        )
        for group in groups
    ]
    columns = (Column("", 1.4), Column("Studies", 0.8, numeric=True), Column("Sensitivity", 1.6),
               Column("Specificity", 1.6), Column("In doubt", 1.6))  # fmt: skip
    return Table(columns, tuple(rows), title, "Doubt counts as positive.")


def _estimates(said: Month) -> Table:
    rows = [
        (Cell(f"{each.since} to {each.until}", POINT_TITLES[each.point]), share(each.sensitivity),
         share(each.measured_sensitivity), share(each.specificity), share(each.measured_specificity))
        for each in said.estimates
    ]  # fmt: skip
    columns = (Column("Days", 1.4), Column("Sensitivity, estimated", 1.5), Column("measured", 1.5),
               Column("Specificity, estimated", 1.5), Column("measured", 1.5))  # fmt: skip
    return Table(columns, tuple(rows), "Estimated and measured")
