"""Is it quick? From arrival to analysis and to the first read, against the department's target."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.monitoring import Behind, HourWaits, Turnround, Wait, Waited, Waits, longest, turnround
from core.records import Band
from dashboard.components import layout, moments, tables
from dashboard.components.performance import charts_quick, drill
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.parts import NUMBERS, Block, block, file, numbers, rate, sentence
from dashboard.components.tables import Cell, Column, Row
from dashboard.components.verdict import badge
from dashboard.components.worklist_table import waited

_POSITIVE = frozenset({Band.POSITIVE.value})
_NOW = {
    "Unread now": Behind(wait=Wait.UNREAD),
    "Unread now, past the target": Behind(wait=Wait.OVERDUE),
    "Of these days, unread past the target": Behind(wait=Wait.LYING),
    "Read after the target": Behind(wait=Wait.LATE),
    "Positive, read after the target": Behind(wait=Wait.LATE, bands=_POSITIVE),
    "Read before they came in": Behind(wait=Wait.BACKWARDS),
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def show(asked: Asked) -> None:
    """Draw the view."""
    found = turnround(asked.casebook, asked.window, zone=asked.zone)
    sentence(found.sentence)
    if found.backwards:
        st.warning(
            f"{found.backwards:,} studies were read or analysed before they came in: a clock jumped. "
            "They are in no figure.",
            icon=":material/schedule:",
        )
    _waits(asked, found)
    _longest(asked)
    if found.read.in_target.n:
        layout.section("Read within the target, week by week")
        block(asked, _weeks(found))
        layout.section("By weekday and hour")
        block(asked, _hours(asked, found))
    layout.section("Backlog")
    block(asked, _backlog(found))


def _waits(asked: Asked, found: Turnround) -> None:
    """Show how long it takes from arrival, and what waits now."""
    layout.section(
        "From arrival",
        f"The target is {found.target_minutes} minutes now; a day is held against the target of its time. "
        "Median and 90 % are of the studies that were read, off steps of some minutes; of those within the "
        "target, what lies unread past it counts as late.",
    )
    named = (("To the analysis", found.analysis), ("To the first read", found.read),
             ("To the first read, marked positive", found.positive))  # fmt: skip
    left, right = st.columns([3, 2], gap="large")
    with left:
        tables.show(
            (Column(""), Column("Done", numeric=True), Column("Median", numeric=True),
             Column("90 % within", numeric=True), Column("Within the target", numeric=True)),
            [_row(name, waits) for name, waits in named],
        )  # fmt: skip
        head = ("stage", "studies", "median_minutes", "ninetieth_minutes", "mean_minutes")
        lines = [
            (name, each.n, each.median, each.ninetieth, each.mean, *numbers(each.in_target))
            for name, each in named
        ]
        file(asked, "turnround", (*head, *NUMBERS), lines)
    with right:
        tables.facts(
            (
                ("Unread now", f"{found.unread:,}"),
                ("Of them positive", f"{found.positive_unread:,}"),
                ("Past the target", f"{found.overdue:,}"),
            )
        )
        drill.choice(asked, key="waits", points=_NOW)
    drill.studies(asked, key="waits", points=_NOW)


def _row(name: str, waits: Waits) -> Row:
    median, ninetieth = (
        Cell("\u2013", below="too few studies") if minutes is None else minutes_in_words(minutes)
        for minutes in (waits.median, waits.ninetieth)
    )
    return Row((name, f"{waits.n:,}", median, ninetieth, rate(waits.in_target)))


def minutes_in_words(minutes: float) -> str:
    """Return a wait as a person says it: "35 s", "12 min", "3 h 20 min"."""
    return f"{60 * minutes:.0f} s" if minutes < 1 else waited(round(minutes))


def _longest(asked: Asked) -> None:
    """Name the studies that waited the longest, for who may see them."""
    layout.section("Who waited longest", f"Read studies: {asked.period}. Unread ones: whenever they came in.")
    if not asked.sees_studies:
        st.caption("Your role may not see which studies they are.")
        return
    found = longest(asked.casebook, asked.window)
    left, right = st.columns(2, gap="large")
    with left:
        _listed("Unread now", found.unread, "No study waits to be read.", banded=False)
    with right:
        _listed("Read", found.read, "No study was read yet.", banded=True)


def _listed(title: str, found: Sequence[Waited], nothing: str, *, banded: bool) -> None:
    st.markdown(f"**{title}**")
    if not found:
        st.caption(nothing)
        return
    rows = [
        Row(
            (
                Cell(f"Study {each.study_id}", href=f"case?case={each.case_id}"),
                moments.moment(each.created_at),
                waited(round(each.minutes)),
                *((_band(each),) if banded else ()),
            )
        )
        for each in found
    ]
    columns = Column("Study"), Column("Came in"), Column("Waited", numeric=True)
    tables.show((*columns, *((Column("Band"),) if banded else ())), rows)


def _band(each: Waited) -> Cell:
    # Unread studies have none here: they may be somebody's to read without the answer.
    return Cell(markup=badge(each.band)) if each.band else Cell(quiet="not analysed")


def _weeks(found: Turnround) -> Block:
    labels = {each.monday: f"Positive, week of {moments.day(each.monday)}" for each in found.weeks}
    drawn = [each for each in found.weeks if each.positive.drawable]
    return Block(
        key="weeks",
        figure=charts_quick.weeks(found.weeks, labels) if drawn else None,
        refused="No week has the 20 positive studies, read or past the target, that a rate takes.",
        meaning="How many of the studies marked positive were read within the target, week by week, with "
        f"95 % intervals; n = {found.positive.in_target.n:,}. The dashed line is all studies, "
        f"n = {found.read.in_target.n:,}. What lies unread past the target counts as late.",
        columns=(Column("Week from"), Column("Positive", numeric=True), Column("All", numeric=True)),
        rows=[
            Row((moments.day(each.monday), rate(each.positive), rate(each.in_target)))
            for each in reversed(found.weeks)
        ],
        head=("monday", *(f"positive_{name}" for name in NUMBERS), *(f"all_{name}" for name in NUMBERS)),
        lines=[(each.monday, *numbers(each.positive), *numbers(each.in_target)) for each in found.weeks],
        points={labels[each.monday]: _of_week(each.monday) for each in reversed(drawn)},
    )


def _of_week(monday: date) -> Behind:
    return Behind(since=monday, until=monday + timedelta(days=6), wait=Wait.DUE, bands=_POSITIVE)


def _hours(asked: Asked, found: Turnround) -> Block:
    labels = {(each.weekday, each.hour): _hour(each) for each in found.hours}
    drawn = [each for each in found.hours if each.in_target.drawable]
    return Block(
        key="hours",
        figure=charts_quick.hours(found.hours, labels) if drawn else None,
        refused="No hour of the week has the 20 studies, read or past the target, that a rate takes.",
        meaning="Percent read within the target by the hour in which studies came in, in your time zone; the "
        f"brighter, the fewer. n = {found.read.in_target.n:,}, those that lie unread past the target among "
        "them; hours of fewer than 20 stay empty.",
        columns=(
            Column("Hour"),
            Column("Mean wait", numeric=True),
            Column("Within the target", numeric=True),
        ),
        rows=[
            Row((_hour(each), "" if each.mean is None else minutes_in_words(each.mean), rate(each.in_target)))
            for each in found.hours
            if each.in_target.n
        ],
        head=("weekday", "hour", "mean_minutes", *NUMBERS),
        lines=[(_DAYS[each.weekday], each.hour, each.mean, *numbers(each.in_target)) for each in found.hours],
        points={
            _hour(each): Behind(weekday=each.weekday, hour=each.hour, zone=asked.zone, wait=Wait.DUE)
            for each in drawn
        },
    )


def _hour(each: HourWaits) -> str:
    return f"{_DAYS[each.weekday]} {each.hour:02}\u2013{each.hour + 1:02} h"


def _backlog(found: Turnround) -> Block:
    labels = {each.day: f"{moments.day(each.day)}, read after the target" for each in found.days}
    return Block(
        key="backlog",
        figure=charts_quick.backlog(found.days, labels) if found.days else None,
        refused="No study came in, and none was unread.",
        meaning="Studies that were unread at the end of each day (UTC), whenever they came in. A point opens "
        "those that came in that day and were read after the target. "
        f"n = {sum(each.arrived for each in found.days):,} came in.",
        columns=(
            Column("Day"),
            Column("Came in", numeric=True),
            Column("Unread at its end", numeric=True),
            Column("Read within the target", numeric=True),
        ),
        rows=[
            Row((moments.day(each.day), f"{each.arrived:,}", f"{each.backlog:,}", rate(each.in_target)))
            for each in reversed(found.days)
        ],
        head=("day", "came_in", "unread_at_end", *NUMBERS),
        lines=[(each.day, each.arrived, each.backlog, *numbers(each.in_target)) for each in found.days],
        points={
            labels[each.day]: Behind(since=each.day, until=each.day, wait=Wait.LATE)
            for each in reversed(found.days)
        },
    )
