"""Section 7: whether the model looks at fractures, and whether its maps say so truly."""

from functools import partial
from typing import Any

from core.evaluation.titles import MAPS, POINT_TITLES
from core.reporting.blocks import Block, Cell, Chart, Column, Heading, Paragraph, Row, Section, Table
from core.reporting.charts import stress
from core.reporting.charts.style import WIDTH
from core.reporting.evidence import Evidence, at, entries, items
from core.reporting.words import (
    cell,
    count,
    decimal,
    difference,
    figures,
    methods,
    missing,
    number,
    percent,
    ratio,
)

ID = "looking"


def build(evidence: Evidence) -> Section:
    """Return the section."""
    parts = (
        ("The pointing game", _pointing),
        ("Boxes found against boxes marked", _boxes),
        ("Maps of a network whose layers are made random", _randomised),
        ("Deleting and inserting what the map marks", _erasing),
        ("What else it says of a film", _traits),
    )
    blocks = [block for title, made in parts for block in (Heading(title), *made(evidence))]
    return Section(ID, "Where it looks", tuple(blocks))


def _pointing(evidence: Evidence) -> tuple[Block, ...]:
    game = evidence.at("pointing")
    if game is None:
        return (missing(),)
    words = (
        f"On {count(at(game, 'n'))} fractured films with marked fractures: a hit is a map whose highest "
        f"point lies in a marked box, or within {number(at(game, 'tolerance'), percent)} of the film's "
        "longer side of one (Zhang et al. 2018). Energy is the share of the map inside the boxes (Wang et "
        "al. 2020)."
    )
    columns = (
        Column("Map", 1.6),
        Column("Hits", 0.6, numeric=True),
        Column("Share of hits", 1.4, numeric=True),
        Column("Energy in boxes", 1.4, numeric=True),
        Column("Hits against Grad-CAM", 1.5, numeric=True),
    )
    maps = entries(game, "maps")
    rows: tuple[Row, ...] = tuple(
        (
            Cell(MAPS.get(name, name), strong=True),
            Cell(count(at(each, "hits"))),
            cell(at(each, "share"), percent),
            Cell("none", "a point has no energy") if name == "centre" else cell(at(each, "energy"), percent),
            Cell("itself")
            if name == "gradcam"
            else cell(at(game, "against_gradcam", name, "share"), difference),
        )
        for name, each in maps
    )
    note = methods(at(each, key) for _, each in maps for key in ("share", "energy"))
    even = (("Energy that an even map would have", at(game, "boxes_cover"), percent),)
    return Paragraph(words), Table(columns, rows, "The pointing game", note), figures(even, "For comparison")


def _boxes(evidence: Evidence) -> tuple[Block, ...]:
    found = evidence.at("boxes")
    if found is None:
        return (missing(),)
    return tuple(_boxes_at(found, point) for point in POINT_TITLES)


def _boxes_at(found: Any, point: str) -> Block:
    rows = (
        ("Marked boxes that a found box touches", at(found, point, "touched"), percent),
        ("Marked boxes found (IoU of 0.3 or more)", at(found, point, "found"), percent),
        ("Mean IoU of the best found box", at(found, point, "iou"), decimal),
        ("Found boxes a film that touch no marked one", at(found, point, "false_per_film"), ratio),
    )
    level = number(at(found, point, "level"), ratio)
    name = point.replace("_", "-")
    return figures(
        rows, f"Boxes on {count(at(found, 'n'))} films, at the {name} level, {level} of the heatmap"
    )


def _randomised(evidence: Evidence) -> tuple[Block, ...]:
    found = evidence.at("randomised")
    if found is None:
        return (missing(),)
    rows = [
        (f"Random: {at(each, 'layers')}", at(each, "rank_correlation"), decimal)
        for each in items(found, "similarity")
    ]
    note = (
        "Rank correlation with the map of the trained network. A map that stays the same when the network "
        "is made random says nothing of the network (Adebayo et al. 2018)."
    )
    return (figures(rows, f"Layers made random from the top down, on {count(at(found, 'n'))} films", note),)


def _erasing(evidence: Evidence) -> tuple[Block, ...]:
    found = evidence.at("erasing")
    if found is None:
        return (missing(),)
    chart = Chart(
        "erasing",
        "Deletion and insertion",
        partial(stress.erasing, found=found),
        (WIDTH, 2.7),
        "Mean probability of a fracture over the share of the film deleted, and inserted",
        f"n {count(at(found, 'n'))} films. A map that marks what the network uses makes the probability "
        "fall early when it is deleted and rise early when it is inserted (Petsiuk et al. 2018).",
    )
    rows = (
        ("Area under deletion (less is better)", at(found, "deletion_area"), decimal),
        ("The same, deleting at random", at(found, "random_deletion_area"), decimal),
        ("Area under insertion (more is better)", at(found, "insertion_area"), decimal),
    )
    return chart, figures(rows, "Deletion and insertion in figures")


def _traits(evidence: Evidence) -> tuple[Block, ...]:
    told = entries(evidence.metrics, "traits")
    if not told:
        return (missing(),)
    columns = (
        Column("Says", 1.2),
        Column("Films, with it", 1, numeric=True),
        *(Column(title, 1.5, numeric=True) for title in ("AUROC", "Sensitivity", "Specificity")),
    )
    rows: tuple[Row, ...] = tuple(
        (Cell(name.capitalize(), strong=True), *_trait(part)) for name, part in told
    )
    note = methods(at(part, key) for _, part in told for key in ("auroc", "sensitivity"))
    return (Table(columns, rows, "Region, view and hardware as told from the film, at 0.5", note),)


def _trait(part: Any) -> Row:
    return (
        Cell(f"{count(at(part, 'n'))}, {count(at(part, 'n_positive'))}"),
        cell(at(part, "auroc"), decimal),
        cell(at(part, "sensitivity"), percent),
        cell(at(part, "specificity"), percent),
    )
