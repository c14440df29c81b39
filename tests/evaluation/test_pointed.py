"""Two heatmaps on the same films: hand-counted hits, and what is said where too few films were marked."""

from typing import Any

import pytest

from core.evaluation import compare_pointing


def game(hits: str, *, first: int = 0, energy: float = 0.2) -> dict[str, Any]:
    """A pointing game from a word, "x" for a hit and "." for a miss."""
    films = [
        {"image_id": f"IMG{first + place:02d}", "hit": each == "x", "energy": energy}
        for place, each in enumerate(hits)
    ]
    return {"n": len(films), "films": films}


def test_hits_are_paired_film_by_film() -> None:
    # Both hit 4, one alone 6, the other alone 1, neither 5; film 16 was asked of one only.
    found = compare_pointing(
        game("xxxx" + "xxxxxx" + "." + "....." + "x"),
        game("xxxx" + "......" + "x" + ".....", energy=0.15),
    )
    assert found is not None
    assert found["n"] == 16
    assert found["hits"] == {"both": 4, "only_one": 6, "only_other": 1, "neither": 5}
    assert found["one"]["value"] == pytest.approx(10 / 16)
    assert found["other"]["value"] == pytest.approx(5 / 16)
    assert found["difference"]["value"] == pytest.approx(5 / 16)
    assert found["difference"]["low"] > 0
    # Of seven films on which they differ six or more go one way: 2 * (7 + 1) / 2 ** 7.
    assert found["mcnemar"] == pytest.approx(16 / 128)
    assert found["energy"]["value"] == pytest.approx(0.05)


def test_related_films_are_drawn_together() -> None:
    hits, misses = game("xx..x.x...x.xx..x..."), game("x...x.....x..x......")
    alone = compare_pointing(hits, misses)
    related = compare_pointing(hits, misses, {f"IMG{n:02d}": n // 4 for n in range(20)})
    assert alone is not None
    assert related is not None
    assert alone["difference"]["value"] == related["difference"]["value"]
    assert alone["difference"]["low"] != related["difference"]["low"]


def test_few_films_give_counts_and_a_sentence() -> None:
    found = compare_pointing(game("x.x"), game("..x"))
    assert found is not None
    assert found["hits"] == {"both": 1, "only_one": 1, "only_other": 0, "neither": 1}
    assert found["mcnemar"] is None
    assert found["difference"]["value"] is None
    assert "fewer than 10" in found["difference"]["note"]


def test_no_film_in_common_is_no_figure() -> None:
    found = compare_pointing(game("x" * 12), game("x" * 12, first=50))
    assert found is not None
    assert (found["n"], found["one"]["value"], found["mcnemar"]) == (0, None, None)


@pytest.mark.parametrize("other", [None, {}, {"n": 5}])
def test_without_hits_by_film_there_is_nothing_to_pair(other: dict[str, Any] | None) -> None:
    assert compare_pointing(game("xx"), other) is None
    assert compare_pointing(other, game("xx")) is None
