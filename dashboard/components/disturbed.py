"""The Robustness view: the same films turned, blurred, noisy, badly exposed."""

from collections.abc import Sequence

import streamlit as st

from core.evaluation import Disturbance, read_robustness
from dashboard.components import abreast, charts, charts_soundness, layout, scrutiny_csv, tables
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import Figure, interval, value
from dashboard.components.tables import Cell, Column, Row

_TITLE = "Disturbed films"
Found = Sequence[tuple[Evaluated, Disturbance]]


def robustness(networks: Sequence[Evaluated]) -> None:
    """Show what each disturbance costs at its worst, and one of them in full."""
    known = abreast.with_part(networks, read_robustness)
    if not known:
        abreast.unmeasured(_TITLE, networks)
        return
    first = known[0][1]
    layout.section(
        _TITLE,
        f"{first.n:,} test films, {first.n_fractured:,} of them fractured, at the high-sensitivity point.",
    )
    by_name = {
        curve.name: [(n, c) for n, part in known for c in part.curves if c.name == curve.name]
        for curve in first.curves
    }
    left, right = st.columns([2, 3], gap="large")
    with left:
        tables.show(_COLUMNS, [row for found in by_name.values() for row in _at_worst(found)])
        charts.csv_button(lambda: as_csv(list(by_name.values())), "robustness")
    with right:
        titles = {name: found[0][1].title for name, found in by_name.items()}
        chosen = st.segmented_control(
            "Disturbance", list(titles), default=next(iter(titles)), required=True, key="disturbance",
            format_func=titles.__getitem__, bind="query-params", label_visibility="collapsed",
        )  # fmt: skip
        _in_full(by_name[chosen])


_COLUMNS = (
    Column("Where it is worst"),
    Column("Sensitivity", numeric=True),
    Column("Specificity", numeric=True),
)


def _at_worst(found: Found) -> list[Row]:
    rows = []
    for network, curve in found:
        name = f"{curve.title}, {network.name}" if len(found) > 1 else curve.title
        place = worst(curve)
        if place is None:
            rows.append(Row((Cell(name), "\u2013", "\u2013")))
            continue
        at = Cell(name, below=f"at {curve.levels[place]:g}")
        changes = (_change(figures[0], figures[place]) for figures in (curve.sensitivity, curve.specificity))
        rows.append(Row((at, *changes)))
    return rows


def _change(before: Figure, after: Figure) -> Cell:
    return Cell(value(after), below=f"was {value(before)}")


def worst(curve: Disturbance) -> int | None:
    """Return the level at which sensitivity and specificity lose most together; None where none is judged."""
    losses = {
        place: before["value"] + other["value"] - s["value"] - c["value"]
        for before, other in [(curve.sensitivity[0], curve.specificity[0])]
        for place, (s, c) in enumerate(zip(curve.sensitivity, curve.specificity, strict=True))
        if place and None not in (before["value"], other["value"], s["value"], c["value"])
    }
    return max(losses, key=losses.__getitem__) if losses else None


def _in_full(found: Found) -> None:
    meaning = " ".join(disturbance_meaning(network.name, curve) for network, curve in found)
    st.markdown(meaning)
    charts.chart(charts_soundness.disturbed(found), key="disturbed", alt=meaning)
    over = (("", 1), *((network.name, 3) for network, _ in found))
    heads = ("Sensitivity", "Specificity", "AUROC")
    columns = (Column(found[0][1].title), *(Column(word, numeric=True) for _ in found for word in heads))
    rows = [
        Row((f"{level:g}", *(cell for _, curve in found for cell in _at(curve, place))))
        for place, level in enumerate(found[0][1].levels)
    ]
    tables.show(columns, rows, over=over)


def _at(curve: Disturbance, place: int) -> list[Cell]:
    figures = ((curve.sensitivity, True), (curve.specificity, True), (curve.auroc, False))
    return [
        Cell(value(f[place], percent=percent), below=interval(f[place], percent=percent))
        for f, percent in figures
    ]


def disturbance_meaning(name: str, curve: Disturbance) -> str:
    """Say what the worst level of a disturbance costs."""
    place = worst(curve)
    if place is None:
        return f"{name}: too few films to say."
    level = f"{curve.levels[place]:g}"
    return (
        f"{name} suffers most at {level}: sensitivity goes from {value(curve.sensitivity[0])} to"
        f" {value(curve.sensitivity[place])}, specificity from {value(curve.specificity[0])} to"
        f" {value(curve.specificity[place])}."
    )


def as_csv(found: Sequence[Found]) -> str:
    """Return every figure at every level."""
    return scrutiny_csv.text(
        ("network", "disturbance", "unit", "level", "figure"),
        (
            (network.name, curve.name, curve.unit, level, what, *scrutiny_csv.numbers(figures[place]))
            for each in found
            for network, curve in each
            for what in ("sensitivity", "specificity", "auroc")
            for figures in [getattr(curve, what)]
            for place, level in enumerate(curve.levels)
        ),
    )
