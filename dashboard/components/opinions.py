"""What the other networks say, whether they agree, and the reasons for doubt."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.records import Analysis
from dashboard import doubt
from dashboard.components.figures import name_of_model
from dashboard.components.verdict import badge, told_apart


def opinions(analyses: Sequence[Analysis], failures: Sequence[str]) -> None:
    """Draw one line a network, the deciding one first and marked as such, and whether they agree.

    failures: one sentence for each network that could not speak.
    """
    if failures:
        st.warning(" ".join(failures), icon=":material/warning:")
    else:
        st.empty()
    if not analyses:
        st.empty()
        return
    lines = "".join(_line(analysis, decides=place == 0) for place, analysis in enumerate(analyses))
    st.html(
        f"<table class='callus-opinions'>{lines}</table>"
        f"<p class='callus-agree'>{doubt.agreement(analyses)}</p>"
    )


def _line(analysis: Analysis, *, decides: bool) -> str:
    said, _, _ = told_apart(analysis.probability, analysis.operating_points)
    mark = " <small>decides</small>" if decides else ""
    return (
        f"<tr><th scope='row'>{escape(name_of_model(analysis.model, analysis.version))}{mark}</th>"
        f"<td>{badge(analysis.band)}</td><td>{escape(said)}</td></tr>"
    )


def doubts(sentences: Sequence[str]) -> None:
    """Draw the reasons for doubt; where there are none, their place stays empty."""
    if not sentences:
        st.empty()
    else:
        lines = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        st.html(f"<div class='callus-doubts'><h3>Reasons for doubt</h3><ul>{lines}</ul></div>")
