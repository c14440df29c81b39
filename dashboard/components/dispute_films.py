"""The films of a study in dispute: bare for the senior's own look, then with answers and all marks."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.casebook import CaseRecord
from core.records import Mark
from dashboard import session
from dashboard.adjudicating import Bench
from dashboard.components.study_films import views_of
from dashboard.components.viewer import viewer

OWN = "Mine"


def dispute_films(bench: Bench, *, drawing: bool, ahead: Sequence[CaseRecord]) -> tuple[Mark, ...]:
    """Draw the viewer and return the senior's marks; before their own look it gets nothing of an answer.

    ahead: films that will probably be seen next.
    """
    own = bench.draft.marks
    if not own and bench.decisions:
        own = bench.decisions[0].marks
    whose = st.session_state.get(_key(bench)) or OWN
    if bench.looked and whose in (others := _others(bench)):
        _films(bench, f"dispute-films-{whose}", others[whose], drawing=False, ahead=ahead)
        return own
    return _films(bench, "dispute-films", own, drawing=drawing, ahead=ahead)


def whose_marks(bench: Bench) -> None:
    """Draw the choice of whose marks lie on the film, where others made any."""
    if others := _others(bench):
        st.segmented_control("Marks on the film", [OWN, *others], default=OWN, required=True, key=_key(bench))


def _key(bench: Bench) -> str:
    return f"whose-{bench.study.id}"


def _others(bench: Bench) -> Mapping[str, tuple[Mark, ...]]:
    """Return the marks of everybody else who made any, by reader."""
    return {read.reader: read.marks for read in bench.final if read.marks and read.reader != bench.senior}


def _films(
    bench: Bench, key: str, marks: tuple[Mark, ...], *, drawing: bool, ahead: Sequence[CaseRecord]
) -> tuple[Mark, ...]:
    return viewer(
        views_of(bench.study, bench.stored if bench.looked else {}),
        key=key,
        answer_shown=bench.looked,
        drawing=drawing,
        marks=marks,
        prefetch=[session.film_address(film.id) for film in ahead],
    )
