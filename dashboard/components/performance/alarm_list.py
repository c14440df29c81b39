"""Every alarm that was raised: when, how large, who has seen it, what came of it, and what drives it."""

from collections.abc import Iterable, Sequence

import streamlit as st

from core.accounts import Right
from core.casebook import AlarmStep
from core.errors import CasebookError
from core.monitoring import Alarm, AlarmState, Behind, Channel, acknowledge, channels
from dashboard import resources, routes
from dashboard.components import layout, moments, tables
from dashboard.components.moments import day, zone
from dashboard.components.performance import daily_note, drill
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.parts import file
from dashboard.components.tables import Cell, Column, Row

_KEY = "alarms"
_CHOSEN = "alarm"
_TOGETHER_DAYS = 7
_STATES = {AlarmState.NEW: "New", AlarmState.SEEN: "Seen", AlarmState.CLOSED: "Closed"}
_STEPS = {AlarmStep.SEEN: "Seen", AlarmStep.CLOSED: "Closed"}
_COLUMNS = (
    Column("Shifted since"),
    Column("Raised"),
    Column("Series", wrap=True),
    Column("From"),
    Column("To"),
    Column("Daily deviations", numeric=True),
    Column("State"),
)
_CHANNELS = {"mail": "E-mail", "webhook": "Webhook"}
_FILE = ("series", "began_on", "raised_on", "usual", "found", "deviations", "studies", "state", "by", "note")


def show(asked: Asked, every: Sequence[Alarm], foremost: Alarm | None) -> None:
    """Draw the alarms of all time, the newest first, and one in full: of itself the foremost."""
    new = sum(alarm.state is AlarmState.NEW for alarm in every)
    layout.section("Alarms", _count(every, new))
    if every:
        opened = tables.live(_COLUMNS, [_row(alarm) for alarm in every], key="alarm-table", on_sort=_nothing)
        if opened.isdecimal():
            st.session_state[_CHOSEN] = int(opened)
        file(asked, _KEY, _FILE, [_line(alarm) for alarm in every])
        _one(asked, every, foremost)
    _told(asked)
    daily_note.show(asked)


def label(alarm: Alarm) -> str:
    """Return an alarm's name among the points of a chart."""
    return f"{alarm.title}, raised {day(alarm.raised_on)}"


def points(some: Iterable[Alarm]) -> dict[str, Behind]:
    """Return the studies that drive alarms, by the alarms' names."""
    return {label(alarm): Behind(studies=alarm.studies) for alarm in some if alarm.studies}


def _count(every: Sequence[Alarm], new: int) -> str:
    if not every:
        return "None was ever raised."
    return f"{len(every):,} raised so far, {new:,} that nobody has looked at."


def _row(alarm: Alarm) -> Row:
    last = alarm.steps[-1] if alarm.steps else None
    state = Cell(_STATES[alarm.state], quiet=f"{last.who}, {day(last.at.astimezone(zone()))}" if last else "")
    size = f"{alarm.deviation:+.1f}".replace("-", "\u2212")
    return Row(
        (
            day(alarm.began_on),
            day(alarm.raised_on),
            alarm.title,
            _value(alarm, alarm.usual),
            _value(alarm, alarm.found),
            size,
            state,
        ),
        opens=str(alarm.id),
        faded=alarm.state is AlarmState.CLOSED,
    )


def _value(alarm: Alarm, value: float) -> str:
    return f"{100 * value:.1f} %" if alarm.share else f"{value:.3f}"


def _line(alarm: Alarm) -> Sequence[object]:
    last = alarm.steps[-1] if alarm.steps else None
    by, note = (last.who, last.note) if last else ("", "")
    numbers = (alarm.usual, alarm.found, alarm.deviation, len(alarm.studies))
    return alarm.series, alarm.began_on, alarm.raised_on, *numbers, alarm.state, by, note


def _one(asked: Asked, every: Sequence[Alarm], foremost: Alarm | None) -> None:
    by_id = {alarm.id: alarm for alarm in every}
    if _CHOSEN not in st.session_state or st.session_state[_CHOSEN] not in {*by_id, None}:
        st.session_state[_CHOSEN] = foremost.id if foremost else None
    chosen = st.selectbox(
        "Alarm", list(by_id), index=None, key=_CHOSEN, format_func=lambda number: label(by_id[number]),
        placeholder="Choose an alarm", width=520,
    )  # fmt: skip
    if chosen is None:
        return
    alarm = by_id[chosen]
    with st.container(border=True, key="callus-alarm"):
        st.markdown(f"**{layout.plain(alarm.sentence)}**")
        _steps(alarm)
        if alarm.state is not AlarmState.CLOSED and _may(asked):
            _form(asked, alarm, every)
        _driven_by(asked, alarm)


def _steps(alarm: Alarm) -> None:
    rows = [
        Row((moments.moment(step.at), Cell(_STEPS[step.step], below=step.note), step.who))
        for step in alarm.steps
    ]
    if rows:
        tables.show((Column("When"), Column("Step", wrap=True), Column("By")), rows)


def _may(asked: Asked) -> bool:
    return asked.person.may(Right.ADJUDICATE) or asked.person.may(Right.ADMINISTER)


def _form(asked: Asked, alarm: Alarm, every: Sequence[Alarm]) -> None:
    """Draw what can be done: to have seen it, or to close it, with those that began with it if one likes."""
    key = f"alarm-{alarm.id}-{len(alarm.steps)}"
    others = [
        other
        for other in every
        if other.id != alarm.id
        and other.state is not AlarmState.CLOSED
        and abs((other.began_on - alarm.began_on).days) <= _TOGETHER_DAYS
    ]
    note = st.text_input(
        "What it was", key=f"{key}-note", max_chars=2000, placeholder="e.g. detector replaced. No patients."
    )
    named = f"the {len(others)} other{'s' if len(others) > 1 else ''}"
    together = bool(others) and st.checkbox(f"Also {named} that began within a week of it", key=f"{key}-all")
    which = [alarm, *(others if together else ())]
    with st.container(horizontal=True):
        seen = alarm.state is AlarmState.NEW and st.button("Seen", key=f"{key}-seen", type="primary")
        closed = st.button("Close", key=f"{key}-close", disabled=not note.strip(), help="Takes a note.")
    if seen or closed:
        _keep(asked, which, AlarmStep.CLOSED if closed else AlarmStep.SEEN, note)


def _keep(asked: Asked, which: Sequence[Alarm], step: AlarmStep, note: str) -> None:
    try:
        for alarm in which:
            acknowledge(asked.casebook, alarm.id, step, who=asked.person.name, note=note)
    except CasebookError as error:
        st.error(error.sentence, icon=":material/error:")
        return
    more = f" for {len(which)} alarms" if len(which) > 1 else ""
    st.toast(f"Kept: {_STEPS[step].lower()}{more}.", icon=":material/check:")
    routes.again()


def _driven_by(asked: Asked, alarm: Alarm) -> None:
    """Draw the studies that drive an alarm, for who may see them."""
    if not alarm.studies:
        st.caption("No single studies drive it.")
    elif asked.sees_studies:
        drill.opened(_KEY, label(alarm))
        drill.studies(asked, key=_KEY, points=points([alarm]))
    else:
        st.caption(f"{len(alarm.studies)} studies drive it the most. Your role may not see them.")


def _told(asked: Asked) -> None:
    """Say whether alarms leave the house, and when they last did; never to whom."""
    ways = channels(asked.casebook, resources.settings(), synthetic=asked.simulated)
    st.caption(" ".join(_way(way) for way in ways))


def _way(way: Channel) -> str:
    name = _CHANNELS[way.name]
    if not way.is_set:
        return f"{name}: not set up."
    if way.lacking:
        return f"{name}: set up, but can't be used. {way.lacking}"
    told = f"last told {moments.moment(way.told_at)}" if way.told_at else "nothing told yet"
    failed = "; the newest attempt failed" if way.fault else ""
    waiting = f"; {way.waiting:,} alarms wait to be told" if way.waiting else ""
    return f"{name}: set up, {told}{failed}{waiting}."


def _nothing() -> None:
    """The headings of this table don't sort."""
