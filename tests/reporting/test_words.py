"""How figures are said."""

import pytest

from core.reporting import words
from core.reporting.blocks import Cell
from tests.reporting.figures import figure

AUROC = {"value": 0.7896, "low": 0.735, "high": 0.8499, "n": 491, "method": "DeLong, logit scale", "note": ""}


def test_a_figure_is_said_with_its_interval_and_n() -> None:
    assert words.spoken(AUROC) == "0.790 (95 % interval 0.735 to 0.850, n = 491)"
    assert words.spoken(AUROC, words.percent) == "79.0 % (95 % interval 73.5 to 85.0 %, n = 491)"


def test_a_row_of_a_table_names_the_method() -> None:
    texts = [cell.text for cell in words.row("AUROC", AUROC)]
    assert texts == ["AUROC", "0.790", "0.735 to 0.850", "491", "DeLong, logit scale"]


def test_what_has_no_value_is_shown_with_its_note_and_n() -> None:
    none = figure(None, 31)
    assert [cell.text for cell in words.row("Hip", none)][-2:] == ["31", none["note"]]
    assert words.cell(none) == Cell("\u2013", f"{none['note']} n 31")
    assert none["note"].rstrip(".") in words.spoken(none)


def test_a_value_without_an_interval_keeps_the_reason() -> None:
    alone = {**AUROC, "low": None, "high": None, "note": "Too few films for an interval."}
    assert words.cell(alone).below == "Too few films for an interval; n 491"
    assert [cell.text for cell in words.row("AUROC", alone)][2:] == [
        "\u2013",
        "491",
        "DeLong, logit scale; Too few films for an interval.",
    ]


def test_what_a_version_lacks_is_not_measured() -> None:
    assert words.cell(None).below == words.NOT_MEASURED
    assert words.row("Slope", None)[-1].text == words.NOT_MEASURED
    assert words.missing("Boxes").text == "Boxes: not measured for this version."


@pytest.mark.parametrize(
    ("form", "value", "said"),
    [
        (words.decimal, -0.0816, "\u22120.082"),
        (words.difference, 0.0161, "+0.016"),
        (words.ratio, 1.3994, "1.40"),
        (words.percent, 0.95249, "95.2 %"),
    ],
)
def test_numbers_have_their_form(form: words.Form, value: float, said: str) -> None:
    assert form(value) == said


def test_a_p_that_would_be_zero_is_said_to_be_small() -> None:
    assert [words.p_value(p) for p in (0.0004, 0.0312, None)] == ["< 0.001", "0.031", "\u2013"]


def test_every_method_is_named_once() -> None:
    assert words.methods([AUROC, AUROC, figure(0.5), None]) == "Intervals: DeLong, logit scale; Wilson score."


def test_names_are_listed_as_people_list_them() -> None:
    assert [words.listed(names) for names in ([], ["hip"], ["hand", "leg", "hip"])] == [
        "",
        "hip",
        "hand, leg and hip",
    ]
