"""The Overview: the one thing that needs attention first, and the five questions with their main figures."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.monitoring import (
    AlarmState,
    Answers,
    Concern,
    Figure,
    Headline,
    Question,
    Severity,
    Trends,
    answers,
    headline,
    trends,
)
from dashboard.components.performance import tiles, views
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.reports import reports
from dashboard.components.performance.tiles import Tile

# Shape and word, never colour alone.
_LOOKS = {
    Severity.ALARM: ("alarm", "▲", "Needs attention now"),
    Severity.WARNING: ("warning", "◆", "Ought to be mended"),
    Severity.NOTE: ("note", "■", "To know"),
    Severity.FINE: ("fine", "●", "All quiet"),
}
VIEW_OF = {
    Question.RIGHT: "Is it right?",
    Question.HELP: "Does it help?",
    Question.SHIFT: "Is it shifting?",
    Question.QUICK: "Is it quick?",
    Question.NEXT: "What next?",
}
_OTHERS = 4


def show(asked: Asked) -> None:
    """Draw the view."""
    found = answers(asked.casebook, asked.window, viewer=asked.person.name, zone=asked.zone)
    said = headline(found, {name: report.promised for name, report in reports().items()})
    _headline(said)
    _tiles(found, trends(asked.casebook, asked.window, found.standing))
    st.caption(f"Looked at: {'; '.join(said.looked_at)}.")


def _headline(said: Headline) -> None:
    """Draw what comes first, large, then the others in a line each."""
    look, shape, word = _LOOKS[said.first.severity]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"callus-first-{look}"):
        tiles.first(shape, word, said.first.sentence)
        if said.first.severity is not Severity.FINE:
            _link(said.first, key="first")
    with st.container(key="callus-others", gap=None):
        for place, other in enumerate(said.others[:_OTHERS]):
            with st.container(horizontal=True, vertical_alignment="center"):
                _, shape, word = _LOOKS[other.severity]
                tiles.other(shape, word, other.sentence)
                _link(other, key=f"other_{place}")


def _link(concern: Concern, *, key: str) -> None:
    view = VIEW_OF[concern.question]
    st.button(
        view, key=f"to_{key}", type="tertiary", icon=":material/arrow_forward:", icon_position="right",
        on_click=partial(views.go_to, view),
    )  # fmt: skip


def _tiles(found: Answers, seen: Trends) -> None:
    made: tuple[Callable[[Answers, Trends], Tile], ...] = (_right, _helps, _shifts, _quick, _next)
    with st.container(key="callus-tiles", horizontal=True):
        for question, make in zip(Question, made, strict=True):
            with st.container(border=True, key=f"callus-tile-{question}"):
                tiles.tile(make(found, seen))
                st.button(
                    VIEW_OF[question], key=f"tile_{question}", type="tertiary",
                    icon=":material/arrow_forward:", icon_position="right",
                    on_click=partial(views.go_to, VIEW_OF[question]),
                )  # fmt: skip


def _right(found: Answers, _: Trends) -> Tile:
    figure = found.accuracy.best("high_sensitivity", "sensitivity")
    rolling = found.accuracy.rolling["high_sensitivity"]
    return _of_figure("Fractures the model finds", figure, _thinned([each.sensitivity for each in rolling]))


def _helps(found: Answers, seen: Trends) -> Tile:
    return _of_figure("Wrong answers followed", found.influences.overall.followed_wrong, seen.followed_wrong)


def _shifts(found: Answers, _: Trends) -> Tile:
    unclosed = [alarm for alarm in found.shift.alarms if alarm.state is not AlarmState.CLOSED]
    watching = sum(each.watching for each in found.shift.watched)
    scores = next((each.series for each in found.shift.watched if each.series.name == "probability"), None)
    values = [point.value for point in scores.points] if scores else []
    return Tile(
        "Alarms that are open",
        f"{len(unclosed):,}",
        f"{len(found.shift.alarms):,} in this time; {watching} of {len(found.shift.watched)} series watched",
        tiles.thinned(values),
        "mean probability",
    )


def _quick(found: Answers, _: Trends) -> Tile:
    weeks = [week.positive for week in found.turnround.weeks]
    title = f"Positives read within {found.turnround.target_minutes} min"
    return _of_figure(title, found.turnround.positive.in_target, _thinned(weeks))


def _next(found: Answers, seen: Trends) -> Tile:
    waiting = found.attention
    return Tile(
        "Disagreements to decide",
        f"{waiting.disputes:,}",
        f"in {waiting.missed:,} a fracture may be missed; {waiting.recalls:,} recalls open",
        [float(n) for n in seen.undecided],
        "undecided, by arrival",
        share=False,
    )


def _of_figure(title: str, figure: Figure, trend: Sequence[Figure]) -> Tile:
    values = [each.value for each in trend]
    if figure.value is None:
        return Tile(title, "\u2013", figure.note, values, "over this time")
    reach = "no interval"
    if figure.low is not None and figure.high is not None:
        reach = f"95 % interval {100 * figure.low:.1f}\u2013{100 * figure.high:.1f}"
    return Tile(title, f"{100 * figure.value:.1f} %", f"{reach} · n {figure.n:,}", values, "over this time")


def _thinned(figures: Sequence[Figure]) -> list[Figure]:
    return [figures[place] for place in tiles.places(len(figures))]
