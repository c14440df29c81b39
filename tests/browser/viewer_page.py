"""The page of `viewer_bench`: what is shown is said in the address, what was marked stands below."""

import json

import numpy as np
import streamlit as st

from core.records import Analysis, Box, Finding, FloatImage, Mark, OperatingPoints
from dashboard.components.viewer import View, viewer

SIZES = {1: (400, 300), 2: (300, 400), 3: (200, 200), 9: (10, 10)}
SPACINGS = {1: (0.5, 0.5), 2: (0.2, 0.1), 3: None, 9: None}
POINTS = OperatingPoints(0.3, 0.6)


def analysis(case_id: int, model: str, probability: float) -> Analysis:
    """Evidence in one cell of the film, its lower right corner at 3/4 of the width and half the height."""
    width, height = SIZES[case_id]
    heatmap: FloatImage = np.zeros((4, 8), np.float32)
    heatmap[1, 5] = 0.9
    box = Box(width * 5 // 8, height // 4, width * 6 // 8, height // 2)
    return Analysis(
        f"{case_id:064}", model, "1.0.0", probability, POINTS.band(probability), POINTS, heatmap,
        (Finding(box, 0.9),), {"total": 1.0},
    )  # fmt: skip


st.set_page_config(layout="wide")
asked = st.query_params
st.html("<style>.stMainBlockContainer { padding: 1rem 1rem 0 }</style>")
st.session_state.setdefault("films", [int(number) for number in asked.get("films", "1").split(",")])
networks = int(asked.get("networks", "1"))
left, right = st.columns([4, 1])
with right:
    if st.button("Next study"):
        st.session_state["films"] = [3]
    st.text_area("Comment")
    shown = st.toggle("Answer", value=asked.get("answer", "1") == "1")
    drawing = st.toggle("Drawing", value=True)
views = [
    View(
        number,
        f"/callus/films/{number}",
        *SIZES[number],
        SPACINGS[number],
        [
            analysis(number, model, probability)
            for model, probability in (("densenet121", 0.8), ("resnet50", 0.4))
        ][:networks],
        f"Case {number}",
    )
    for number in st.session_state["films"]
]
with left:
    given = [Mark(1, Box(10, 20, 60, 80))] if asked.get("given") else []
    marks = viewer(
        views, key="bench", answer_shown=shown, drawing=drawing, marks=given, prefetch=["/callus/films/3"]
    )
with right:
    st.code(json.dumps([[mark.case_id, *mark.box.as_list()] for mark in marks]))
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.caption(f"run {st.session_state['runs']}")
