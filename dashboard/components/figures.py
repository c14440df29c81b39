"""Figures of metrics.json in words: a value with its interval and n, never a bare number.

The layout of metrics.json is written down in `core.evaluation`; a figure there is
{"value", "low", "high", "n", "method", "note"}.
"""

from collections.abc import Mapping
from typing import Any

from core.records import ModelVersion
from dashboard.components.tables import Cell

Figure = Mapping[str, Any]
Metrics = Mapping[str, Any]

NAMES = {"densenet121": "DenseNet121", "resnet50": "ResNet50"}


def name_of(version: ModelVersion) -> str:
    """Return a version as a person says it: "DenseNet121 1.0.0"."""
    return name_of_model(version.name, version.version)


def name_of_model(model: str, version: str) -> str:
    """Return a model's name and version as a person says them."""
    return f"{NAMES.get(model, model)} {version}"


def value(figure: Figure, *, percent: bool = True) -> str:
    """Return the value alone: "93.4 %" or "0.934"; a dash where it is not defined."""
    return _number(figure["value"], percent) + (" %" if percent and figure["value"] is not None else "")


def interval(figure: Figure, *, percent: bool = True) -> str:
    """Return the interval alone: "88.1-96.8"; nothing where it is not defined."""
    if figure["low"] is None or figure["high"] is None:
        return ""
    # Between signs a dash would read as one more.
    between = " to " if figure["low"] < 0 else "\u2013"
    return f"{_number(figure['low'], percent)}{between}{_number(figure['high'], percent)}"


def cell(figure: Figure, *, percent: bool = True) -> Cell:
    """Return a figure as a table's cell: the value, and under it interval and n, or why there is no value."""
    if figure["value"] is None:
        return Cell("\u2013", below=str(figure["note"]))
    between = interval(figure, percent=percent)
    return Cell(value(figure, percent=percent), below=f"{between or 'no interval'} · n {figure['n']:,}")


def spoken(figure: Figure, *, percent: bool = True) -> str:
    """Return a figure for a sentence: "93.4 % (95 % interval 88.1-96.8, n = 91)"."""
    between = interval(figure, percent=percent)
    inside = f"95 % interval {between}, " if between else ""
    return f"{value(figure, percent=percent)} ({inside}n = {figure['n']:,})"


def signed(number: float) -> str:
    """Return a difference with its sign: "+0.066"."""
    return f"{number:+.3f}".replace("-", "\u2212")


def _number(number: float | None, percent: bool) -> str:
    if number is None:
        return "\u2013"
    return (f"{number * 100:.1f}" if percent else f"{number:.3f}").replace("-", "\u2212")
