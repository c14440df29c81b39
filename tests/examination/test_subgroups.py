"""Groups of films: one on which a network does worse is flagged, and only that one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from core.examination.confounders import Sample, regions
from core.examination.families import families, largest_box
from core.examination.subgroups import holm, subgroups
from core.records import OperatingPoints
from core.training import Film

N = 480
NUMBERS = np.arange(N)
LABELS = NUMBERS % 3 == 0
REGION = np.array(["hand", "leg", "hip"])[NUMBERS // 3 % 3]


def film(number: int) -> Film:
    """Every third is fractured, with one box or (every other of them) two; shoulders are rare."""
    boxes = ((0.0, 0.0, 0.1, 0.1 + number / N / 2), (0.5, 0.5, 0.55, 0.55))
    return Film(
        f"IMG{number:03d}",
        Path(f"IMG{number:03d}.png"),
        fractured=bool(LABELS[number]),
        boxes=boxes[: 1 + number % 2] if LABELS[number] else (),
        regions=frozenset({str(REGION[number])} | ({"shoulder"} if number < 24 else set())),
        views=frozenset({"frontal" if number // 4 % 2 else "lateral"}),
        multiscan=number // 8 % 2 == 0,
    )


def sample(probabilities: Any) -> Sample:
    scores = np.asarray(probabilities, np.float64)
    return Sample(
        films=[film(number) for number in range(N)],
        long_sides=np.where(NUMBERS // 16 % 2, 454, 640),
        probabilities=scores,
        without_border=scores,
        without_marks=scores,
        marked=np.zeros(N, np.bool_),
        groups=NUMBERS,
        points=OperatingPoints(high_sensitivity=0.4, high_specificity=0.6),
    )


@pytest.fixture(scope="module", autouse=True)
def fewer_resamples() -> Iterator[None]:
    """A quarter of the resamples tells the same, in a quarter of the time."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("examination.subgroups", "evaluation.grouped"):
            patch.setattr(f"core.{module}.RESAMPLES", 500)
        yield


@pytest.fixture(scope="module")
def fair() -> Any:
    return np.clip(np.random.default_rng(5).normal(0.35 + 0.3 * LABELS, 0.15), 0, 1)


@pytest.fixture(scope="module")
def harmed(fair: Any) -> Any:
    noise = np.random.default_rng(6).random(N)
    return np.where(REGION == "hip", noise, fair)


@pytest.fixture(scope="module")
def found(fair: Any) -> dict[str, Any]:
    return subgroups(sample(fair))


@pytest.fixture(scope="module")
def rows(found: dict[str, Any]) -> dict[str, Any]:
    return {row["title"]: row for row in found["rows"]}


def deviation(labels: Any, scores: Any) -> float:
    """DeLong's variance of an AUROC, by comparing every fractured film with every other."""
    below = (scores[labels][:, None] > scores[~labels]) + 0.5 * (scores[labels][:, None] == scores[~labels])
    over, under = below.mean(axis=1), below.mean(axis=0)
    return float(over.var(ddof=1) / len(over) + under.var(ddof=1) / len(under))


def test_a_region_on_which_the_network_guesses_is_flagged_and_nothing_else(harmed: Any) -> None:
    found = subgroups(sample(harmed))
    assert [row["title"] for row in found["rows"] if row["flagged"]] == ["Hip"]
    hip = next(row for row in found["rows"] if row["name"] == "hip")
    assert hip["auroc"]["low"] < 0.5 < hip["auroc"]["high"]
    rest = REGION != "hip"
    expected = roc_auc_score(LABELS[~rest], harmed[~rest]) - roc_auc_score(LABELS[rest], harmed[rest])
    assert hip["against_rest"]["value"] == pytest.approx(expected)
    assert hip["against_rest"]["high"] < 0 and hip["p_adjusted"] < 0.001
    # The others are better than a rest that holds the hips, which is no reason to warn of them.
    hand = next(row for row in found["rows"] if row["name"] == "hand")
    assert hand["p_adjusted"] < 0.05 and hand["against_rest"]["value"] > 0


def test_a_fair_network_has_no_group_flagged(rows: dict[str, Any]) -> None:
    assert len(rows) == 14
    assert not any(row["flagged"] for row in rows.values())
    assert all(row["p"] <= row["p_adjusted"] <= 1 for row in rows.values())


def test_p_agrees_with_delongs_test_where_films_are_unrelated(fair: Any, harmed: Any) -> None:
    scores = 0.8 * fair + 0.2 * harmed
    hip = next(row for row in subgroups(sample(scores))["rows"] if row["name"] == "hip")
    part = REGION == "hip"
    spread = np.sqrt(sum(deviation(LABELS[films], scores[films]) for films in (part, ~part)))
    assert norm.isf(hip["p"] / 2) == pytest.approx(abs(hip["against_rest"]["value"]) / spread, rel=0.08)


def test_a_row_tells_of_its_own_films(fair: Any, rows: dict[str, Any]) -> None:
    hand, films = rows["Hand"], REGION == "hand"
    assert (hand["n"], hand["n_fractured"]) == (films.sum(), LABELS[films].sum())
    assert hand["auroc"] == regions(sample(fair))["hand"]["auroc"]
    called = fair >= 0.4
    assert hand["sensitivity"]["value"] == pytest.approx(called[films & LABELS].mean())
    assert hand["specificity"]["value"] == pytest.approx((~called[films & ~LABELS]).mean())
    assert hand["against_rest"]["n"] == N


def test_fractured_films_are_compared_against_all_without_a_fracture(fair: Any, rows: dict[str, Any]) -> None:
    one, two = rows["One marked fracture"], rows["Two or more marked fractures"]
    assert (one["n_fractured"], two["n_fractured"]) == (80, 80)
    assert one["n"] == 80 + 320
    members = LABELS & (NUMBERS % 2 == 0)
    areas = [roc_auc_score(LABELS[part], fair[part]) for part in (members | ~LABELS, ~members | ~LABELS)]
    assert one["against_rest"]["value"] == pytest.approx(areas[0] - areas[1])
    assert two["against_rest"]["value"] == pytest.approx(areas[1] - areas[0])
    assert one["p"] == pytest.approx(two["p"])


def test_the_thirds_of_fracture_size_say_their_bounds(rows: dict[str, Any]) -> None:
    sizes = [row for row in rows.values() if row["family"] == "fracture_size"]
    assert [(row["name"], row["n_fractured"]) for row in sizes] == [
        ("small", 54),
        ("medium", 53),
        ("large", 53),
    ]
    # Boxes are 1 % to 5.97 % of the film: 0.1 wide and 0.1 + number / 960 high, number 0 to 477.
    assert [row["title"] for row in sizes] == [
        "Largest marked fracture up to 2.66 % of the film",
        "Largest marked fracture over 2.66 to 4.31 % of the film",
        "Largest marked fracture over 4.31 % of the film",
    ]


def test_only_what_lies_on_the_film_counts_as_box() -> None:
    over_the_edge = replace(film(1), boxes=((-0.5, 0.0, 0.5, 1.2), (0.0, 0.0, 0.3, 0.3)))
    assert largest_box(over_the_edge) == pytest.approx(0.5)
    assert largest_box(film(1)) == 0


def test_groups_too_small_to_judge_are_named(found: dict[str, Any]) -> None:
    assert found["too_small"] == ["Shoulder", "Oblique", "With hardware"]
    # No film has hardware, so that the others are no group but all films.
    assert "Without hardware" not in [row["title"] for row in found["rows"]]


def test_a_rest_too_small_to_compare_with_leaves_the_figures_of_the_group(fair: Any) -> None:
    films = [replace(f, hardware=number > 20) for number, f in enumerate(sample(fair).films)]
    found = subgroups(replace(sample(fair), films=films))
    row = next(row for row in found["rows"] if row["title"] == "With hardware")
    assert row["auroc"]["value"] is not None
    assert row["against_rest"]["value"] is None and "Too few other films" in row["against_rest"]["note"]
    assert (row["p"], row["p_adjusted"], row["flagged"]) == (None, None, False)
    assert "Without hardware" in found["too_small"]


def test_few_groups_of_related_films_give_no_p(harmed: Any) -> None:
    related = replace(sample(harmed), groups=np.where(REGION == "hip", NUMBERS % 4, NUMBERS))
    hip = next(row for row in subgroups(related)["rows"] if row["name"] == "hip")
    assert hip["p"] is None and not hip["flagged"]
    assert "fewer than 5 groups" in hip["against_rest"]["note"]


def test_a_perfect_network_has_no_p() -> None:
    rows = subgroups(sample(LABELS))["rows"]
    assert {row["p"] for row in rows} == {None}
    assert {row["against_rest"]["value"] for row in rows} == {0}


def test_related_films_on_both_sides_are_drawn_together(fair: Any) -> None:
    # Every frontal film has a lateral twin of the same score: however the pairs are drawn, nothing differs.
    twins = sample(np.where(NUMBERS % 2, np.roll(fair, 1), fair))
    films = [replace(film(n - n % 2), views=frozenset({"lateral" if n % 2 else "frontal"})) for n in range(N)]
    found = subgroups(replace(twins, films=films, groups=NUMBERS // 2))
    frontal = next(row for row in found["rows"] if row["name"] == "frontal")
    assert frontal["against_rest"]["value"] == 0 and frontal["p"] is None


def test_no_films_are_no_groups() -> None:
    none = replace(sample([]), films=[], long_sides=NUMBERS[:0], groups=NUMBERS[:0])
    found = subgroups(none)
    assert (
        found["rows"] == [] and "Hand" in found["too_small"] and "One marked fracture" in found["too_small"]
    )
    assert "size" not in {group.family for group in families(none)}


def test_holm_against_numbers_worked_out_by_hand() -> None:
    # Sorted 0.005, 0.01, 0.03, 0.04 count 4, 3, 2 and 1 times: 0.02, 0.03, 0.06 and 0.04, raised to 0.06.
    assert holm([0.01, 0.04, None, 0.03, 0.005]) == pytest.approx([0.03, 0.06, None, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([None]) == [None] and holm([]) == []
