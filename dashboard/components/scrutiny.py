"""The second half of the Validation page: where a network looks, what it might live on, what else it tells.

Versions from before these figures were made show a dash; a section without any figure is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from core.evaluation import (
    PointedMap,
    Subset,
    Trait,
    read_calibration,
    read_confounders,
    read_pointing,
    read_regions,
    read_traits,
)
from dashboard.components import layout, tables
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import Metrics, cell
from dashboard.components.tables import Cell, Column, Row

_MAPS = {
    "gradcam": "Grad-CAM, as shown",
    "gradcam_pp": "Grad-CAM++",
    "grid": "The map trained on boxes",
    "centre": "The film's centre, for chance",
}
_SUBSETS = {
    "all": "All test films",
    "without_hardware": "Without hardware",
    "small_scans": "Small scans only",
    "masked_border": "Border blacked out",
    "single_views": "One view a picture",
}
_NONE = Cell("\u2013")
Part = TypeVar("Part")


def calibration(networks: Sequence[Evaluated]) -> None:
    """Show what calibrating on the validation films changed on the test films."""
    found = _read(networks, read_calibration)
    if not any(found):
        return
    layout.section(
        "Before and after calibrating", "The network's own output against the calibrated probability."
    )
    rows = [
        Row((label, *(_NONE if f is None else cell(getattr(f, name), percent=False) for f in found)))
        for label, name in (
            ("Brier score, before", "brier_before"),
            ("Brier score, after", "brier_after"),
            ("Calibration error, before", "ece_before"),
            ("Calibration error, after", "ece_after"),
        )
    ]
    tables.show(_columns("Figure", networks), rows)


def pointing(networks: Sequence[Evaluated]) -> None:
    """Show how often each map's highest point lies on a marked fracture."""
    found = _read(networks, read_pointing)
    known = [game for game in found if game is not None]
    if not known:
        return
    layout.section(
        "Where it looks",
        f"On {known[0].n:,} fractured test films: how often a map's highest point is in a marked fracture, or"
        f" within {known[0].tolerance * 100:.0f} % of the film's longer side of one.",
    )
    by_network = [None if game is None else game.maps for game in found]
    tables.show(_columns("Map", networks), _rows(_MAPS, by_network, _pointed))


def subsets(networks: Sequence[Evaluated]) -> None:
    """Show the AUROC where a shortcut is taken away, and by region."""
    parts, regions = _read(networks, read_confounders), _read(networks, read_regions)
    if not any(parts) and not any(regions):
        return
    layout.section(
        "Does it live on shortcuts?",
        "AUROC on parts of the test films. Hardware, large scans and marks at the border go with fractures in"
        " this data set; a network that lived on them would fall without them.",
    )
    names = [name for found in regions if found for name in found]
    by_region = {name: name.capitalize() for name in dict.fromkeys(names)}
    rows = _rows(_SUBSETS, parts, _ranked)
    if by_region:
        rows += [Row((Cell("By region"),), group=True), *_rows(by_region, regions, _ranked)]
    tables.show(_columns("Films", networks), rows)


def traits(networks: Sequence[Evaluated]) -> None:
    """Show how well region, view and hardware are told."""
    found = _read(networks, read_traits)
    if not any(found):
        return
    layout.section("What else it tells", "AUROC of what each network says of a film besides the fracture.")
    names = {name: name.capitalize() for told in found if told for name in told}
    tables.show(_columns("Says", networks), _rows(names, found, _told))


def _read(networks: Sequence[Evaluated], reader: Callable[[Metrics], Part]) -> list[Part]:
    return [reader(network.metrics) for network in networks]


def _columns(first: str, networks: Sequence[Evaluated]) -> tuple[Column, ...]:
    return (Column(first), *(Column(network.name, numeric=True) for network in networks))


def _rows(
    labels: Mapping[str, str], found: Sequence[Mapping[str, Any] | None], shown: Callable[[Any], Cell]
) -> list[Row]:
    """One row a label that any network has; a dash where one has none."""
    return [
        Row((label, *(shown(part[key]) if part and key in part else _NONE for part in found)))
        for key, label in labels.items()
        if any(part and key in part for part in found)
    ]


def _pointed(part: PointedMap) -> Cell:
    return cell(part.share)


def _ranked(part: Subset) -> Cell:
    shown = cell(part.auroc, percent=False)
    return Cell(shown.text, quiet=f"{part.n_fractured:,} of {part.n:,} fractured", below=shown.below)


def _told(part: Trait) -> Cell:
    shown = cell(part.auroc, percent=False)
    return Cell(shown.text, quiet=f"{part.n_positive:,} of {part.n:,}", below=shown.below)
