"""The Failures view: the films on which a network was most wrong, by id; pictures stay with the data set."""

from collections.abc import Sequence

import streamlit as st

from core.evaluation import POINT_TITLES, Failure, Failures, read_failures
from dashboard.components import abreast, charts, layout, tables
from dashboard.components.charts_validation import Evaluated
from dashboard.components.tables import Column, Row

_COLUMNS = (Column("Film"), Column("Probability", numeric=True))


def failures(networks: Sequence[Evaluated]) -> None:
    """List the worst misses and false alarms of each network."""
    known = abreast.with_part(networks, read_failures)
    if not known:
        abreast.unmeasured("Most wrong", networks)
        return
    layout.section(
        "Most wrong",
        "Test films by the data set's names. Look at them there: a label may be wrong, or a film may show"
        " what the network can't see.",
    )
    for network, found in known:
        st.markdown(failures_meaning(network, found))
        missed, alarms, _ = st.columns([2, 2, 1], gap="large")
        with missed:
            _listed("Fractured, lowest probability", found.missed)
        with alarms:
            _listed("Not fractured, highest probability", found.false_alarms)
    charts.csv_button(lambda: as_csv(known), "failures")


def failures_meaning(network: Evaluated, found: Failures) -> str:
    """Say how many of the errors are listed, and how sure the network was of the worst."""
    low, high = (network.metrics["points"][key]["confusion"] for key in POINT_TITLES)
    fractured, others = low["tp"] + low["fn"], low["fp"] + low["tn"]
    surest = []
    if found.missed:
        surest.append(f"the lowest probability of a fractured film is {found.missed[0].probability:.3f}")
    if found.false_alarms:
        surest.append(f"the highest of one without is {found.false_alarms[0].probability:.3f}")
    ends = f"; {', '.join(surest)}" if surest else ""
    return (
        f"**{network.name}.** Its negative band holds {low['fn']:,} of {fractured:,} fractured films, its"
        f" positive band {high['fp']:,} of {others:,} others{ends}."
    )


def _listed(title: str, films: Sequence[Failure]) -> None:
    rows = [Row((film.image_id, f"{film.probability:.3f}")) for film in films]
    tables.show(_COLUMNS, rows, caption=f"{title} ({len(films):,})")


def as_csv(known: Sequence[tuple[Evaluated, Failures]]) -> str:
    """Return the films listed."""
    return charts.csv_text(
        ("network", "error", "image_id", "probability"),
        (
            (network.name, kind, film.image_id, film.probability)
            for network, found in known
            for kind, films in (("missed", found.missed), ("false_alarm", found.false_alarms))
            for film in films
        ),
    )
