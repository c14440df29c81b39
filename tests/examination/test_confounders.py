"""Parts of the test films: a network that lives on a shortcut is found out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from core.evaluation import wilson
from core.examination.confounders import Sample, blackened, confounders, regions
from core.records import OperatingPoints
from core.training import Film

N = 120
NUMBERS = np.arange(N)


def film(number: int) -> Film:
    """Every third is fractured; half of those have hardware; regions go by turns of five, hips are rare."""
    fractured = number % 3 == 0
    return Film(
        f"IMG{number:03d}",
        Path(f"IMG{number:03d}.png"),
        fractured=fractured,
        regions=frozenset({"hip"} if number % 20 == 19 else {"hand", "leg"} if number % 5 else {"hand"}),
        hardware=fractured and number % 2 == 0,
        multiscan=number % 4 == 0,
    )


FILMS = [film(number) for number in range(N)]
LABELS = np.array([f.fractured for f in FILMS])
HARDWARE = np.array([f.hardware for f in FILMS])


# A third of the films carries a mark, and of those two in three are fractured.
MARKED = np.isin(NUMBERS % 9, (0, 3, 4))


def sample(probabilities: Any, masked: Any = None, unmarked: Any = None) -> Sample:
    return Sample(
        films=FILMS,
        long_sides=np.where(NUMBERS % 6 < 4, 454, 640),
        probabilities=np.asarray(probabilities, np.float64),
        without_border=np.asarray(probabilities if masked is None else masked, np.float64),
        without_marks=np.asarray(probabilities if unmarked is None else unmarked, np.float64),
        marked=MARKED,
        groups=NUMBERS // 2,
        points=OperatingPoints(high_sensitivity=0.2, high_specificity=0.6),
    )


@pytest.fixture(scope="module")
def scores() -> Any:
    return np.clip(np.random.default_rng(11).normal(0.3 + 0.25 * LABELS, 0.2), 0, 1)


def test_each_part_is_judged_on_its_own_films(scores: Any) -> None:
    found = confounders(sample(scores))
    kept = {
        "all": np.ones(N, bool),
        "without_hardware": ~HARDWARE,
        "small_scans": NUMBERS % 6 < 4,
        "masked_border": np.ones(N, bool),
        "masked_marks": np.ones(N, bool),
        "with_marks": MARKED,
        "with_marks_masked": MARKED,
        "single_views": NUMBERS % 4 != 0,
    }
    assert set(found) == set(kept)
    for name, films in kept.items():
        part = found[name]
        assert (part["n"], part["n_fractured"]) == (films.sum(), LABELS[films].sum())
        area = part["auroc"]
        assert area["value"] == pytest.approx(roc_auc_score(LABELS[films], scores[films]))
        assert area["low"] < area["value"] < area["high"]
        assert "over groups" in area["method"]


def test_points_carry_wilsons_interval(scores: Any) -> None:
    point = confounders(sample(scores))["without_hardware"]["points"]["high_specificity"]
    films = ~HARDWARE
    broken, whole = scores[films & LABELS] >= 0.6, scores[films & ~LABELS] < 0.6
    for name, calls in (("sensitivity", broken), ("specificity", whole)):
        figure = point[name]
        assert figure["value"] == pytest.approx(calls.mean())
        assert (figure["low"], figure["high"]) == wilson(int(calls.sum()), len(calls))


def test_a_network_that_knows_only_hardware_knows_nothing_without_it() -> None:
    found = confounders(sample(np.where(HARDWARE, 0.9, 0.1)))
    assert found["all"]["auroc"]["value"] == pytest.approx(0.75)
    assert found["without_hardware"]["auroc"]["value"] == pytest.approx(0.5)
    assert found["without_hardware"]["points"]["high_specificity"]["sensitivity"]["value"] == 0


def test_a_network_that_reads_the_border_loses_it_when_masked() -> None:
    found = confounders(sample(np.where(LABELS, 0.9, 0.1), masked=np.full(N, 0.4)))
    masked = found["masked_border"]
    assert masked["auroc"]["value"] == pytest.approx(0.5)
    assert masked["against_all"]["value"] == pytest.approx(-0.5)
    assert masked["border"] == 0.08
    assert found["small_scans"]["longest_side"] == 500


def test_a_network_that_reads_burned_in_marks_loses_them_when_blanked() -> None:
    reads_marks = np.where(MARKED, 0.9, 0.1)
    found = confounders(sample(reads_marks, unmarked=np.full(N, 0.1)))
    assert found["all"]["auroc"]["value"] > 0.75
    assert found["masked_marks"]["auroc"]["value"] == pytest.approx(0.5)
    assert found["masked_marks"]["against_all"]["high"] < 0
    assert found["masked_marks"]["films"] == MARKED.sum()
    part = found["with_marks_masked"]
    assert part["change"]["value"] == pytest.approx(-0.8)
    assert (part["other_band"]["value"], part["other_band"]["n"]) == (1, MARKED.sum())
    assert found["with_marks"]["points"]["high_specificity"]["sensitivity"]["value"] == 1
    assert part["points"]["high_specificity"]["sensitivity"]["value"] == 0


def test_marks_that_nothing_hangs_on_change_nothing(scores: Any) -> None:
    found = confounders(sample(scores))
    assert found["masked_marks"]["against_all"]["value"] == 0
    assert found["with_marks_masked"]["change"]["value"] == 0
    assert found["with_marks_masked"]["other_band"]["value"] == 0


def test_a_few_marks_give_a_sentence_in_place_of_figures(scores: Any) -> None:
    few = replace(sample(scores), marked=NUMBERS < 9)
    part = confounders(few)["with_marks_masked"]
    assert [part[key]["value"] for key in ("change", "other_band")] == [None, None]
    assert part["change"]["note"] == "Too few films with burned-in marks: fewer than 10."
    assert part["change"]["n"] == 9


def test_the_masked_border_is_compared_film_by_film(scores: Any) -> None:
    # The same answers, a little lower everywhere: no film changes its rank, and the difference is exactly 0.
    found = confounders(sample(scores, masked=scores * 0.9))["masked_border"]
    assert found["against_all"]["value"] == 0
    assert found["points"]["high_sensitivity"]["sensitivity"]["n"] == LABELS.sum()


def test_regions_count_each_film_that_shows_them_and_too_few_films_give_no_figure(scores: Any) -> None:
    found = regions(sample(scores))
    assert list(found) == ["hand", "leg", "hip", "shoulder"]
    assert (found["hand"]["n"], found["hip"]["n"], found["shoulder"]["n"]) == (114, 6, 0)
    assert found["leg"]["n"] == sum("leg" in f.regions for f in FILMS)
    assert found["hand"]["auroc"]["value"] is not None
    for name in ("hip", "shoulder"):
        part = found[name]
        assert part["n_fractured"] == 2 * (name == "hip")
        figures = [part["auroc"], *part["points"]["high_sensitivity"].values()]
        assert [figure["value"] for figure in figures] == [None] * 3
        assert all("Too few films" in figure["note"] for figure in figures)


def test_films_of_one_patient_widen_the_interval(scores: Any) -> None:
    apart = confounders(replace(sample(scores), groups=NUMBERS))["all"]["auroc"]
    together = confounders(replace(sample(scores), groups=NUMBERS // 15))["all"]["auroc"]
    assert apart["value"] == together["value"]
    assert apart["low"] != together["low"]


def test_the_border_is_black_and_the_film_is_left_as_it_was() -> None:
    pixels = np.ones((100, 50), np.float32)
    masked = blackened(pixels, 0.08)
    assert masked[8:92, 4:46].all()
    assert masked.sum() == 84 * 42
    assert pixels.all()
    assert np.array_equal(blackened(pixels, 0.0), pixels)
