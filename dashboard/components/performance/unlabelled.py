"""Accuracy without labels, from what the probabilities promise, beside what was measured."""

import streamlit as st

from core.evaluation import POINT_TITLES
from core.monitoring import ASSUMES, Behind, Estimate, estimates
from core.records import POINTS
from dashboard.components import layout
from dashboard.components.moments import day
from dashboard.components.performance import charts_shifting
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.parts import NUMBERS, Block, block, numbers, rate
from dashboard.components.tables import Column, Row


def show(asked: Asked) -> None:
    """Draw sensitivity and specificity by periods of 28 days at one operating point."""
    layout.section("Accuracy without labels", ASSUMES)
    point = st.segmented_control(
        "Operating point", list(POINTS), default=POINTS[0], required=True, key="cbpe_point",
        format_func=lambda name: POINT_TITLES[name], label_visibility="collapsed",
    )  # fmt: skip
    found = [each for each in estimates(asked.casebook, asked.window) if each.point == point]
    for name in ("sensitivity", "specificity"):
        _over_time(asked, found, name)


def _over_time(asked: Asked, found: list[Estimate], name: str) -> None:
    measured = f"measured_{name}"
    drawable = any(getattr(each, name).drawable for each in found)
    block(
        asked,
        Block(
            key=f"estimated_{name}",
            figure=charts_shifting.estimated(found, name, [_label(each) for each in found])
            if drawable
            else None,
            refused="Too few answers in any 28 days to estimate it from.",
            meaning=f"{name.capitalize()} in periods of 28 days, the last ending with the newest study. "
            "Where the two part, the probabilities are calibrated no longer, or references are no fair draw.",
            columns=(
                Column("28 days up to"),
                Column("Estimated", numeric=True),
                Column("Measured", numeric=True),
            ),
            rows=[
                Row((day(each.until), rate(getattr(each, name)), rate(getattr(each, measured))))
                for each in reversed(found)
            ],
            head=(
                "since",
                "until",
                "studies",
                *(f"estimated_{n}" for n in NUMBERS),
                *(f"measured_{n}" for n in NUMBERS),
            ),
            lines=[
                (
                    each.since,
                    each.until,
                    each.studies,
                    *numbers(getattr(each, name)),
                    *numbers(getattr(each, measured)),
                )
                for each in found
            ],
            points={
                _label(each): Behind(since=each.since, until=each.until, answered=True)
                for each in reversed(found)
            },
        ),
    )


def _label(each: Estimate) -> str:
    return f"28 days up to {day(each.until)}"
