"""What the figures of "Is it right?" are worth: against the reports, calibration, and missing references."""

from collections.abc import Iterator, Mapping

import streamlit as st

from core.evaluation import POINT_TITLES
from core.monitoring import (
    FEWEST,
    Accuracy,
    Behind,
    Bounds,
    CalibrationBin,
    Figure,
    Group,
    Kept,
    Kind,
    compared,
    missing,
    of,
)
from core.records import POINTS, Band, Call
from dashboard.components import layout, tables
from dashboard.components.performance import charts_right, drill, views
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.parts import NUMBERS, Block, block, file, numbers, rate
from dashboard.components.performance.reports import NAMES, Report, only_report
from dashboard.components.tables import Cell, Column, Row
from dashboard.components.verdict import percent
from dashboard.theme import BANDS, CALLS

_WORDS = {
    Kept.BELOW: "▼ Lower here: the intervals don't meet",
    Kept.ABOVE: "▲ Higher here: the intervals don't meet",
    Kept.OVERLAPS: "● No clear difference: the intervals overlap",
    Kept.UNKNOWN: "Can't be compared",
}
_BOTH = ("sensitivity", "specificity")


def against_reports(asked: Asked, found: Accuracy, known: Mapping[str, Report]) -> None:
    """Hold each version's figures against those of its own validation report."""
    layout.section(
        "Against the validation report", "Each version against the report of that very version, by its films."
    )
    unknown = [group.name for group in found.versions if group.name not in known]
    if unknown:
        st.markdown(
            f"The model store has no validation report of {', '.join(unknown)}: nothing to hold it against."
        )
    groups = [group for group in found.versions if group.name in known]
    if not groups:
        return
    lines = [(group.name, *line) for group in groups for line in _compared(group, known[group.name])]
    rows: list[Row] = []
    for group in groups:
        rows.append(Row((group.name,), group=True))
        rows += [
            Row((title, rate(here, percent=share), rate(report, percent=share), _WORDS[word]))
            for title, here, report, word, share in _compared(group, known[group.name])
        ]
    columns = (
        Column("Figure"),
        Column("Here", numeric=True),
        Column("Report", numeric=True),
        Column("In words"),
    )
    tables.show(columns, rows)
    head = (
        "version",
        "figure",
        *(f"here_{n}" for n in NUMBERS),
        *(f"report_{n}" for n in NUMBERS),
        "compared",
    )
    file(
        asked, "against_report", head,
        [(name, title, *numbers(here), *numbers(there), word) for name, title, here, there, word, _ in lines],
    )  # fmt: skip


def _compared(group: Group, report: Report) -> Iterator[tuple[str, Figure, Figure, Kept, bool]]:
    for point in POINTS:
        for name in _BOTH:
            here, there = of(group, point, name), report.promised.points[point][name]
            title = f"{NAMES[name]}, {POINT_TITLES[point].lower()} point"
            yield title, here, there, compared(here, there), True
    here, there = group.auroc or missing(0, "None yet."), report.promised.auroc
    yield "AUROC", here, there, compared(here, there), False


def calibration(asked: Asked, found: Accuracy, known: Mapping[str, Report]) -> None:
    """Show what a probability is worth, with the operating points where one version gave all answers."""
    layout.section(
        "Calibration",
        "Of studies given a probability, the share that has a fracture; on the line both agree.",
    )
    labels = {each: _between(each) for each in found.calibration}
    drawn = [each for each in found.calibration if each.fractured.drawable]
    report = only_report(found, known)
    thresholds: dict[str, float] = {}
    if report:
        thresholds = {POINT_TITLES[point]: getattr(report.thresholds, point) for point in POINTS}
    n = sum(each.fractured.n for each in found.calibration)
    few = len(found.calibration) - len(drawn)
    block(
        asked,
        Block(
            key="calibration",
            figure=charts_right.calibration(found.calibration, labels, thresholds) if drawn else None,
            refused="No step of the probability holds enough studies with a reference.",
            meaning=f"n = {n:,} studies with a reference."
            + (f" {few} steps of the probability hold too few to be drawn." if few else ""),
            columns=(Column("Probability"), Column("Mean", numeric=True), Column("Fractured", numeric=True)),
            rows=[
                Row((labels[each], f"{100 * each.mean_probability:.1f} %", rate(each.fractured)))
                for each in found.calibration
            ],
            head=("from", "to", "mean_probability", *NUMBERS),
            lines=[
                (each.low, each.high, each.mean_probability, *numbers(each.fractured))
                for each in found.calibration
            ],
            points={
                labels[each]: Behind(probability=(each.low, each.high), answered=True, known=True)
                for each in found.calibration
            },
        ),
    )


def _between(each: CalibrationBin) -> str:
    return f"{100 * each.low:g}\u2013{100 * each.high:g} %"


def verification(asked: Asked, found: Accuracy) -> None:
    """Name the verification bias: who has a reference, and what the rest could do to the figures."""
    layout.section("Verification: what a missing reference hides", found.verification.sentence)
    st.markdown(
        "Disputed studies are decided far more often than the others, so the decided ones are the difficult "
        "ones. **Corrected** (Begg and Greenes) takes each kind of study for what its decided ones are. "
        "**Worst to best case** lets every study without a reference speak against the model, then for it."
    )
    rows, lines = _verified(found)
    columns = (
        "Decisions and calls",
        "Decided only",
        "Corrected",
        "Worst to best case",
        "With decisions alone",
    )
    tables.show((Column("Figure"), *(Column(title, numeric=True) for title in columns)), rows)
    points = _kinds(found)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        file(asked, "verification", ("point", "figure", "reference", *NUMBERS), lines)
        drill.choice(asked, key="verification", points=points)
        st.button(
            "Estimates without labels", on_click=views.go_to, args=("Is it shifting?",), type="tertiary",
            icon=":material/arrow_forward:",
        )  # fmt: skip
    drill.studies(asked, key="verification", points=points)
    with st.expander("Which kinds of study have a decision"):
        _kind_table(asked, found)


def _verified(found: Accuracy) -> tuple[list[Row], list[tuple[object, ...]]]:
    rows: list[Row] = []
    lines: list[tuple[object, ...]] = []
    checked = found.verification
    for point in POINTS:
        for name in _BOTH:
            plain: Figure = getattr(found.points[point], name)
            figures = {
                "plain": plain,
                "decided_only": checked.decided_only[point][name],
                "corrected": checked.corrected[point][name],
            }
            bounds = {
                "bounds": checked.bounds[point][name],
                "strict_bounds": checked.strict_bounds[point][name],
            }
            title = f"{NAMES[name]}, {POINT_TITLES[point].lower()} point"
            rows.append(
                Row(
                    (
                        title,
                        *map(rate, figures.values()),
                        *(_reach(each, found.answered) for each in bounds.values()),
                    )
                )
            )
            lines += [(point, name, kind, *numbers(figure)) for kind, figure in figures.items()]
            lines += [(point, name, kind, None, each.worst, each.best, None) for kind, each in bounds.items()]
    return rows, lines


def _reach(bounds: Bounds, answered: int) -> Cell:
    if bounds.worst is None or bounds.best is None or answered < FEWEST:
        return Cell("\u2013", below=f"Too few: {answered:,} studies." if answered else "None yet.")
    return Cell(f"{100 * bounds.worst:.1f}\u2013{100 * bounds.best:.1f} %")


def _kinds(found: Accuracy) -> dict[str, Behind]:
    points = {"Answered, without a decision": Behind(answered=True, references=frozenset({""}))}
    for kind in found.verification.kinds:
        points[_kind(kind)] = Behind(
            bands=frozenset({kind.band}),
            calls=frozenset({kind.call}),
            disputed=kind.disputed,
            settled=kind.settled,
        )
    return points


def _kind(kind: Kind) -> str:
    words = f"{BANDS[Band(kind.band)].word}, reader {CALLS[Call(kind.call)].lower()}"
    if kind.disputed:
        return f"{words}, in dispute"
    return f"{words}, dispute ended" if kind.settled else words


def _kind_table(asked: Asked, found: Accuracy) -> None:
    kinds = found.verification.kinds
    columns = ("Studies", "Decided", "Share decided", "Fractured, of the decided")
    tables.show(
        (Column("Model and reader"), *(Column(title, numeric=True) for title in columns)),
        [
            Row(
                (
                    _kind(kind),
                    f"{kind.n:,}",
                    f"{kind.decided:,}",
                    percent(kind.decided / kind.n),
                    f"{kind.fractured:,}",
                )
            )
            for kind in kinds
        ],
    )
    file(
        asked, "verification_kinds", ("band", "call", "disputed", "studies", "decided", "fractured"),
        [(k.band, k.call, k.disputed, k.n, k.decided, k.fractured) for k in kinds],
    )  # fmt: skip
