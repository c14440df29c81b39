"""The reasons for doubt, each from the records that call for it."""

import pytest

from dashboard import doubt
from tests.dashboard.conftest import an_analysis

LARGE = (2000, 2400)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (0.9, 0.7, "Both networks agree."),
        (0.4, 0.5, "Both networks are in doubt."),
        (0.9, 0.1, "The networks contradict each other."),
        (0.9, 0.4, "The networks differ: one is less sure."),
        (0.1, 0.4, "The networks differ: one is less sure."),
    ],
)
def test_two_networks_agree_when_their_bands_are_the_same(first: float, second: float, sentence: str) -> None:
    assert doubt.agreement([an_analysis(first), an_analysis(second, model="resnet50")]) == sentence


def test_one_network_alone_agrees_with_nobody() -> None:
    assert doubt.agreement([an_analysis(0.9)]) == ""
    assert doubt.agreement([]) == ""


def test_a_clear_answer_of_both_networks_leaves_no_doubt() -> None:
    assert doubt.reasons([an_analysis(0.9), an_analysis(0.8, model="resnet50")], LARGE, ()) == ()


def test_between_the_operating_points_both_are_named() -> None:
    found = doubt.reasons([an_analysis(0.45), an_analysis(0.4, model="resnet50")], LARGE, ())
    assert found == ("The probability lies between the operating points (30 % and 60 %).",)


@pytest.mark.parametrize(("probability", "gap"), [(0.61, "1.0"), (0.28, "2.0")])
def test_an_answer_beside_the_doubt_band_says_how_near(probability: float, gap: str) -> None:
    found = doubt.reasons([an_analysis(probability)] * 2, LARGE, ())
    assert found == (f"The probability is only {gap} points from the doubt band.",)


def test_networks_that_differ_are_named_with_what_they_say() -> None:
    found = doubt.reasons([an_analysis(0.9), an_analysis(0.1, model="resnet50")], LARGE, ())
    assert found == ("ResNet50 1.0.0 says negative, DenseNet121 1.0.0 says positive.",)


def test_a_positive_answer_without_evidence_is_doubtful() -> None:
    found = doubt.reasons([an_analysis(0.9, peak=0.0)] * 2, LARGE, ())
    assert found == ("The heatmap shows no region that explains the positive answer.",)


def test_a_negative_answer_without_evidence_is_not() -> None:
    assert doubt.reasons([an_analysis(0.1, peak=0.0)] * 2, LARGE, ()) == ()


def test_the_film_itself_gives_reasons_last_and_even_without_an_answer() -> None:
    remark = "The file was cut short."
    small = "The film is small (120 by 400 pixels): fine fracture lines may be lost."
    assert doubt.reasons([], (120, 400), (remark,)) == (small, remark)
    assert doubt.reasons([an_analysis(0.9)], (120, 400), (remark,)) == (
        "Only one network gave an opinion.",
        small,
        remark,
    )
