"""The Two networks view: two versions on the same films, who catches what, and what both together would do.

One is the network chosen first, other the one that it is compared with.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from core.errors import CallusError
from core.evaluation import POINT_TITLES
from dashboard import resources
from dashboard.components import charts, charts_versus, layout, relatives, tables
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import cell, signed, value
from dashboard.components.tables import Cell, Column, Row

Compared = Mapping[str, Any]
_CERTAIN = 0.05


def versus(one: Evaluated, other: Evaluated) -> None:
    """Show how two versions differ on the films that both were asked of."""
    try:
        found = _compared(resources.settings().models, one.label, other.label)
    except CallusError as error:
        st.error(error.sentence, icon=":material/error:")
        return
    if not found["n"]:
        layout.empty("No films in common", "These two versions were not tested on the same films.", "compare")
        return
    _ranking(one, other, found)
    _calls(one, other, found)
    _looking(one, other, found)
    _caught(one, other, found)


@st.cache_data(show_spinner="Comparing on the test films...", max_entries=32)
def _compared(models: Path, one: str, other: str) -> Compared:
    """Compare two versions by their labels; a bootstrap takes a second, hence the cache."""
    from core.evaluation import compare, compare_pointing

    store = resources.store()
    first, second = store.find(one), store.find(other)
    predictions = store.predictions(first), store.predictions(second)
    points = first.operating_points, second.operating_points
    known = {film.image_id for part in predictions for film in part}
    groups = relatives.groups_of(models, known)
    games = [store.metrics(version).get("pointing") for version in (first, second)]
    return {
        **compare(*predictions, *points, groups=groups),
        "pointing": compare_pointing(games[0], games[1], groups),
    }


def _ranking(one: Evaluated, other: Evaluated, found: Compared) -> None:
    layout.section(
        "Which ranks better", f"On {found['n']:,} films that both saw, {found['n_fractured']:,} fractured."
    )
    st.markdown(ranking_meaning(one, other, found))
    areas, both = found["auroc"], found["ensemble"]
    rows = [
        Row((one.name, cell(areas["one"], percent=False))),
        Row((other.name, cell(areas["other"], percent=False))),
        Row((Cell("Difference", below=_p(areas["p"])), _signed(areas["difference"]))),
        Row((Cell("Both together", below=both["how"]), cell(both["auroc"], percent=False))),
        Row((f"Both together, against {one.name}", _signed(both["against_one"]))),
        Row((f"Both together, against {other.name}", _signed(both["against_other"]))),
        Row(("Agreement of the bands (kappa)", cell(found["agreement_of_bands"], percent=False))),
    ]
    left, _ = st.columns([3, 2])
    with left:
        tables.show((Column("AUROC"), Column("Value", numeric=True)), rows)
    if areas["method"]:
        st.caption(layout.plain(f"Compared by: {areas['method']}."))
    charts.csv_button(lambda: as_csv(one, other, found), "comparison")


def ranking_meaning(one: Evaluated, other: Evaluated, found: Compared) -> str:
    """Say whether one ranks better by more than chance, and what asking both would add."""
    areas, difference, together = found["auroc"], found["auroc"]["difference"], found["ensemble"]
    if difference["value"] is None:
        return str(difference["note"])
    better, worse = (one, other) if difference["value"] >= 0 else (other, one)
    gap = f"by {abs(difference['value']):.3f} AUROC"
    if areas["p"] is not None and areas["p"] < _CERTAIN and _beyond_zero(difference):
        first = f"{better.name} ranks better than {worse.name} {gap}, more than chance would give."
    else:
        first = f"{better.name} ranks higher than {worse.name} {gap}, which chance alone may give."
    against = together["against_one"] if better is one else together["against_other"]
    if against["value"] is None:
        return first
    sure = "more than chance would give" if _beyond_zero(against) else "within chance"
    return (
        f"{first} Both together have an AUROC of {value(together['auroc'], percent=False)},"
        f" {signed(against['value'])} against {better.name}, {sure}."
    )


def _beyond_zero(figure: Mapping[str, Any]) -> bool:
    """Whether a difference's interval leaves zero out."""
    return figure["low"] is not None and (figure["low"] > 0 or figure["high"] < 0)


def _calls(one: Evaluated, other: Evaluated, found: Compared) -> None:
    layout.section("Who calls what", "Each network at its own threshold.")
    point = st.segmented_control(
        "Operating point", list(POINT_TITLES), default="high_sensitivity", required=True, key="point",
        format_func=POINT_TITLES.__getitem__, bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    at = found["points"][point]
    meaning = calls_meaning(one, other, at)
    charts.panel(
        charts_versus.calls(one, other, at),
        key="calls",
        meaning=meaning,
        columns=(Column("Called by"), Column("Fractured", numeric=True), Column("Others", numeric=True)),
        rows=[
            *(
                Row((label, f"{at['fractured'][key]:,}", f"{at['not_fractured'][key]:,}"))
                for key, label in charts_versus.kinds(one, other).items()
            ),
            Row(("McNemar's exact test", *(_p(at["mcnemar"][k]) for k in ("fractured", "not_fractured")))),
            Row((Cell("Agreement of the calls (kappa)"), cell(at["kappa"], percent=False), "")),
        ],
        download=lambda: charts_versus.calls_csv(one, other, found),
        width="stretch",
    )


def calls_meaning(one: Evaluated, other: Evaluated, at: Compared) -> str:
    """Say how many fractures either network alone would have caught, and at what price."""
    caught, called = at["fractured"], at["not_fractured"]
    return (
        f"Of {sum(caught.values()):,} fractured films {one.name} alone calls {caught['only_one']:,},"
        f" {other.name} alone {caught['only_other']:,}, and neither calls {caught['neither']:,}. Calling what"
        f" either calls would cost {sum(called.values()) - called['neither']:,} false alarms on"
        f" {sum(called.values()):,} others, calling what both call {called['both']:,}."
    )


def _looking(one: Evaluated, other: Evaluated, found: Compared) -> None:
    game = found["pointing"]
    layout.section("Whose heatmap points at the fracture")
    if game is None:
        st.caption("Not measured film by film for both versions.")
        return
    charts.panel(
        charts_versus.hits(one, other, game),
        key="hits",
        meaning=looking_meaning(one, other, game),
        columns=(Column("Points at it"), Column("Films", numeric=True)),
        rows=[
            *(
                Row((words, f"{game['hits'][key]:,}"))
                for key, words in charts_versus.kinds(one, other).items()
            ),
            Row(("McNemar's exact test", _p(game["mcnemar"]))),
            Row((Cell("Difference of hits"), _signed(game["difference"]))),
            Row((Cell("Difference of the map inside the boxes"), _signed(game["energy"]))),
        ],
        download=lambda: charts_versus.hits_csv(one, other, game),
        width="stretch",
    )


def looking_meaning(one: Evaluated, other: Evaluated, game: Compared) -> str:
    """Say whose heatmap points at more fractures, and whether by more than chance."""
    hits, ours, theirs = game["hits"], game["one"], game["other"]
    words = (
        f"Of {game['n']:,} films with a marked fracture the heatmap of {one.name} points at"
        f" {hits['both'] + hits['only_one']:,} ({value(ours)}), that of {other.name} at"
        f" {hits['both'] + hits['only_other']:,} ({value(theirs)})"
    )
    if game["mcnemar"] is None:
        return f"{words}: too few to tell which is better."
    sure = game["mcnemar"] < _CERTAIN and _beyond_zero(game["difference"])
    return f"{words}: {'more than chance would give' if sure else 'a difference that chance may give'}."


def _caught(one: Evaluated, other: Evaluated, found: Compared) -> None:
    layout.section("Caught by one alone", "Fractured films, at the high-sensitivity point.")
    sides = ((one, found["caught_only_by_one"]), (other, found["caught_only_by_other"]))
    for place, (network, films) in zip(st.columns(2, gap="large"), sides, strict=True):
        with place:
            st.markdown(f"**{network.name}**: {len(films):,}")
            st.caption(layout.plain(", ".join(films) or "None."))


def _p(p: float | None) -> str:
    if p is None:
        return "\u2013"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _signed(figure: Mapping[str, Any]) -> Cell:
    if figure["value"] is None:
        return cell(figure, percent=False)
    ends = "no interval" if figure["low"] is None else f"{signed(figure['low'])} to {signed(figure['high'])}"
    return Cell(signed(figure["value"]), below=f"{ends} · n {figure['n']:,}")


def as_csv(one: Evaluated, other: Evaluated, found: Compared) -> str:
    """Return the figures of the comparison."""
    areas, both = found["auroc"], found["ensemble"]
    named = (
        (f"auroc {one.name}", areas["one"]),
        (f"auroc {other.name}", areas["other"]),
        ("auroc difference", areas["difference"]),
        ("auroc both together", both["auroc"]),
        (f"both against {one.name}", both["against_one"]),
        (f"both against {other.name}", both["against_other"]),
        ("kappa of bands", found["agreement_of_bands"]),
    )
    keys = ("value", "low", "high", "n", "method", "note")
    lines = [(name, *(figure[key] for key in keys), None) for name, figure in named]
    lines[2] = (*lines[2][:-1], areas["p"])
    return charts.csv_text(("figure", *keys, "p"), lines)
