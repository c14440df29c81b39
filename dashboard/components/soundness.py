"""Whether the heatmap can be believed: its boxes against marked ones, random layers, erased films."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.evaluation import Erasing, FoundBoxes, Randomised, read_boxes, read_erasing, read_randomised
from dashboard.components import abreast, charts, charts_soundness, layout, scrutiny_csv, tables
from dashboard.components.abreast import NONE
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import cell, spoken
from dashboard.components.tables import Cell, Column, Row

_BOXES = {
    "touched": "Marked boxes touched",
    "found": "Marked boxes found",
    "iou": "Best overlap, mean",
    "false_per_film": "False boxes per film",
}

_LEVELS = {"high_specificity": "solid boxes", "high_sensitivity": "all boxes"}


def boxes(networks: Sequence[Evaluated]) -> None:
    """Show how the boxes drawn around hot regions meet the marked ones."""
    known = abreast.with_part(networks, read_boxes)
    if not known:
        abreast.unmeasured("Boxes it draws", networks)
        return
    films = known[0][1]["high_specificity"].n
    layout.section(
        "Boxes it draws",
        f"Around regions of the heatmap, on {films:,} test films, against the boxes that are marked: one is"
        " found with an overlap of 0.3 or more, and false is a box that touches none. Solid boxes hold at the"
        " high-specificity level; all boxes, dotted ones too, at the high-sensitivity level.",
    )
    st.markdown(" ".join(boxes_meaning(network.name, found) for network, found in known))
    found = abreast.read(networks, read_boxes)
    rows = [
        Row((f"{label}, {which}", *(_box_cell(f, point, name) for f in found)))
        for point, which in _LEVELS.items()
        for name, label in _BOXES.items()
    ]
    tables.show(abreast.columns("Figure", networks), rows)
    charts.csv_button(lambda: _boxes_csv(known), "boxes")


def _box_cell(found: Mapping[str, FoundBoxes] | None, point: str, name: str) -> Cell:
    if found is None:
        return NONE
    return cell(getattr(found[point], name), percent=name in ("found", "touched"))


def boxes_meaning(name: str, found: Mapping[str, FoundBoxes]) -> str:
    """Say how many marked boxes are touched, and at what price."""
    sure, every = found["high_specificity"], found["high_sensitivity"]
    false = sure.false_per_film["value"]
    price = "" if false is None else f", and {false:.1f} of them a film touch nothing marked"
    return (
        f"{name}'s solid boxes touch {spoken(sure.touched)} of the marked ones{price}; with the dotted ones"
        f" it is {spoken(every.touched)}."
    )


def randomised(networks: Sequence[Evaluated]) -> None:
    """Show whether the heatmap changes when what was learnt is taken away."""
    known = abreast.with_part(networks, read_randomised)
    if not known:
        abreast.unmeasured("With layers made random", networks)
        return
    layout.section(
        "With layers made random",
        f"On {known[0][1].n:,} films. A heatmap that stays the same shows the film, not what was learnt from"
        " films (Adebayo et al. 2018).",
    )
    names = [network for network, _ in known]
    steps = [
        dict(zip(charts_soundness.made_random(part), (each for _, each in part.similarity), strict=True))
        for _, part in known
    ]
    charts.panel(
        charts_soundness.randomised(known),
        key="randomised",
        meaning=" ".join(randomised_meaning(network.name, part) for network, part in known),
        columns=abreast.columns("Made random", names),
        rows=abreast.rows(
            {name: name for part in steps for name in part}, steps, lambda f: cell(f, percent=False)
        ),
        download=lambda: scrutiny_csv.text(
            ("network", "made_random"),
            (
                (network.name, name, *scrutiny_csv.numbers(figure))
                for network, part in known
                for name, figure in part.similarity
            ),
        ),
    )


def randomised_meaning(name: str, part: Randomised) -> str:
    """Say how much of the heatmap is left when all layers named are random."""
    told = [(layers, each) for layers, each in part.similarity if each["value"] is not None]
    if not told:
        return f"{name}: not enough films to say."
    _, last = told[-1]
    kept = last["value"]
    verdict = "hardly depends" if kept > 0.7 else "depends in part" if kept > 0.3 else "depends"
    return (
        f"With all layers made random, the heatmap of {name} keeps a rank correlation of"
        f" {spoken(last, percent=False)} with itself: it {verdict} on what was learnt."
    )


def erasing(networks: Sequence[Evaluated]) -> None:
    """Show what erasing the hottest part of a film, or showing it alone, does to the answer."""
    known = abreast.with_part(networks, read_erasing)
    if not known:
        abreast.unmeasured("Erasing what is hot", networks)
        return
    layout.section(
        "Erasing what is hot",
        f"On {known[0][1].n:,} films (Petsiuk et al. 2018). Where the heatmap shows what counts, the"
        " probability falls at once as the hottest part is erased, and rises at once as it is shown.",
    )
    charts.panel(
        charts_soundness.erasing(known),
        key="erasing",
        meaning=" ".join(erasing_meaning(network.name, part) for network, part in known),
        columns=(
            Column("Share"),
            *(Column(word, numeric=True) for _ in known for word in ("Erased", "Shown")),
        ),
        over=(("", 1), *((network.name, 2) for network, _ in known)),
        rows=_erasing_rows([part for _, part in known]),
        download=lambda: charts.csv_text(
            ("network", "share", "erased", "alone_shown"),
            (
                (network.name, *point)
                for network, part in known
                for point in zip(part.fractions, part.deletion, part.insertion, strict=True)
            ),
        ),
    )


def erasing_meaning(name: str, part: Erasing) -> str:
    """Say whether erasing by the heatmap lowers the answer more than erasing at random."""
    ours, chance = part.deletion_area, part.random_deletion_area
    if ours["value"] is None or chance["value"] is None:
        return f"{name}: not enough films to say."
    lower = ours["value"] < chance["value"]
    sure = lower and None not in (ours["high"], chance["low"]) and ours["high"] < chance["low"]
    verdict = "marks" if sure else "may mark" if lower else "does not mark"
    return (
        f"Erased by its heatmap, {name} keeps an area of {spoken(ours, percent=False)},"
        f" {'less' if lower else 'no less'} than at random ({spoken(chance, percent=False)}): the heatmap"
        f" {verdict} what counts."
    )


def _erasing_rows(parts: Sequence[Erasing]) -> list[Row]:
    rows = [
        Row(
            (
                f"{fraction * 100:.0f} %",
                *(f"{values[place]:.3f}" for part in parts for values in (part.deletion, part.insertion)),
            )
        )
        for place, fraction in enumerate(parts[0].fractions)
    ]
    areas = (cell(f, percent=False) for p in parts for f in (p.deletion_area, p.insertion_area))
    by_chance = (c for p in parts for c in (cell(p.random_deletion_area, percent=False), Cell("\u2013")))
    return [*rows, Row(("Area", *areas)), Row(("Area, at random", *by_chance))]


def _boxes_csv(known: Sequence[tuple[Evaluated, Mapping[str, FoundBoxes]]]) -> str:
    return scrutiny_csv.text(
        ("network", "level", "figure"),
        (
            (network.name, point, name, *scrutiny_csv.numbers(getattr(found[point], name)))
            for network, found in known
            for point in _LEVELS
            for name in _BOXES
        ),
    )
