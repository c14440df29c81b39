"""What a report is made from, and how it is asked of dicts that may lack any key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.reporting.blocks import Picture
from core.reporting.words import Figure


@dataclass(frozen=True, slots=True)
class Evidence:
    """metrics.json and card.json of a version; the comparison with another network; pictures of failures."""

    metrics: Mapping[str, Any]
    card: Mapping[str, Any]
    comparison: Mapping[str, Any] | None = None
    pictures: tuple[Picture, ...] = ()

    def at(self, *keys: str) -> Any:
        """Return what stands under these keys of the metrics, None where there is nothing."""
        return at(self.metrics, *keys)

    def carded(self, *keys: str) -> Any:
        """Return what stands under these keys of the card, None where there is nothing."""
        return at(self.card, *keys)

    @property
    def name(self) -> str:
        """The model and its version."""
        parts = (self.at("model") or self.carded("name"), self.at("version") or self.carded("version"))
        return " ".join(str(part) for part in parts if part) or "Unnamed model"


def at(mapping: Any, *keys: str) -> Any:
    """Return what stands under nested keys, None where one of them is missing."""
    for key in keys:
        if not isinstance(mapping, Mapping):
            return None
        mapping = mapping.get(key)
    return mapping


def items(mapping: Any, *keys: str) -> list[Any]:
    """Return the list that stands under nested keys, empty where there is none."""
    found = at(mapping, *keys)
    return list(found) if isinstance(found, list | tuple) else []


def entries(mapping: Any, *keys: str) -> list[tuple[str, Any]]:
    """Return the pairs of the mapping that stands under nested keys, empty where there is none."""
    found = at(mapping, *keys)
    return list(found.items()) if isinstance(found, Mapping) else []


def walk(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Figure]]:
    """Yield each figure below a node with the path to it; a member of a list goes by its title or number."""
    if isinstance(node, Mapping):
        if {"value", "low", "high", "n"} <= node.keys():
            yield path, node
            return
        for key, below in node.items():
            yield from walk(below, (*path, str(key)))
    elif isinstance(node, list | tuple):
        for place, below in enumerate(node):
            title = at(below, "title") or at(below, "layers") or _bin(below) or str(place + 1)
            yield from walk(below, (*path, str(title)))


def _bin(node: Any) -> str:
    low, high = at(node, "low"), at(node, "high")
    return "" if low is None or high is None else f"bin {low:.1f} to {high:.1f}"
