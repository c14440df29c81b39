"""The views of the Validation page, by name. Only the one that is asked for loads what it needs."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import resources
from dashboard.components import layout

if TYPE_CHECKING:
    from dashboard.components.charts_validation import Evaluated


def overview(networks: "Sequence[Evaluated]") -> None:
    """Show what a network does to patients, the figures, and what to know before relying on them."""
    from dashboard.components import evidence

    evidence.headline(networks)
    left, right = st.columns([5, 9], gap="medium")
    with left:
        evidence.films(networks)
        evidence.overall(networks)
    with right:
        evidence.at_points(networks)
    evidence.confusion(networks)
    evidence.to_know(networks)
    evidence.flow(networks)
    evidence.left_out(networks)


def curves(networks: "Sequence[Evaluated]") -> None:
    """Show what every threshold gives, and what a probability is worth."""
    from dashboard.components import curves as show
    from dashboard.components import scrutiny

    show.roc(networks)
    show.precision_recall(networks)
    show.reliability(networks)
    scrutiny.calibration(networks)
    show.decision(networks)


def groups(networks: "Sequence[Evaluated]") -> None:
    """Show on whom a network does worse, what it might live on, and what else it tells."""
    from dashboard.components import scrutiny, subgroups

    subgroups.groups(networks)
    left, right = st.columns(2, gap="large")
    with left:
        scrutiny.subsets(networks)
    with right:
        subgroups.shortcuts(networks)
        scrutiny.traits(networks)


def heatmap(networks: "Sequence[Evaluated]") -> None:
    """Show whether the heatmap points at fractures, and whether it can be believed."""
    from dashboard.components import scrutiny, soundness

    left, right = st.columns(2, gap="large")
    with left:
        scrutiny.pointing(networks)
    with right:
        soundness.boxes(networks)
    soundness.randomised(networks)
    soundness.erasing(networks)


def robustness(networks: "Sequence[Evaluated]") -> None:
    """Show how the figures bear disturbed films."""
    from dashboard.components import disturbed

    disturbed.robustness(networks)


def failures(networks: "Sequence[Evaluated]") -> None:
    """List the films on which a network was most wrong."""
    from dashboard.components import failures as show

    show.failures(networks)


def two(networks: "Sequence[Evaluated]") -> None:
    """Show how two networks differ."""
    if len(networks) < 2:
        layout.empty("One network only", "Choose another to compare it with.", icon="compare")
        return
    from dashboard.components import versus

    versus.versus(*networks)


def thresholds(networks: "Sequence[Evaluated]") -> None:
    """Let the visitor try thresholds of the network chosen first."""
    from dashboard.components import explorer

    explorer.thresholds(networks[0], resources.store())


def report(networks: "Sequence[Evaluated]") -> None:
    """Offer the versions' reports."""
    from dashboard.components import handout

    handout.report(networks, resources.store())


VIEWS: "Mapping[str, Callable[[Sequence[Evaluated]], None]]" = {
    "Overview": overview,
    "Curves": curves,
    "Groups": groups,
    "Heatmap": heatmap,
    "Robustness": robustness,
    "Failures": failures,
    "Two networks": two,
    "Thresholds": thresholds,
    "Report": report,
}
