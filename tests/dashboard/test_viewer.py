"""What the viewer is told, what it gives back, and what is served to it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.casebook import Casebook
from core.errors import UnknownCaseError
from core.records import Analysis, Band, Box, Mark
from dashboard.components.viewer import View, bundle_response, film_response, mounting, viewer
from dashboard.components.viewer.layers import layer
from dashboard.components.viewer.serving import MAGIC, bundle_address
from tests.dashboard.conftest import an_analysis
from tests.imaging.films import dicom, gradient

BOX = Box(5, 6, 20, 30)


def a_view(case_id: int = 1, analyses: Sequence[Analysis] = ()) -> View:
    return View(case_id, f"/callus/films/{case_id}x", 64, 40, (0.2, 0.1), analyses, f"Case {case_id}")


def casebook_of(data: bytes) -> Casebook:
    def original(case_id: int) -> bytes:
        if case_id != 1:
            raise UnknownCaseError
        return data

    return cast(Casebook, SimpleNamespace(original=original))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the component was mounted with last, and, under "state", what it then says."""
    seen: dict[str, Any] = {"state": {}}

    def mount(**arguments: Any) -> dict[str, Any]:
        seen.update(arguments)
        return cast(dict[str, Any], seen["state"])

    monkeypatch.setattr(mounting, "_mount", mount)
    monkeypatch.setattr(st, "session_state", {})
    return seen


def marks_sent(told: dict[str, Any], *marks: object, showing: int | None = None) -> None:
    number = told["data"]["showing"] if showing is None else showing
    told["state"] = {"marks": {"showing": number, "marks": list(marks)}}


def test_blind_nothing_of_an_answer_is_sent(told: dict[str, Any]) -> None:
    analyses = [an_analysis(0.8, boxes=(BOX,))]
    viewer([a_view(1, analyses)], key="v", answer_shown=False, pending=True)
    assert told["data"]["views"][0]["layers"] == []
    assert told["data"]["note"] == ""
    assert "densenet" not in json.dumps(told["data"]).lower()
    viewer([a_view(1, analyses)], key="v", answer_shown=True)
    assert told["data"]["views"][0]["layers"][0]["boxes"] == [[5, 6, 20, 30]]


@pytest.mark.parametrize(
    ("probability", "line", "boxes"), [(0.8, "solid", 1), (0.4, "dotted", 1), (0.1, "", 0)]
)
def test_lines_say_which_threshold_holds(probability: float, line: str, boxes: int) -> None:
    made = layer(an_analysis(probability, boxes=(BOX,)))
    assert made.lines == (line,) * boxes
    assert len(made.boxes) == boxes


def test_a_region_in_doubt_on_a_positive_film_is_dotted() -> None:
    analysis = an_analysis(0.8, boxes=(BOX, Box(30, 6, 40, 12)))
    weaker = replace(analysis.findings[1], band=Band.DOUBT)
    assert layer(replace(analysis, findings=(analysis.findings[0], weaker))).lines == ("solid", "dotted")


def test_the_alt_text_states_the_finding() -> None:
    said = layer(an_analysis(0.8, boxes=(BOX,))).alt
    assert said == "Fracture likely: probability of a fracture 80 % (positive band). 1 region marked."
    assert "no positive evidence" in layer(an_analysis(0.1, peak=0.0)).alt.lower()
    assert layer(an_analysis(0.1, peak=0.0)).heat == ""


def test_marks_come_back_as_records(told: dict[str, Any]) -> None:
    given = (Mark(1, BOX), Mark(7, BOX))
    shown = viewer([a_view(1), a_view(2)], key="v", answer_shown=False, marks=given)
    assert shown == (Mark(1, BOX),)  # the other is of a film that isn't shown
    marks_sent(told, [2, 0, 0, 64, 40])
    assert viewer([a_view(1), a_view(2)], key="v", answer_shown=False, marks=given) == (
        Mark(2, Box(0, 0, 64, 40)),
    )
    marks_sent(told)
    assert viewer([a_view(1), a_view(2)], key="v", answer_shown=False, marks=given) == ()


def test_marks_of_earlier_films_are_not_taken_for_those_of_the_next(told: dict[str, Any]) -> None:
    viewer([a_view(1)], key="v", answer_shown=False)
    marks_sent(told, [1, 0, 0, 9, 9])
    assert viewer([a_view(2)], key="v", answer_shown=False) == ()
    assert viewer([a_view(1)], key="v", answer_shown=False) == ()  # another visit, another start


@pytest.mark.parametrize(
    "made_up",
    [[9, 0, 0, 5, 5], [1, -1, 0, 5, 5], [1, 5, 5, 5, 9], [1, 0, 0, 65, 5], [1, 0, 0, 5], [1, 0, "0", 5, 5]],
)
def test_a_mark_that_lies_on_no_film_is_left_out(told: dict[str, Any], made_up: list[object]) -> None:
    viewer([a_view(1)], key="v", answer_shown=False)
    marks_sent(told, made_up, [1, 0, 0, 5, 5])
    assert viewer([a_view(1)], key="v", answer_shown=False) == (Mark(1, Box(0, 0, 5, 5)),)


def test_a_film_is_sent_whole_and_kept_nowhere() -> None:
    data = dicom(gradient(), WindowCenter=2048, WindowWidth=1025, PixelSpacing=[0.2, 0.1])
    answer = film_response(casebook_of(data), 1)
    body = bytes(answer.body)
    assert answer.headers["cache-control"] == "no-store"
    assert body.startswith(MAGIC)
    length = int.from_bytes(body[8:12], "little")
    assert (12 + length) % 8 == 0
    assert json.loads(body[12 : 12 + length]) == {
        "width": 64,
        "height": 40,
        "bits": 12,
        "low": 1535.5,
        "high": 2559.5,
        "curve": "linear",
        "spacing": [0.2, 0.1],
    }
    assert np.array_equal(np.frombuffer(body[12 + length :], "<u2").reshape(40, 64), gradient())


def test_nothing_but_pixels_is_sent_of_a_patient() -> None:
    answer = film_response(casebook_of(dicom(gradient(), PatientName="Doe^Jane", PatientID="4711")), 1)
    assert b"Doe" not in bytes(answer.body) and b"4711" not in bytes(answer.body)


def test_a_film_that_is_not_there_is_a_sentence() -> None:
    answer = film_response(casebook_of(b""), 2)
    assert (answer.status_code, bytes(answer.body)) == (404, b"There is no such case.")
    assert film_response(casebook_of(b"Dear colleague"), 1).status_code == 404


def test_the_program_is_served_for_good_and_nothing_else_is() -> None:
    name = bundle_address().rpartition("/")[2]
    answer = bundle_response(name)
    assert (answer.status_code, answer.media_type) == (200, "text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    for other in ("licences.txt", "../viewer.py", "viewer-0.js", ""):
        assert bundle_response(other).status_code == 404


def test_it_is_drawn_on_a_page() -> None:
    def page() -> None:
        from dashboard.components.viewer import View, viewer

        viewer([View(1, "/callus/films/1x", 64, 40, None, (), "Case 1")], key="v", answer_shown=False)

    assert not AppTest.from_function(page).run(timeout=30).exception
