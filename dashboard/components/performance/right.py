"""Is it right? The model against the reference, over time, by group, and what the reference is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from core.evaluation import POINT_TITLES
from core.monitoring import (
    AT_A_POINT,
    Accuracy,
    Behind,
    Figure,
    Group,
    Outcome,
    Source,
    accuracy,
    of,
)
from core.records import POINTS
from dashboard.components import layout, moments, tables
from dashboard.components.performance import charts_right, drill, right_worth
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.parts import NUMBERS, Block, block, file, numbers, rate, sentence
from dashboard.components.performance.reports import NAMES, Report, only_report, reports
from dashboard.components.tables import Column, Row

_BEFORE = timedelta(days=27)  # with the day itself the 28 that it stands for
# What the n of a figure are, and which of them the model got wrong.
_COUNTED = {"sensitivity": ("fractures", True), "specificity": ("no fracture", False)}
_WRONG = {"sensitivity": ("missed", Outcome.MISS), "specificity": ("false alarms", Outcome.FALSE_ALARM)}
_OUTCOMES = (
    ("Reference: fracture", "Model: called", Outcome.HIT, "Found"),
    ("Reference: none", "Model: called", Outcome.FALSE_ALARM, "False alarms"),
    ("Reference: fracture", "Model: not called", Outcome.MISS, "Missed"),
    ("Reference: none", "Model: not called", Outcome.CORRECT_REJECTION, "Cleared"),
)
_FACETS = {
    "version": "Model version",
    "region": "Region",
    "view": "View",
    "site": "Site",
    "device": "Device",
    "age": "Age",
    "mode": "Reading mode",
}
_SOURCES = {
    Source.DECIDED: ("A senior reader's decision", "decided"),
    Source.READERS: ("Else the reader's final call", "reader's call only"),
    Source.UNSURE: ("None: the reader was unsure", "reader unsure"),
    Source.NONE: ("None: not read", "not read"),
}


def show(asked: Asked) -> None:
    """Draw the view."""
    found, known = accuracy(asked.casebook, asked.window), reports()
    sentence(found.sentence)
    if not found.answered:
        return
    _references(asked, found)
    point = _point()
    _at_points(asked, found, point)
    _over_time(asked, found, point, known)
    _groups(asked, found, point, known)
    right_worth.against_reports(asked, found, known)
    right_worth.calibration(asked, found, known)
    right_worth.verification(asked, found)


def _references(asked: Asked, found: Accuracy) -> None:
    """Say which reference, and for how many studies."""
    layout.section("What the figures stand on", found.reference_sentence)
    points = {
        f"Reference: {short}": Behind(sources=frozenset({source}), answered=True)
        for source, (_, short) in _SOURCES.items()
    }
    left, right = st.columns([3, 2], gap="large")
    with left:
        tables.show(
            (Column("Reference"), Column("Studies", numeric=True), Column("Share", numeric=True)),
            [
                Row(
                    (
                        words,
                        f"{found.sources[source]:,}",
                        f"{100 * found.sources[source] / found.answered:.0f} %",
                    )
                )
                for source, (words, _) in _SOURCES.items()
            ],
        )
    with right:
        tables.facts(
            (
                ("Studies", f"{found.studies:,}, of them {found.answered:,} with an answer"),
                ("Fractured", found.prevalence.spoken()),
                ("In doubt", found.doubt.spoken()),
            )
        )
        drill.choice(asked, key="references", points=points)
    drill.studies(asked, key="references", points=points)


def _point() -> str:
    """Let the visitor choose the operating point of the charts below."""
    return _choice(
        "Operating point of the charts", "point", POINT_TITLES,
        "At high sensitivity the doubt band counts as called, at high specificity it does not.",
    )  # fmt: skip


def _choice(label: str, key: str, words: Mapping[str, str], explained: str | None = None) -> str:
    """Draw a choice of one, the first unless another is made; the address holds its words."""
    chosen = st.segmented_control(
        label, list(words.values()), default=next(iter(words.values())), required=True, key=key,
        help=explained, bind="query-params",
    )  # fmt: skip
    return next(name for name, said in words.items() if said == chosen)


def _at_points(asked: Asked, found: Accuracy, point: str) -> None:
    """Show the figures at both operating points, and the confusion matrix of the chosen one."""
    layout.section(
        "At the operating points", "Against the reference above; predictive values go with the prevalence."
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        tables.show(
            (Column("Figure"), *(Column(POINT_TITLES[each], numeric=True) for each in POINTS)),
            [
                *(Row((NAMES[n], *(rate(getattr(found.points[p], n)) for p in POINTS))) for n in AT_A_POINT),
                Row(("AUROC, without a threshold", rate(found.auroc, percent=False), "")),
                Row(("Brier score, without a threshold", rate(found.brier, percent=False), "")),
            ],
        )
        file(asked, "operating_points", ("point", "figure", *NUMBERS), _at_points_lines(found))
    with right:
        _confusion(asked, found, point)
    drill.studies(asked, key="confusion", points=_confusion_points(point))


def _at_points_lines(found: Accuracy) -> list[tuple[object, ...]]:
    lines: list[tuple[object, ...]] = [
        (point, name, *numbers(getattr(found.points[point], name))) for point in POINTS for name in AT_A_POINT
    ]
    for point in POINTS:
        cells = found.points[point].confusion
        lines += [(point, name, getattr(cells, name)) for name in ("tp", "fp", "fn", "tn")]
    return [*lines, ("", "auroc", *numbers(found.auroc)), ("", "brier", *numbers(found.brier))]


def _confusion_points(point: str) -> dict[str, Behind]:
    return {words: Behind(outcome=outcome, point=point) for _, _, outcome, words in _OUTCOMES}


def _confusion(asked: Asked, found: Accuracy, point: str) -> None:
    cells = found.points[point].confusion
    counts = {
        Outcome.HIT: cells.tp,
        Outcome.FALSE_ALARM: cells.fp,
        Outcome.MISS: cells.fn,
        Outcome.CORRECT_REJECTION: cells.tn,
    }
    meaning = (
        f"{POINT_TITLES[point]}: {sum(counts.values()):,} studies by reference and by what the model said."
    )
    st.markdown(meaning)
    points = _confusion_points(point)
    drawn = charts_right.confusion(
        [(column, row, counts[outcome], words) for column, row, outcome, words in _OUTCOMES]
    )
    drill.chart(asked, drawn, key="confusion", alt=meaning, points=points)
    drill.choice(asked, key="confusion", points=points)


def _over_time(asked: Asked, found: Accuracy, point: str, known: Mapping[str, Report]) -> None:
    """Show sensitivity and specificity of the last 28 days, day by day, with 95 % bands."""
    layout.section(
        "Over time",
        "Each day stands for the 28 days up to it; the band is the 95 % interval. A day whose 28 days hold "
        "too few studies has no figure.",
    )
    report = only_report(found, known)
    for name in ("sensitivity", "specificity"):
        block(asked, _rolling(found, point, name, report))


def _rolling(found: Accuracy, point: str, name: str, report: Report | None) -> Block:
    every, (counted, fractured), (wrong, outcome) = found.rolling[point], _COUNTED[name], _WRONG[name]
    days = charts_right.clicked_days(every)
    labels = {day: f"{counted.capitalize()}, 28 days to {moments.day(day)}" for day in days}
    points: dict[str, Behind] = {}
    for day in days[::-1]:
        since = day - _BEFORE
        points[labels[day]] = Behind(since=since, until=day, answered=True, fractured=fractured)
        points[f"{wrong.capitalize()}, 28 days to {moments.day(day)}"] = Behind(
            since=since, until=day, outcome=outcome, point=point
        )
    figures: dict[object, Figure] = {each.day: getattr(each, name) for each in every}
    drawable = any(figure.drawable for figure in figures.values())
    promised = report.promised.points[point][name] if report else None
    meaning = _meaning(point, name, figure_of(found, point, name).n)
    return Block(
        key=f"rolling_{name}",
        figure=charts_right.rolling(every, name, labels, promised) if drawable else None,
        refused=f"No 28 days hold enough studies for a {name}.",
        meaning=meaning + (" The grey band is the validation report's interval." if report else ""),
        columns=(Column("28 days to"), Column(NAMES[name], numeric=True)),
        rows=[Row((moments.day(day), rate(figures[day]))) for day in days[::-1]],
        head=("28_days_to", *NUMBERS),
        lines=[(each.day, *numbers(getattr(each, name))) for each in every],
        points=points,
    )


def _meaning(point: str, name: str, n: int) -> str:
    return f"{NAMES[name]} at the {POINT_TITLES[point].lower()} point, n = {n:,} in all."


def figure_of(found: Accuracy, point: str, name: str) -> Figure:
    """Return a figure of all studies at an operating point."""
    figure: Figure = getattr(found.points[point], name)
    return figure


def _groups(asked: Asked, found: Accuracy, point: str, known: Mapping[str, Report]) -> None:
    """Show the figures of each version, region, view and so on, as forest plots."""
    layout.section("By group", "A group that does worse than the others wants a look at its films.")
    parts = {"version": found.versions, **found.facets}
    facet = _choice("By", "facet", {each: _FACETS.get(each, each.capitalize()) for each in parts})
    groups = [group for group in parts[facet] if group.studies]
    if [group.name for group in groups] == ["not known"]:
        st.markdown(f"{_FACETS[facet]}: not known for any study. Files that say it bring it along.")
        return
    for name in ("sensitivity", "specificity"):
        promised = {
            group.name: known[group.name].promised.points[point][name]
            for group in groups
            if group.name in known
        }
        if facet != "version":
            one = only_report(found, known)
            promised = {"": one.promised.points[point][name]} if one else {}
        block(asked, _forest(groups, facet, point, name, promised))


def _forest(
    groups: Sequence[Group], facet: str, point: str, name: str, promised: Mapping[str, Figure]
) -> Block:
    (counted, fractured), (wrong, outcome) = _COUNTED[name], _WRONG[name]
    labels = {group.name: f"{group.name}: {counted}" for group in groups}
    points: dict[str, Behind] = {}
    for group in groups:
        studies = _of_group(facet, group.name)
        points[labels[group.name]] = replace(studies, answered=True, fractured=fractured)
        points[f"{group.name}: {wrong}"] = replace(studies, outcome=outcome, point=point)
    drawable = any(of(group, point, name).drawable for group in groups)
    n = sum(of(group, point, name).n for group in groups)
    of_all = " The validation report's interval stands in grey." if promised else ""
    return Block(
        key=f"groups_{name}",
        figure=charts_right.forest(groups, point, name, promised, labels) if drawable else None,
        refused=f"No group has enough studies with a reference for a {name}.",
        meaning=_meaning(point, name, n) + of_all,
        columns=(
            Column(_FACETS.get(facet, facet)),
            Column("Studies", numeric=True),
            Column(NAMES[name], numeric=True),
        ),
        rows=[Row((g.name, f"{g.studies:,}", rate(of(g, point, name)))) for g in groups],
        head=(facet, "studies", "point", *NUMBERS),
        lines=[(g.name, g.studies, point, *numbers(of(g, point, name))) for g in groups],
        points=points,
    )


def _of_group(facet: str, name: str) -> Behind:
    """Return the studies of a group."""
    if facet == "version":
        model, _, version = name.rpartition(" ")
        return Behind(model=model, version=version)
    return Behind(facet=facet, value="" if name == "not known" else name)
