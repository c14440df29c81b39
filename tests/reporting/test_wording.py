"""The pre-report text says what the reader signed and not a word more."""

import pytest

from core.records import Band, Box, Call, Mark
from core.reporting.wording import Statement, ViewWords, place, pre_report

ONE = {7: ViewWords("view 1", 900, 1200)}
TWO = {**ONE, 8: ViewWords("view 2", 600, 600)}
UPPER_LEFT, CENTRE = Box(10, 20, 110, 140), Box(400, 500, 500, 700)


def test_no_fracture_is_one_sentence() -> None:
    assert pre_report(Statement(Call.NO_FRACTURE), ONE) == "No fracture is seen on this film."
    assert pre_report(Statement(Call.NO_FRACTURE), TWO) == "No fracture is seen on these 2 views."


def test_a_fracture_is_said_with_its_places() -> None:
    marks = (Mark(7, UPPER_LEFT), Mark(7, CENTRE), Mark(7, UPPER_LEFT))
    assert pre_report(Statement(Call.FRACTURE, marks), ONE) == (
        "A fracture is seen on this film.\nMarked: upper left part of the picture, centre of the picture."
    )


def test_each_view_has_its_own_line() -> None:
    marks = (Mark(8, Box(500, 500, 600, 600)), Mark(7, UPPER_LEFT))
    assert pre_report(Statement(Call.FRACTURE, marks), TWO) == (
        "A fracture is seen on these 2 views.\n"
        "Marked on view 1: upper left part of the picture.\n"
        "Marked on view 2: lower right part of the picture."
    )


def test_an_unmarked_fracture_says_so() -> None:
    assert pre_report(Statement(Call.FRACTURE), ONE).endswith("The place is not marked.")


def test_unsure_claims_neither_and_its_marks_are_in_question() -> None:
    assert pre_report(Statement(Call.UNSURE), ONE) == "Whether there is a fracture stays open on this film."
    text = pre_report(Statement(Call.UNSURE, (Mark(7, CENTRE),)), ONE)
    assert text.endswith("Marked as in question: centre of the picture.")


def test_marks_beside_no_fracture_or_on_other_films_are_not_repeated() -> None:
    assert "Marked" not in pre_report(Statement(Call.NO_FRACTURE, (Mark(7, CENTRE),)), ONE)
    assert pre_report(Statement(Call.FRACTURE, (Mark(99, CENTRE),)), ONE).endswith("The place is not marked.")


def test_confidence_and_comment_are_the_readers_own() -> None:
    text = pre_report(Statement(Call.NO_FRACTURE, confidence=0, comment="  Growth plate,\n no break "), ONE)
    assert text.splitlines()[1:] == [
        "Confidence of the reader: 0 of 100.",
        "Comment: Growth plate, no break.",
    ]


@pytest.mark.parametrize("band", list(Band))
def test_the_second_reader_is_named_only_on_request_and_never_with_a_finding(band: Band) -> None:
    assert "AI" not in pre_report(Statement(Call.FRACTURE), ONE)
    last = pre_report(Statement(Call.NO_FRACTURE, second_reader=band), ONE).splitlines()[-1]
    assert last == f"AI second reader: {band} band. Decision support, not a diagnosis."


@pytest.mark.parametrize(
    ("box", "said"),
    [
        (Box(0, 0, 30, 30), "upper left part of the picture"),
        (Box(130, 0, 170, 30), "upper centre part of the picture"),
        (Box(270, 130, 300, 170), "middle right part of the picture"),
        (Box(130, 130, 170, 170), "centre of the picture"),
        (Box(290, 290, 400, 400), "lower right part of the picture"),
    ],
)
def test_a_place_is_one_of_nine(box: Box, said: str) -> None:
    assert place(box, 300, 300) == said
