"""Networks side by side: one column of a table each, a dash where one has no such figure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from dashboard.components import layout
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import Metrics
from dashboard.components.tables import Cell, Column, Row

NONE = Cell("\u2013")
Part = TypeVar("Part")


def read(networks: Sequence[Evaluated], reader: Callable[[Metrics], Part]) -> list[Part]:
    """Return what a reader finds in each network's figures."""
    return [reader(network.metrics) for network in networks]


def with_part(
    networks: Sequence[Evaluated], reader: Callable[[Metrics], Part | None]
) -> list[tuple[Evaluated, Part]]:
    """Return the networks that have a part, with it."""
    found = [(network, reader(network.metrics)) for network in networks]
    return [(network, part) for network, part in found if part is not None]


def columns(first: str, networks: Sequence[Evaluated]) -> tuple[Column, ...]:
    """Return a column for what a row is, and one a network."""
    return (Column(first), *(Column(network.name, numeric=True) for network in networks))


def rows(
    labels: Mapping[str, str], found: Sequence[Mapping[str, Any] | None], shown: Callable[[Any], Cell]
) -> list[Row]:
    """Return one row a label that any network has; a dash where one has none."""
    return [
        Row((label, *(shown(part[key]) if part and key in part else NONE for part in found)))
        for key, label in labels.items()
        if any(part and key in part for part in found)
    ]


def unmeasured(title: str, networks: Sequence[Evaluated]) -> None:
    """Say in place of a section that none of these versions has its figures."""
    layout.section(title, f"Not measured for {'these versions' if len(networks) > 1 else 'this version'}.")
