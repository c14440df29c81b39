"""The Groups view: on whom a network does worse, and what fractures could be told by without seeing one."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.evaluation import (
    FAMILIES,
    SHORTCUTS,
    Shortcut,
    Subgroup,
    Subgroups,
    brief,
    read_shortcuts,
    read_subgroups,
)
from dashboard.components import abreast, charts, charts_soundness, layout, scrutiny_csv, tables
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import cell, signed, spoken, value
from dashboard.components.tables import Cell, Column, Row

_TITLE = "Groups of films"
_COLUMNS = (
    Column("Group"),
    Column("AUROC", numeric=True),
    Column("Sensitivity", numeric=True),
    Column("Specificity", numeric=True),
    Column("Against the rest", numeric=True),
    Column("p", numeric=True),
)


def groups(networks: Sequence[Evaluated]) -> None:
    """Show the groups of each network as a forest plot beside their table."""
    known = abreast.with_part(networks, read_subgroups)
    if not known:
        abreast.unmeasured(_TITLE, networks)
        return
    layout.section(
        _TITLE,
        "Sensitivity and specificity at the high-sensitivity point, AUROC also against the rest. Dotted: all"
        " films. A filled diamond does worse than the rest by more than chance; p is corrected for the number"
        " of groups.",
    )
    for place, (network, found) in enumerate(
        zip(networks, abreast.read(networks, read_subgroups), strict=True)
    ):
        if found is None:
            st.markdown(f"**{network.name}.** Not measured for this version.")
        else:
            _network(network, found, f"subgroups_{place}")
    charts.csv_button(lambda: as_csv(known), "subgroups")


def _network(network: Evaluated, found: Subgroups, key: str) -> None:
    meaning = groups_meaning(network.name, found)
    st.markdown(meaning)
    left, right = st.columns([3, 5], gap="medium")
    with left:
        charts.chart(charts_soundness.forest(network, found.rows), key=key, alt=meaning)
    with right:
        tables.show(_COLUMNS, _rows(found.rows), even=True)
    small = f"Too few films to judge: {', '.join(found.too_small)}. " if found.too_small else ""
    st.caption(layout.plain(small + (f"Compared by: {found.method}." if found.method else "")))


def groups_meaning(name: str, found: Subgroups) -> str:
    """Say which groups do worse, or that none does."""
    judged = [row for row in found.rows if row.auroc["value"] is not None]
    worse = [row for row in judged if row.flagged]
    if not judged:
        return f"**{name}.** No group has enough films to judge."
    if worse:
        names = "; ".join(f"{row.title}, AUROC {spoken(row.auroc, percent=False)}" for row in worse)
        return f"**{name}.** Does worse than on the rest in {len(worse)} of {len(judged)} groups: {names}."
    lowest = min(judged, key=lambda row: row.auroc["value"])
    return (
        f"**{name}.** No group of {len(judged)} does worse than the rest by more than chance would have it."
        f" The lowest AUROC is that of '{lowest.title}', {spoken(lowest.auroc, percent=False)}."
    )


def _rows(found: Sequence[Subgroup]) -> list[Row]:
    rows: list[Row] = []
    for family in dict.fromkeys(row.family for row in found):
        rows.append(Row((Cell(FAMILIES.get(family, family)),), group=True))
        rows += [_row(row) for row in found if row.family == family]
    return rows


def _row(row: Subgroup) -> Row:
    name = Cell(brief(row.title), below=f"{row.n_fractured:,} of {row.n:,} fractured")
    if row.auroc["value"] is None:
        return Row((name, *(Cell("\u2013") for _ in _COLUMNS[1:])), faded=True)
    p = "\u2013" if row.p_adjusted is None else f"{row.p_adjusted:.3f}"
    return Row(
        (
            name,
            _short(row.auroc, percent=False),
            _short(row.sensitivity),
            _short(row.specificity),
            _short(row.against_rest, percent=False, difference=True),
            Cell(p, below="worse" if row.flagged else ""),
        )
    )


def _short(figure: Any, *, percent: bool = True, difference: bool = False) -> Cell:
    """Return a figure without its n, which stands beside the group's name."""
    if figure["value"] is None:
        return Cell("\u2013")
    between = cell(figure, percent=percent).below.partition(" · ")[0]
    if not difference:
        return Cell(value(figure, percent=percent), below=between)
    if figure["low"] is not None:
        between = f"{signed(figure['low'])} to {signed(figure['high'])}"
    return Cell(signed(figure["value"]), below=between)


def shortcuts(networks: Sequence[Evaluated]) -> None:
    """Show how well fractures are told by the border or a thumbnail alone."""
    found = abreast.read(networks, read_shortcuts)
    known = next((part for part in found if part), None)
    if known is None:
        return
    layout.section("What can be told without seeing the bone")
    st.markdown(" ".join(_shortcut_meaning(n, part) for n, part in zip(networks, found, strict=True) if part))
    names = {name: SHORTCUTS.get(name, name) for name in known}
    tables.show(
        abreast.columns("Seen", networks),
        abreast.rows(names, found, lambda part: cell(part.auroc, percent=False)),
    )
    st.caption(layout.plain(" ".join(dict.fromkeys(part.how for part in known.values()))))
    charts.csv_button(lambda: _shortcuts_csv(networks), "shortcuts")


def _shortcut_meaning(network: Evaluated, found: Any) -> str:
    told = [part for part in found.values() if part.auroc["value"] is not None]
    if not told:
        return ""
    best: Shortcut = max(told, key=lambda part: part.auroc["value"])
    whole = value(network.metrics["discrimination"]["auroc"], percent=False)
    return (
        f"Without seeing one, fractures are told with an AUROC of up to"
        f" {spoken(best.auroc, percent=False)}; {network.name} has {whole}."
    )


def as_csv(known: Sequence[tuple[Evaluated, Subgroups]]) -> str:
    """Return every figure of every group."""
    return scrutiny_csv.text(
        ("network", "family", "group", "n_films", "n_fractured", "p", "p_adjusted", "worse", "figure"),
        (
            (*whose, r.n, r.n_fractured, r.p, r.p_adjusted, r.flagged, what, *scrutiny_csv.numbers(figure))
            for network, found in known
            for r in found.rows
            for whose in [(network.name, r.family, r.title)]
            for what in ("auroc", "sensitivity", "specificity", "against_rest")
            for figure in [getattr(r, what)]
        ),
    )


def _shortcuts_csv(networks: Sequence[Evaluated]) -> str:
    return scrutiny_csv.text(
        ("network", "seen"),
        (
            (network.name, name, *scrutiny_csv.numbers(part.auroc))
            for network, found in abreast.with_part(networks, read_shortcuts)
            for name, part in found.items()
        ),
    )
