"""The films of a data set add up: every one is in a part, or excluded for a reason."""

from pathlib import Path

import pytest

from core.examination.flow import flow
from core.training import Film, Part, Split, make_split, read_fracatlas, read_split
from core.training.splits import Assignment


def film(name: str, fractured: bool = False, regions: str = "hand", views: str = "frontal") -> Film:
    return Film(
        name,
        Path(f"{name}.png"),
        fractured,
        regions=frozenset(regions.split()),
        views=frozenset(views.split()),
        hardware=fractured,
    )


def test_each_part_says_what_it_is_made_up_of() -> None:
    films = [
        film("a", True),
        film("b", regions="hand leg mixed", views="frontal lateral"),
        film("c", True, regions=""),
        film("d"),
    ]
    parts = (Part.TRAIN, Part.TRAIN, Part.TEST, Part.VALIDATION)
    split = Split(tuple(Assignment(f.image_id, p, 0) for f, p in zip(films, parts, strict=True)))
    found = flow(films, split)
    assert found["found"] == 4 and found["excluded"] == []
    assert list(found["parts"]) == ["train", "validation", "test", "excluded"]
    assert found["parts"]["train"] == {
        "n": 2,
        "n_fractured": 1,
        "by_region": {"hand": 2, "leg": 1, "hip": 0, "shoulder": 0},
        "by_view": {"frontal": 2, "lateral": 1, "oblique": 0},
        "hardware": 1,
    }
    assert found["parts"]["test"]["by_region"] == {"hand": 0, "leg": 0, "hip": 0, "shoulder": 0}
    assert found["parts"]["excluded"]["n"] == 0


def test_reasons_are_counted_by_kind_the_commonest_first() -> None:
    films = [film(f"IMG{n * 50:07d}", n < 30) for n in range(60)]
    found = flow(films, make_split(films, copies=[(0, 40), (0, 41), (5, 6), (5, 7)]))
    assert found["excluded"] == [
        {"reason": "same picture under the other label", "n": 3},
        {"reason": "copy of another film", "n": 2},
    ]
    assert found["parts"]["excluded"]["n"] == 5
    assert sum(part["n"] for part in found["parts"].values()) == found["found"] == 60


def test_films_that_split_and_folder_do_not_share() -> None:
    split = Split((Assignment("gone", Part.TEST, 0), Assignment("a", Part.EXCLUDED, 1)))
    found = flow([film("a"), film("new", True)], split)
    assert found["parts"]["test"]["n"] == 0
    assert found["parts"]["excluded"] | {"by_region": None, "by_view": None} == {
        "n": 2,
        "n_fractured": 1,
        "by_region": None,
        "by_view": None,
        "hardware": 1,
    }
    assert found["excluded"] == [
        {"reason": "no reason given", "n": 1},
        {"reason": "not named by the split", "n": 1},
    ]


def test_nothing_found_is_zero_everywhere() -> None:
    found = flow([], Split(()))
    assert found["found"] == 0 and {part["n"] for part in found["parts"].values()} == {0}


@pytest.mark.data
def test_the_real_data_set_adds_up(shared_data: Path) -> None:
    films = read_fracatlas(shared_data / "fracatlas").films
    found = flow(films, read_split(Path(__file__).resolve().parents[2] / "models" / "fracatlas_split.csv"))
    assert found["found"] == 3456
    assert {name: part["n"] for name, part in found["parts"].items()} == {
        "train": 2352,
        "validation": 506,
        "test": 491,
        "excluded": 107,
    }
    assert found["excluded"] == [
        {"reason": "copy of another film", "n": 98},
        {"reason": "same picture under the other label", "n": 9},
    ]
