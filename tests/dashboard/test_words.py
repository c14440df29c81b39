"""How the dashboard says things: probabilities, reads, and text of others shown as it stands."""

import pytest

from core.records import Agreement, Band, Call, OperatingPoints, Read
from dashboard.components.layout import plain
from dashboard.components.read_form import said
from dashboard.components.verdict import badge, percent, sentence, told_apart


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "< 1 %"),
        (0.0099, "< 1 %"),
        (0.01, "1 %"),
        (0.634, "63 %"),
        (0.99, "99 %"),
        (0.999, "> 99 %"),
        (1.0, "> 99 %"),
    ],
)
def test_a_probability_is_whole_per_cent_and_never_certain(probability: float, words: str) -> None:
    assert percent(probability) == words


def test_decimals_make_no_probability_certain() -> None:
    assert [percent(each, 1) for each in (0.0, 0.0004, 0.006, 0.9996, 1.0)] == [
        "< 0.1 %", "< 0.1 %", "0.6 %", "> 99.9 %", "> 99.9 %",
    ]  # fmt: skip
    assert percent(0.99999, 2) == "> 99.99 %"


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.30, ("30 %", "4 %", "43 %")),
        (0.427, ("42.7 %", "3.6 %", "43.3 %")),
        (0.43301, ("43.30 %", "3.60 %", "43.33 %")),
        (0.43333, ("43 %", "4 %", "43 %")),  # at the threshold itself, and so positive
        (0.0358, ("3.58 %", "3.60 %", "43.33 %")),
    ],
)
def test_a_probability_looks_other_than_the_threshold_it_is_beside(
    probability: float, said: tuple[str, str, str]
) -> None:
    points = OperatingPoints(high_sensitivity=0.036, high_specificity=0.43333)
    assert told_apart(probability, points) == said


def test_a_band_is_shape_and_word() -> None:
    for band, word in ((Band.POSITIVE, "Positive"), (Band.DOUBT, "Doubt"), (Band.NEGATIVE, "Negative")):
        assert f"callus-{band}" in badge(band) and word in badge(band)


def test_a_verdict_in_one_sentence() -> None:
    assert sentence(Band.DOUBT, 0.4) == "Uncertain: probability of a fracture 40 % (doubt band)."


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (
            Read(1, "ada", Call.FRACTURE, Agreement.AGREE, 4, seconds=12.4),
            "Fracture, agrees with the answer (12 s).",
        ),
        (Read(1, "ada", Call.NO_FRACTURE, Agreement.DISAGREE, 4), "No fracture, disagrees with the answer."),
        (Read(1, "ada", Call.UNSURE, Agreement.UNSURE, 4), "Unsure, is unsure of the answer."),
        (Read(1, "ada", Call.FRACTURE, Agreement.UNSURE), "Fracture."),
    ],
)
def test_a_read_in_one_sentence(read: Read, words: str) -> None:
    assert said(read) == words


def test_a_file_name_can_not_become_markdown() -> None:
    assert plain("**x** [a](b) $c$ :d:") == r"\*\*x\*\* \[a\]\(b\) \$c\$ \:d\:"
    assert plain("wrist 3") == "wrist 3"
