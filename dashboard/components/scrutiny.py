"""Where a network looks, what it might live on, what else it tells, and what calibrating changed.

Versions from before these figures were made show a dash; a section without any figure is left out.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.evaluation import (
    MAPS,
    SUBSETS,
    PointedMap,
    Recalibration,
    Subset,
    Trait,
    read_calibration,
    read_confounders,
    read_pointing,
    read_recalibration,
    read_regions,
    read_traits,
)
from dashboard.components import abreast, charts, layout, scrutiny_csv, tables
from dashboard.components.abreast import NONE
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import cell, value
from dashboard.components.tables import Cell, Row

_CHANGES = {
    "brier_before": "Brier score, before",
    "brier_after": "Brier score, after",
    "ece_before": "Calibration error, before",
    "ece_after": "Calibration error, after",
}
_LEFT = {"slope": "Slope (1 is perfect)", "intercept": "Intercept (0 is perfect)"}
_PARTS = {
    "reliability": "Brier: miscalibration (lower is better)",
    "resolution": "Brier: telling films apart (higher is better)",
    "uncertainty": "Brier: how mixed the films are",
    "within_bins": "Brier: within the bins",
}


def calibration(networks: Sequence[Evaluated]) -> None:
    """Show what calibrating on the validation films changed on test films, and what is left to correct."""
    found, left = abreast.read(networks, read_calibration), abreast.read(networks, read_recalibration)
    if not any(found) and not any(left):
        return
    layout.section(
        "Before and after calibrating", "The network's own output against the calibrated probability."
    )
    before, after = st.columns(2, gap="large")
    if any(found):
        with before:
            tables.show(abreast.columns("Figure", networks), _figures(found, _CHANGES))
    if any(left):
        with after:
            rows = [*_figures(left, _LEFT), *_decomposed(left)]
            tables.show(abreast.columns("Left to correct", networks), rows)
    charts.csv_button(lambda: scrutiny_csv.calibration(networks), "calibration")


def pointing(networks: Sequence[Evaluated]) -> None:
    """Show how often each map's highest point lies on a marked fracture."""
    known = abreast.with_part(networks, read_pointing)
    if not known:
        abreast.unmeasured("Where it looks", networks)
        return
    first = known[0][1]
    layout.section(
        "Where it looks",
        f"On {first.n:,} fractured test films: how often a map's highest point is in a marked fracture, or"
        f" within {first.tolerance * 100:.0f} % of the film's longer side of one; inside: how much of the map"
        " is.",
    )
    st.markdown(" ".join(_points_at(network.name, game.n, game.maps) for network, game in known))
    found = abreast.read(networks, read_pointing)
    by_network = [None if game is None else game.maps for game in found]
    tables.show(abreast.columns("Map", networks), abreast.rows(MAPS, by_network, _pointed))
    charts.csv_button(lambda: scrutiny_csv.pointing(networks), "pointing")


def subsets(networks: Sequence[Evaluated]) -> None:
    """Show the AUROC where a shortcut is taken away, and by region."""
    parts = abreast.read(networks, read_confounders)
    regions = abreast.read(networks, read_regions)
    if not any(parts) and not any(regions):
        return
    layout.section(
        "Does it live on shortcuts?",
        "AUROC on parts of the test films. Hardware, large scans, burned-in marks and what stands at the"
        " border go with fractures in many data sets; a network that lived on them would fall without them.",
    )
    names = [name for found in regions if found for name in found]
    by_region = {name: name.capitalize() for name in dict.fromkeys(names)}
    rows = abreast.rows(SUBSETS, parts, _ranked)
    if by_region:
        rows += [Row((Cell("By region"),), group=True), *abreast.rows(by_region, regions, _ranked)]
    tables.show(abreast.columns("Films", networks), rows)
    charts.csv_button(lambda: scrutiny_csv.subsets(networks), "subsets")


def traits(networks: Sequence[Evaluated]) -> None:
    """Show how well region, view and hardware are told."""
    found = abreast.read(networks, read_traits)
    if not any(found):
        return
    layout.section("What else it tells", "AUROC of what each network says of a film besides the fracture.")
    names = {name: name.capitalize() for told in found if told for name in told}
    tables.show(abreast.columns("Says", networks), abreast.rows(names, found, _told))
    charts.csv_button(lambda: scrutiny_csv.traits(networks), "traits")


def _figures(found: Sequence[object | None], names: Mapping[str, str]) -> list[Row]:
    return [
        Row((label, *(NONE if part is None else cell(getattr(part, name), percent=False) for part in found)))
        for name, label in names.items()
    ]


def _decomposed(left: Sequence[Recalibration | None]) -> list[Row]:
    parts = [None if r is None else r.decomposition for r in left]
    return abreast.rows(_PARTS, parts, lambda number: Cell(f"{number:.4f}"))


def _points_at(name: str, n: int, maps: Mapping[str, PointedMap]) -> str:
    shown, centre = maps.get("gradcam"), maps.get("centre")
    if shown is None:
        return ""
    against = f"; the middle of the film would be in {centre.hits:,}" if centre else ""
    return f"The heatmap of {name} points at a marked fracture in {shown.hits:,} of {n:,} films{against}."


def _pointed(part: PointedMap) -> Cell:
    shown = cell(part.share)
    inside = "" if part.energy is None else f"{value(part.energy)} inside"
    return Cell(shown.text, quiet=inside, below=shown.below)


def _ranked(part: Subset) -> Cell:
    shown = cell(part.auroc, percent=False)
    return Cell(shown.text, quiet=f"{part.n_fractured:,} of {part.n:,} fractured", below=shown.below)


def _told(part: Trait) -> Cell:
    shown = cell(part.auroc, percent=False)
    return Cell(shown.text, quiet=f"{part.n_positive:,} of {part.n:,}", below=shown.below)
