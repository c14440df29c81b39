"""A study on paper: everything that was said of it, nobody's name but the readers', the notice everywhere."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from core.records import (
    Agreement,
    Analysis,
    Box,
    Call,
    Finding,
    FirstRead,
    Mark,
    Mode,
    Objection,
    OperatingPoints,
    Radiograph,
    Read,
)
from core.reporting.study import NOTICE, FilmSheet, StudySheet, study_pdf
from core.reporting.study_pictures import LONGEST, marked_film, plain_film

NOW = datetime(2026, 11, 26, 7, 30, tzinfo=UTC)
POINTS = OperatingPoints(0.2, 0.7)


@dataclass(frozen=True)
class Ruling:
    who: str
    label: Call
    why: str
    made_at: datetime | None


def film(case_id: int = 7, height: int = 300, width: int = 200, probability: float = 0.825) -> FilmSheet:
    pixels = np.tile(np.linspace(0, 1, width, dtype=np.float32), (height, 1))
    header = {"BodyPartExamined": "HAND"}
    radiograph = Radiograph(pixels, "a" * 64, "DICOM", header=header)
    heat = np.zeros((10, 8), np.float32)
    heat[2:4, 2:4] = 0.9
    said = Analysis(
        "a" * 64,
        "densenet121",
        "0.3.0",
        probability,
        POINTS.band(probability),
        POINTS,
        heat,
        (Finding(Box(40, 50, 120, 130), 0.9),),
        {},
    )
    return FilmSheet(case_id, f"View {case_id - 6}", radiograph, (said,))


def sheet(**changes: object) -> StudySheet:
    first = FirstRead(3, "anna", Call.NO_FRACTURE, 75, (), "Nothing.", 12.4, 1, NOW)
    wrong = Read(
        7, "anna", Call.NO_FRACTURE, Agreement.DISAGREE, 1, "", 3.0, None, 4, NOW, 3, 1, Objection.FALSE_ALARM
    )
    right = Read(
        7,
        "anna",
        Call.FRACTURE,
        Agreement.AGREE,
        1,
        "Seen now.",
        9.0,
        4,
        5,
        NOW,
        3,
        1,
        marks=(Mark(7, Box(40, 50, 120, 130)),),
        report="A fracture is seen on this film.",
    )
    decided = Ruling("clara", Call.FRACTURE, "Cortical step.", NOW)
    whole = StudySheet(
        3,
        NOW,
        Mode.BLIND_FIRST,
        False,
        (film(),),
        (first,),
        (wrong, right),
        (decided,),
        "Callus 0.1.0",
        "Trauma unit",
        "anna",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_the_same_sheet_gives_the_same_file() -> None:
    made = study_pdf(sheet())
    assert made.startswith(b"%PDF-")
    assert made == study_pdf(sheet())
    assert b"/Title (Study 3)" in study_pdf(sheet(), compress=False)


def test_a_study_of_many_views_without_an_answer_or_a_read_comes_out_whole() -> None:
    films = tuple(replace(film(case_id), analyses=()) for case_id in range(7, 12))
    made = study_pdf(sheet(films=films, first_reads=(), reads=(), decisions=(), synthetic=True))
    assert made.count(b"/Type /Page\n") >= 2


def test_only_reads_that_stand_count_as_final() -> None:
    assert [read.id for read in sheet().final_reads] == [5]


def test_every_picture_carries_the_notice_below_the_film_and_leaves_the_film_alone() -> None:
    picture = np.asarray(Image.open(io.BytesIO(plain_film(film()))))
    assert picture.shape[1] == 200
    assert picture.shape[0] > 300
    strip = picture[300:].max(axis=2)
    assert (strip > 180).sum() > 100  # letters
    shown = picture[:298, :, 0].astype(int)
    assert np.abs(shown - np.linspace(0, 255, 200).round()).mean() < 3  # a JPEG's error only


def test_a_large_film_is_fitted_and_its_boxes_with_it() -> None:
    large = film(height=LONGEST * 2, width=1000)
    picture = np.asarray(Image.open(io.BytesIO(marked_film(large, [Box(100, 200, 900, 2600)])))).astype(int)
    assert picture.shape[0] < LONGEST * 1.1
    blue = (picture[..., 2] - picture[..., 0] > 60).nonzero()
    assert (blue[0].min(), blue[1].min()) == pytest.approx((100, 50), abs=6)


def test_marks_are_drawn_where_there_is_no_answer() -> None:
    bare = replace(film(), analyses=())
    plain = np.asarray(Image.open(io.BytesIO(marked_film(bare, []))))
    marked = np.asarray(Image.open(io.BytesIO(marked_film(bare, [Box(40, 50, 120, 130)]))))
    assert plain.shape == marked.shape
    assert (plain != marked).any()


def test_the_last_decision_is_the_reference() -> None:
    from core.reporting import study_words

    made = (
        Ruling("sonja", Call.FRACTURE, "A step.", NOW),
        Ruling("tom", Call.NO_FRACTURE, "A growth plate.", NOW),
    )
    said = repr(study_words.front(sheet(decisions=made)))
    assert "Reference label: no fracture." in said


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (400, 3)])
def test_a_film_of_any_shape_can_be_set(size: tuple[int, int]) -> None:
    assert study_pdf(sheet(films=(film(height=size[0], width=size[1]),)))


def test_nothing_of_the_header_goes_to_paper() -> None:
    from core.reporting import study_words

    blocks = (*study_words.front(sheet()), *study_words.answers(sheet()), *study_words.reads(sheet()))
    said = repr((*blocks, *study_words.decisions(sheet())))
    assert "HAND" not in said
    assert "corrects read 4" in said and "corrected by read 5" in said
    assert "disagrees with the answer (false alarm)" in said
    assert "82.5 %" in said and "densenet121 0.3.0" in said
    assert "Cortical step." in said and "A fracture is seen on this film." in said
    assert "Signed: anna: fracture. Reference label: fracture." in said
    assert NOTICE
