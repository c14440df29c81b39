"""The numbers behind the tables of `scrutiny`, as CSV: one figure a line."""

from collections.abc import Iterable, Iterator, Sequence

from core.evaluation import (
    read_calibration,
    read_confounders,
    read_pointing,
    read_recalibration,
    read_regions,
    read_traits,
)
from dashboard.components.abreast import with_part
from dashboard.components.charts import csv_text
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import Figure

_END = ("value", "low", "high", "n", "method", "note")
Line = tuple[object, ...]


def numbers(figure: Figure) -> Line:
    """Return a figure as the last fields of a line."""
    return tuple(figure[key] for key in _END)


def text(head: Sequence[str], lines: Iterable[Line]) -> str:
    """Return lines that end with a figure as CSV."""
    return csv_text((*head, *_END), lines)


def calibration(networks: Sequence[Evaluated]) -> str:
    """Return Brier score and calibration error, slope, intercept and the Brier score's parts."""
    return text(("network", "figure"), _calibration(networks))


def pointing(networks: Sequence[Evaluated]) -> str:
    """Return the pointing game by map."""
    return text(
        ("network", "map", "figure"),
        (
            (network.name, name, what, *numbers(figure))
            for network, game in with_part(networks, read_pointing)
            for name, part in game.maps.items()
            for what, figure in (("share", part.share), ("energy", part.energy))
            if figure is not None
        ),
    )


def subsets(networks: Sequence[Evaluated]) -> str:
    """Return the AUROC on parts of the test films."""
    return text(
        ("network", "films", "n_films", "n_fractured"),
        (
            (network.name, name, part.n, part.n_fractured, *numbers(part.auroc))
            for reader in (read_confounders, read_regions)
            for network, found in with_part(networks, reader)
            for name, part in found.items()
        ),
    )


def traits(networks: Sequence[Evaluated]) -> str:
    """Return how well each trait is told."""
    return text(
        ("network", "trait", "figure"),
        (
            (network.name, name, what, *numbers(getattr(trait, what)))
            for network, found in with_part(networks, read_traits)
            for name, trait in found.items()
            for what in ("auroc", "sensitivity", "specificity")
        ),
    )


def _calibration(networks: Sequence[Evaluated]) -> Iterator[Line]:
    for network, change in with_part(networks, read_calibration):
        for name in ("brier_before", "brier_after", "ece_before", "ece_after"):
            yield (network.name, name, *numbers(getattr(change, name)))
    for network, left in with_part(networks, read_recalibration):
        yield (network.name, "slope", *numbers(left.slope))
        yield (network.name, "intercept", *numbers(left.intercept))
        for name, part in (left.decomposition or {}).items():
            yield (network.name, f"brier_{name}", part, None, None, network.metrics["n"], "", "")
