"""Is something shifting? Alarms first, then the series that are watched, and accuracy without labels."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.monitoring import Behind, Shift, Watched, alarms, shift
from dashboard.components import layout
from dashboard.components.moments import day
from dashboard.components.performance import alarm_list, charts_shifting, drill, unlabelled
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.parts import Block, block, sentence
from dashboard.components.tables import Cell, Column, Row

_WIDE = 312  # pixels of a small chart: three or four stand in a row
_LATELY = 7  # days
_FLAT = 1e-8  # of a deviation: nothing to measure by
_KINDS = (
    ("What comes in", ("grey_", "megapixels", "region_", "refused")),
    ("How the films look to the network", ("sketch_",)),
    (
        "What the model says, and what readers make of it",
        ("probability", "doubt", "unanswered", "disagreement"),
    ),
)
_TEST = (
    "Conformal Shiryaev-Roberts test: on average at most one false alarm in five years, over all series "
    "together, however often one looks."
)
_WHY = """
Each day's mean is ranked among the earlier days of its kind, workdays or weekends. As long as nothing changes
these ranks are even, whatever the distribution of the values: no normal curve and no known spread is assumed.
The test bets that ranks pile up at either end; what it has won is the evidence, and an alarm is raised where
the evidence reaches a limit. The limit is shared out among all series, so that together they raise on average
at most one alarm in five years by chance. Limits at three deviations, looked at every day, would do so every
few weeks.

The first 56 days with studies, and the first 56 after a shift, are the reference: nothing can be raised in
them. A shift of three daily deviations shows within about ten days. The bound takes one day to say nothing of
the next: a season that changes who comes is a real shift, and is told as one. Days are counted in UTC, once
they are over; of the readers' calls, once nine in ten studies are read, after a week at the latest.
"""


def show(asked: Asked) -> None:
    """Draw the view."""
    found = shift(asked.casebook, asked.window)
    every = alarms(asked.casebook, synthetic=asked.simulated)
    sentence(found.sentence)
    if not found.watched:
        return
    st.caption(_TEST)
    with st.expander("Why this test, and what it can't see"):
        st.markdown(_WHY)
    alarm_list.show(asked, every, found.foremost)
    _watched(asked, found)
    unlabelled.show(asked)


def _watched(asked: Asked, found: Shift) -> None:
    shown = [each for each in found.watched if each.series.points]
    if not shown:
        layout.section("The series")
        st.caption(f"No whole day with studies in {asked.period}.")
        return
    ends = _ends(shown)
    for heading, beginnings in _KINDS:
        some = [each for each in shown if each.series.name.startswith(beginnings)]
        if some:
            _multiples(asked, heading, some, ends)
    _of_a_day(asked, ends)
    _evidence(asked, shown, ends)


def _ends(shown: Sequence[Watched]) -> tuple[date, date]:
    days = [point.day for each in shown for point in each.series.points]
    return min(days), max(days)


def _multiples(asked: Asked, heading: str, some: Sequence[Watched], ends: tuple[date, date]) -> None:
    layout.section(heading, "Dots are days, the line the mean of seven; shaded is the reference.")
    with st.container(horizontal=True, gap="small"):
        for each in some:
            with st.container(width=_WIDE, gap=None):
                _series(asked, each, ends)
    for each in some:
        drill.studies(asked, key=each.series.name, points=_points(each))


def _series(asked: Asked, each: Watched, ends: tuple[date, date]) -> None:
    usual = each.note or f"Usual {_value(each, each.usual)}, from {_between(each)}."
    st.markdown(f"**{layout.plain(each.series.title)}**")
    st.caption(usual)
    labels = {alarm.id: alarm_list.label(alarm) for alarm in each.alarms}
    drill.chart(
        asked,
        charts_shifting.series(each, ends, labels),
        key=each.series.name,
        alt=f"{each.series.title} by day, usual {_value(each, each.usual)}, {len(each.alarms)} alarms.",
        points=_points(each),
    )


def _points(each: Watched) -> dict[str, Behind]:
    """Return what the marks of a series open: an alarm the studies that drive it, a day its studies."""
    days = {day(point.day): Behind(since=point.day, until=point.day) for point in each.series.points}
    return days | alarm_list.points(each.alarms)


def _between(each: Watched) -> str:
    return f"{day(each.reference[0])} to {day(each.reference[1])}"


def _value(each: Watched, value: float) -> str:
    return f"{100 * value:.1f} %" if each.series.share else f"{value:.3f}"


def _of_a_day(asked: Asked, ends: tuple[date, date]) -> None:
    """Offer the studies of a day without a mouse."""
    if not asked.sees_studies:
        return
    chosen = st.date_input(
        "Show the studies of a day", None, min_value=ends[0], max_value=ends[1], key="shift_day",
        format="YYYY-MM-DD", width=220,
    )  # fmt: skip
    if isinstance(chosen, date):
        drill.opened("shift_day", day(chosen))
        drill.studies(asked, key="shift_day", points={day(chosen): Behind(since=chosen, until=chosen)})


def _evidence(asked: Asked, shown: Sequence[Watched], ends: tuple[date, date]) -> None:
    layout.section(
        "How near each series is to an alarm", "The evidence for a shift, as a share of what raises one."
    )
    block(
        asked,
        Block(
            key="evidence",
            figure=charts_shifting.evidence(shown, ends) if any(each.watching for each in shown) else None,
            refused=shown[0].note,
            meaning="Each step up is tenfold. A series that crosses the line at 1 raises an alarm and then "
            "learns a new reference. From usual: in daily deviations, above what is usual.",
            columns=(
                Column("Series", wrap=True),
                Column("Last 7 days", numeric=True),
                Column("From usual", numeric=True),
                Column("Evidence", numeric=True),
            ),
            rows=[_row(each) for each in shown],
            head=("series", "day", "value", "n", "evidence"),
            lines=[
                (each.series.name, point.day, point.value, point.n, share)
                for each in shown
                for point, share in zip(each.series.points, each.evidence, strict=True)
            ],
        ),
    )


def _row(each: Watched) -> Row:
    last = each.series.points[-_LATELY:]
    n = sum(point.n for point in last)
    lately = sum(point.value * point.n for point in last) / n
    return Row(
        (
            each.series.title,
            Cell(_value(each, lately), below=f"n {n:,}"),
            Cell(_away(each, lately), below=_value(each, each.usual)),
            _share(each),
        )
    )


def _away(each: Watched, lately: float) -> str:
    """Return how far a series is from usual, in deviations of a day."""
    if each.spread <= _FLAT:
        return "\u2013"
    # Plus nothing: a minus before 0.0 would say a fall.
    return f"{round((lately - each.usual) / each.spread, 1) + 0.0:+.1f}".replace("-", "\u2212")


def _share(each: Watched) -> Cell:
    if not each.watching:
        return Cell(quiet="learning")
    now = each.evidence[-1]
    return Cell("over 1" if now >= 1 else "under 0.001" if now < 0.001 else f"{now:.2g}")
