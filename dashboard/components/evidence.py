"""The Overview of the Validation page: which films, the figures, and what to know before relying on them."""

from collections.abc import Sequence

import streamlit as st

from core.evaluation import POINT_TITLES, Flow, Part, read_familiar, read_flow, read_likelihood_ratios
from dashboard.components import abreast, charts, charts_validation, evidence_csv, layout, tables
from dashboard.components.charts_validation import Evaluated
from dashboard.components.evidence_csv import AT_A_POINT
from dashboard.components.figures import Metrics, cell, spoken
from dashboard.components.tables import Column, Row

_PARTS = {"train": "Training", "validation": "Validation", "test": "Test", "excluded": "Left out"}


def headline(networks: Sequence[Evaluated]) -> None:
    """Say for each network what it does to patients at both operating points."""
    st.markdown("  \n".join(f"**{network.name}.** {in_short(network)}" for network in networks))


def in_short(network: Evaluated) -> str:
    """Say in one sentence whom a network misses and whom it calls for nothing."""
    low, high = (network.metrics["points"][key]["confusion"] for key in POINT_TITLES)
    fractured, others = low["tp"] + low["fn"], low["fp"] + low["tn"]
    return (
        f"At the high-sensitivity point it misses {low['fn']:,} of {fractured:,} fractured films and calls"
        f" {low['fp']:,} of {others:,} others; at the high-specificity point it finds {high['tp']:,} of"
        f" {fractured:,} and calls {high['fp']:,} of {others:,} others."
    )


def films(networks: Sequence[Evaluated]) -> None:
    """Say which films the figures come from, and warn where two networks saw different ones."""
    first = networks[0].metrics
    data, prevalence = first["data"], first["prevalence"]
    layout.section("Test films")
    tables.facts(
        (
            ("Data", f"{data.get('name', 'unnamed')}, {data.get('split', 'unnamed')} split"),
            ("Films", f"{first['n']:,}, of them {first['n_fractured']:,} labelled fractured"),
            ("Prevalence", spoken(prevalence)),
            *_look(first),
        )
    )
    if (look := read_familiar(first)) is not None and look.outside:
        st.warning(
            "Outside the intended use: many of these films look unlike those the network was trained on.",
            icon=":material/warning:",
        )
    if prevalence["value"] is not None:
        others = (1 - prevalence["value"]) * 100
        st.caption(
            f"Calling every film 'not fractured' would be {others:.1f} % accurate here, and find nothing."
        )
    if len({network.metrics["data"].get("digest") for network in networks}) > 1:
        st.warning("These networks were tested on different films; their figures can't be compared directly.")


def _look(metrics: Metrics) -> tuple[tuple[str, str], ...]:
    """How many films look unlike the training films, where it was measured."""
    found = read_familiar(metrics)
    if found is None:
        return ()
    words = f"{spoken(found.unlike)}; of the training films {found.expected * 100:.0f} %"
    return (("Unlike the training films", words),)


def overall(networks: Sequence[Evaluated]) -> None:
    """Show what doesn't depend on a threshold, and the doubt band."""
    layout.section(
        "Without a threshold",
        "How well the probability ranks and means what it says. Best Brier score and calibration error: 0.",
    )
    rows = [
        Row(("AUROC", *(cell(n.metrics["discrimination"]["auroc"], percent=False) for n in networks))),
        Row(
            (
                "Average precision",
                *(cell(n.metrics["discrimination"]["average_precision"], percent=False) for n in networks),
            )
        ),
        Row(
            (
                "Brier score",
                *(cell(n.metrics["calibration"]["brier"], percent=False) for n in networks),
            )
        ),
        Row(
            (
                "Calibration error",
                *(cell(n.metrics["calibration"]["ece"], percent=False) for n in networks),
            )
        ),
        Row(("Share in doubt", *(cell(n.metrics["doubt"]["share"]) for n in networks))),
    ]
    tables.show((Column("Figure"), *(Column(n.name, numeric=True) for n in networks)), rows)


def at_points(networks: Sequence[Evaluated]) -> None:
    """Show every figure at both operating points, network beside network."""
    layout.section(
        "At the operating points",
        "High sensitivity: a film below it is cleared. High specificity: a film from there on is positive.",
    )
    over = (("", 1), *((network.name, len(POINT_TITLES)) for network in networks))
    columns = (
        Column("Figure"),
        *(Column(word, numeric=True) for _ in networks for word in POINT_TITLES.values()),
    )
    points = [network.metrics["points"][key] for network in networks for key in POINT_TITLES]
    rows = [Row(("Threshold", *(f"{point['threshold']:.3f}" for point in points)))]
    for label, key, inner in AT_A_POINT:
        rows.append(Row((label, *(cell(point[key][inner] if inner else point[key]) for point in points))))
    rows += _likelihood_rows(networks)
    tables.show(columns, rows, over=over)
    charts.csv_button(lambda: evidence_csv.points(networks), "operating_points")


def confusion(networks: Sequence[Evaluated]) -> None:
    """Show the confusion matrices at the chosen operating point."""
    layout.section("Confusion matrix", "Counts, and shares of each row.")
    point = st.segmented_control(
        "Operating point", list(POINT_TITLES), default="high_sensitivity", required=True, key="point",
        format_func=POINT_TITLES.__getitem__, bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    for place, network in zip(st.columns(len(networks), gap="large"), networks, strict=True):
        with place:
            meaning = confusion_meaning(network, point)
            st.markdown(f"**{network.name}.** {meaning}")
            name = f"confusion_{network.name.lower().replace(' ', '_')}"
            charts.chart(charts_validation.confusion(network, point), key=name, alt=meaning)
    charts.csv_button(lambda: evidence_csv.confusion(networks), "confusion")


def confusion_meaning(network: Evaluated, point: str) -> str:
    """Say in one sentence what the matrix means for patients."""
    counts = network.metrics["points"][point]["confusion"]
    fractured, others = counts["tp"] + counts["fn"], counts["fp"] + counts["tn"]
    return (
        f"Finds {counts['tp']:,} of {fractured:,} fractures and misses {counts['fn']:,};"
        f" {counts['fp']:,} false alarms on {others:,} films without one."
    )


def flow(networks: Sequence[Evaluated]) -> None:
    """Show how the films found became the parts, where a version says so."""
    known = abreast.with_part(networks, read_flow)
    if not known:
        return
    network, found = known[0]
    layout.section("Where the films went", f"{found.found:,} films found, as {network.name} had them.")
    regions = list(dict.fromkeys(name for part in found.parts.values() for name in part.by_region))
    columns = [Column("Part"), *(Column(word, numeric=True) for word in ("Films", "Fractured", "Hardware"))]
    columns += [Column(region.capitalize(), numeric=True) for region in regions]
    tables.show(columns, [_flow_row(name, part, regions) for name, part in found.parts.items()])
    if found.excluded:
        st.caption(" ".join(f"{_reason(reason)}: {n:,}." for reason, n in found.excluded))
    charts.csv_button(lambda: flow_csv(found), "flow")


def flow_csv(found: Flow) -> str:
    """Return the parts with their films by region and by view."""
    rows = [
        (name, what, which, n)
        for name, part in found.parts.items()
        for what, counts in (("region", part.by_region), ("view", part.by_view))
        for which, n in counts.items()
    ]
    totals = [
        (name, what, "", n)
        for name, part in found.parts.items()
        for what, n in (("films", part.n), ("fractured", part.n_fractured), ("hardware", part.hardware))
    ]
    return charts.csv_text(("part", "what", "which", "films"), totals + rows)


def to_know(networks: Sequence[Evaluated]) -> None:
    """List what each network's card says of its limits."""
    known = [network for network in networks if network.limits]
    if not known:
        return
    layout.section("What to know")
    for place, network in zip(st.columns(len(known), gap="large"), known, strict=True):
        lines = [f"**{network.name}**", "", *(f"- {layout.plain(limit)}" for limit in network.limits)]
        place.markdown("\n".join(lines))


def left_out(networks: Sequence[Evaluated]) -> None:
    """List the films that were found or asked for and not evaluated, and how the intervals were made."""
    films = networks[0].metrics["left_out"]
    if films:
        with st.expander(f"Films left out ({len(films):,})"):
            tables.show(
                (Column("Film"), Column("Reason", wrap=True)),
                [Row((f["image_id"], f["reason"])) for f in films],
            )
    methods = sorted({str(figure["method"]) for figure in _figures(networks[0].metrics) if figure["method"]})
    st.caption(f"Intervals: {'; '.join(methods)}." if methods else "")


def _likelihood_rows(networks: Sequence[Evaluated]) -> list[Row]:
    """Return both likelihood ratios, where any network has them."""
    found = [read_likelihood_ratios(network.metrics, key) for network in networks for key in POINT_TITLES]
    if not any(found):
        return []
    return [
        Row((label, *(abreast.NONE if f is None else cell(f[place], percent=False) for f in found)))
        for place, label in enumerate(("Positive likelihood ratio", "Negative likelihood ratio"))
    ]


def _flow_row(name: str, part: Part, regions: Sequence[str]) -> Row:
    counts = (part.n, part.n_fractured, part.hardware, *(part.by_region.get(region, 0) for region in regions))
    return Row((_PARTS.get(name, name.capitalize()), *(f"{count:,}" for count in counts)))


def _reason(text: str) -> str:
    plain = text.strip().rstrip(".") or "no reason given"
    return plain[0].upper() + plain[1:]


def _figures(part: object) -> list[Metrics]:
    """Return every figure inside a part of metrics.json."""
    if isinstance(part, dict):
        if {"method", "note"} <= part.keys():
            return [part]
        return [figure for inner in part.values() for figure in _figures(inner)]
    return [figure for inner in part for figure in _figures(inner)] if isinstance(part, list) else []
