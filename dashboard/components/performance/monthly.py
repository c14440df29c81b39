"""Monthly report: choose a month, look at its report, take it away as HTML or PDF.

It is made by what `python -m core report --month` calls, so it says the same.
"""

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import CallusError
from core.monitoring import Window, month, standing, write_month
from dashboard.components import layout, moments
from dashboard.components.performance.asked import Asked

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_KEPT = "monthly-report"
_ASKING = 0.2  # of the progress bar, for the questions; the rest is drawing
_TALL = 820  # pixels


@dataclass(frozen=True, slots=True)
class Made:
    """A report as it was made: of what month and studies, when, and its two files."""

    month: str
    simulated: bool
    at: datetime
    name: str
    page: str
    pages: bytes


def show(asked: Asked) -> None:
    """Draw the view."""
    months = _months(asked)
    if not months:
        st.caption("A report can be made once studies have come in.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Month", months, index=_newest_whole(months), key="month", bind="query-params", width=200,
            format_func=_name,
        )  # fmt: skip
        wanted = st.button("Make the report", type="primary", icon=":material/description:")
    if chosen == _this_month():
        st.caption("This month isn't over: the report is of its days so far.")
    if wanted:
        st.session_state[_KEPT] = _make(asked, chosen)
    made = st.session_state.get(_KEPT)
    if isinstance(made, Made) and (made.month, made.simulated) == (chosen, asked.simulated):
        _shown(made)
    else:
        with layout.empty(
            f"Performance in {_name(chosen)}",
            "The five questions on one month, against the three months before: to read here, or to take away "
            "as HTML or PDF.",
            icon="description",
        ):
            st.caption("Making it takes some seconds.")


def _make(asked: Asked, chosen: str) -> Made | None:
    """Make the report under a progress bar; None, and the reason drawn, where it can't be."""
    bar = st.progress(0.0, f"Asking the casebook about {_name(chosen)}")
    try:
        said = month(asked.casebook, chosen, synthetic=asked.simulated, zone=asked.zone)
        bar.progress(_ASKING, "Drawing the charts")
        with tempfile.TemporaryDirectory() as folder:
            page, pages = write_month(
                said,
                Path(folder),
                made_on=datetime.now(UTC).date(),
                name_studies=asked.sees_studies,
                progress=lambda share: _tell(bar, share),
            )
            return Made(
                chosen,
                asked.simulated,
                datetime.now(UTC),
                f"callus-{'simulated-' if asked.simulated else ''}{page.stem}",
                page.read_text("utf-8"),
                pages.read_bytes(),
            )
    except CallusError as error:
        st.error(error.sentence, icon=":material/error:")
        return None
    finally:
        bar.empty()


def _tell(bar: "DeltaGenerator", share: float) -> None:
    bar.progress(_ASKING + (1 - _ASKING) * share, "Drawing the charts" if share < 1 else "Setting the pages")


def _shown(made: Made) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, content, kind in (
            ("HTML", made.page.encode(), "text/html"),
            ("PDF", made.pages, "application/pdf"),
        ):
            st.download_button(
                label, content, f"{made.name}.{label.lower()}", kind, key=f"month_{label}",
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip
        st.caption(f"Made {moments.moment(made.at)}.", width="stretch")
    # In a frame of its own, in which its policy lets nothing run and nothing be fetched.
    st.iframe(made.page, height=_TALL, alt=f"Report on {_name(made.month)}")


def _months(asked: Asked) -> list[str]:
    """Return the months (UTC) from the first study to the last, the newest first."""
    whole = standing(asked.casebook, Window(synthetic=asked.window.synthetic))
    if whole.first is None or whole.last is None:
        return []
    found, first = [], whole.first.replace(day=1)
    while first <= whole.last:
        found.append(f"{first:%Y-%m}")
        first = (first + timedelta(days=32)).replace(day=1)
    return found[::-1]


def _newest_whole(months: list[str]) -> int:
    return 1 if len(months) > 1 and months[0] == _this_month() else 0


def _this_month() -> str:
    return f"{datetime.now(UTC):%Y-%m}"


def _name(text: str) -> str:
    return f"{date.fromisoformat(f'{text}-01'):%B %Y}"
