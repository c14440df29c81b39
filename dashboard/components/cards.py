"""A model's card: what it is, what it was made from, what it can't do."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.records import ModelVersion
from dashboard.components import tables
from dashboard.components.figures import name_of, spoken
from dashboard.components.verdict import percent

# What the record itself says; the rest of a card is shown as it was written.
_FIXED = {"name", "version", "architecture", "side", "default", "calibration", "operating_points"}
_FIXED |= {"heatmap_reference", "finding_levels"}
MOST_RECORDS = 5


def card(version: ModelVersion) -> None:
    """Draw one version's card, folded unless it is the default."""
    title = f"{name_of(version)}{' (decides)' if version.default else ''}"
    with st.expander(title, expanded=version.default):
        points, calibration = version.operating_points, version.calibration
        levels = version.finding_levels
        tables.facts(
            (
                (
                    "Network",
                    f"{version.architecture}, input {version.side} \u00d7 {version.side} pixels, grey",
                ),
                ("Thresholds", _thresholds(points.high_sensitivity, points.high_specificity)),
                (
                    "Calibration",
                    f"slope {calibration.slope:.3f}, intercept {calibration.intercept:.3f} on the logit",
                ),
                (
                    "Boxes",
                    f"solid from {levels.high_specificity:.2f} of the heatmap on, dotted from"
                    f" {levels.high_sensitivity:.2f}",
                ),
                *((_title(key), plain(value)) for key, value in version.card.items() if key not in _FIXED),
            )
        )


def plain(value: object) -> str:
    """Return a part of a card as text: lists by sentence or comma, names before their values.

    A figure is said with its interval; a long list of records, such as a learning curve, is only counted.
    """
    if isinstance(value, Mapping):
        if {"value", "low", "high", "n"} <= value.keys():
            return spoken(value, percent=False)
        return "; ".join(f"{_title(key).lower()}: {plain(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return _listed(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _listed(values: Sequence[object]) -> str:
    if len(values) > MOST_RECORDS and all(isinstance(value, Mapping) for value in values):
        return f"{len(values)} entries in card.json"
    parts = [plain(value) for value in values]
    return (" " if all(part.endswith(".") for part in parts) else ", ").join(parts)


def _thresholds(low: float, high: float) -> str:
    return f"negative below {percent(low)}, positive from {percent(high)}, doubt between"


def _title(key: object) -> str:
    words = str(key).replace("_", " ")
    return words[:1].upper() + words[1:]
