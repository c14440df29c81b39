"""Which studies the Performance page counts. Every choice is in the address, so a bookmark keeps it."""

from datetime import date, timedelta

import streamlit as st

from core.casebook import Casebook
from core.monitoring import Standing, Window, standing
from dashboard.components import layout, moments
from dashboard.components.performance.asked import Asked

DAYS = {"Last 28 days": 28, "Last 90 days": 90, "Last 12 months": 365}
ALL, OWN = "All time", "Own dates"
PATIENTS, SIMULATED = "Patients", "Simulated or drawn"
DEFAULT = "Last 90 days"


def bar(casebook: Casebook, today: date) -> tuple[Window, str] | None:
    """Draw the bar and return the window and the window in words; None, and nothing drawn, without studies.

    Where there are no patients' studies the simulated ones are counted, where there are both one chooses.
    today: in UTC, by which days are counted.
    """
    everything = standing(casebook, Window(synthetic=None))
    if not everything.studies:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", key="callus-window"):
        since, until, words = _period(everything, today)
        synthetic = _origin(everything)
        if synthetic:
            _label()
    return Window(since, until, synthetic), words


def _period(everything: Standing, today: date) -> tuple[date | None, date | None, str]:
    period = st.selectbox(
        "Studies that came in", [*DAYS, ALL, OWN], index=list(DAYS).index(DEFAULT), key="period",
        bind="query-params", width=200,
    )  # fmt: skip
    if period in DAYS:
        return today - timedelta(days=DAYS[period] - 1), None, f"the {period[0].lower()}{period[1:]}"
    if period != OWN:
        return None, None, "all time"
    since = st.date_input(
        "From", everything.first, key="since", bind="query-params", format="YYYY-MM-DD", width=150
    )
    until = st.date_input("Until", today, key="until", bind="query-params", format="YYYY-MM-DD", width=150)
    return _between(since, until)


def _between(since: object, until: object) -> tuple[date | None, date | None, str]:
    first = since if isinstance(since, date) else None
    last = until if isinstance(until, date) else None
    words = " ".join(
        f"{word} {moments.day(day)}" for word, day in (("from", first), ("until", last)) if day is not None
    )
    return first, last, words or "all time"


def _origin(everything: Standing) -> bool:
    """Whether simulated studies are counted instead of patients': never both in one figure."""
    if everything.synthetic in (0, everything.studies):
        return everything.synthetic > 0
    origin = st.segmented_control(
        "Count", [PATIENTS, SIMULATED], default=PATIENTS, required=True, key="count", bind="query-params"
    )
    return origin == SIMULATED


def _label() -> None:
    """Say, on every view, that no patient is in its figures."""
    st.html(
        "<p class='callus-simulated' role='note'><b>Simulated department.</b> Every figure here is made of "
        "simulated or drawn studies, not of patients.</p>",
        width="stretch",
    )


def remarks(asked: Asked) -> None:
    """Say on every view what to know before its figures."""
    for remark in asked.remarks:
        st.warning(remark, icon=":material/schedule:")


def nothing_inside(asked: Asked) -> None:
    """Say that nothing came in in the window, when the last study did, and offer all of them."""
    last = standing(asked.casebook, Window(synthetic=asked.window.synthetic)).last
    words = f"No study came in: {asked.period}." + (f" The last came on {moments.day(last)}." if last else "")
    with layout.empty("Nothing in this period", words, icon="event_busy"):
        st.button("All time", on_click=_all)


def _all() -> None:
    st.session_state["period"] = ALL
