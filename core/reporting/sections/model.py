"""The second half of section 1: how the model was made, and what its card says is not known of it."""

from typing import Any

from core.reporting.blocks import Block, Bullets, Cell, Column, Heading, Paragraph, Row, Table
from core.reporting.evidence import Evidence, at, entries, items
from core.reporting.words import NONE, count, decimal, missing, number

_COLUMNS = (Column("", 1), Column("", 3))


def blocks(evidence: Evidence) -> tuple[Block, ...]:
    """Return how the model was made and its known limits."""
    return (Heading("The model"), *_made(evidence), Heading("Known limits"), *_limits(evidence))


def _made(evidence: Evidence) -> tuple[Block, ...]:
    if not evidence.card:
        return (missing("The version's card"),)
    side = evidence.carded("side")
    rows = {
        "Network": evidence.carded("architecture"),
        "Input": f"One film, letterboxed to a square of {side} pixels, its mean and spread taken out"
        if side
        else "",
        "Output": "One logit; by Platt scaling a probability of fracture from 0 to 1",
        "Started from": evidence.carded("start"),
        "Training": _training(evidence),
        "Stages": _stages(evidence),
        "Loss and batches": _batches(evidence),
        "Software": _software(evidence),
        "Calibration": _calibration(evidence),
        **_points(evidence),
    }
    shown: tuple[Row, ...] = tuple(
        (Cell(name, strong=True), Cell(text or NONE)) for name, text in rows.items()
    )
    return (Table(_COLUMNS, shown, "How the version was made"),)


def _training(evidence: Evidence) -> str:
    films, seconds = evidence.carded("data", "films", "train"), evidence.carded("training", "seconds")
    parts = (
        f"{count(films)} films" if films is not None else "",
        f"{seconds / 60:.0f} minutes" if isinstance(seconds, int | float) else "",
        f"seed {evidence.carded('recipe', 'seed')}" if evidence.carded("recipe", "seed") is not None else "",
    )
    return ", ".join(part for part in parts if part)


def _stages(evidence: Evidence) -> str:
    return "; ".join(_stage(stage) for stage in items(evidence.card, "recipe", "stages"))


def _stage(stage: Any) -> str:
    what = "head only" if at(stage, "head_only") else "whole network"
    return (
        f"{at(stage, 'name')}: {what}, {at(stage, 'side')} pixels, {at(stage, 'epochs')} epochs of "
        f"{at(stage, 'steps')} steps, rate {at(stage, 'rate')}"
    )


def _batches(evidence: Evidence) -> str:
    mix = evidence.carded("recipe", "mix")
    names = {
        "grid_weight": "weight of the boxes' loss",
        "traits_weight": "of the traits'",
        "weight_decay": "decay",
    }
    weights = [
        f"{title} {evidence.carded('recipe', key)}"
        for key, title in names.items()
        if evidence.carded("recipe", key) is not None
    ]
    drawn = f"{at(mix, 'fractured')} fractured and {at(mix, 'others')} other films a batch" if mix else ""
    return "; ".join(part for part in (drawn, *weights) if part)


def _software(evidence: Evidence) -> str:
    versions = [f"{name} {version}" for name, version in entries(evidence.card, "training", "versions")]
    return ", ".join(
        str(part)
        for part in (
            evidence.carded("training", "engine"),
            evidence.carded("training", "precision"),
            *versions,
        )
        if part
    )


def _calibration(evidence: Evidence) -> str:
    slope, intercept = (evidence.carded("calibration", key) for key in ("slope", "intercept"))
    part = evidence.carded("chosen_on", "part")
    return f"Slope {number(slope)}, intercept {number(intercept)}" + (
        f", fitted on the {part} part" if part else ""
    )


def _points(evidence: Evidence) -> dict[str, str]:
    points = {"high_sensitivity": "High-sensitivity point", "high_specificity": "High-specificity point"}
    return {
        title: f"{number(evidence.carded('operating_points', key), decimal)}: "
        f"{evidence.carded('chosen_on', key) or 'how it was chosen is not kept'}"
        for key, title in points.items()
    }


def _limits(evidence: Evidence) -> tuple[Block, ...]:
    limits = tuple(str(limit) for limit in items(evidence.card, "limits"))
    return (
        (Bullets(limits),)
        if limits
        else (Paragraph("The card names no limits, which does not mean that it has none."),)
    )
