"""What a network says of a film besides the fracture, judged one trait at a time."""

from pathlib import Path

import numpy as np
import pytest

from core.examination.traits import traits
from core.training import Film

FILMS = [
    Film(
        f"IMG{number}",
        Path(f"IMG{number}.png"),
        fractured=False,
        regions=frozenset({"hand" if number < 15 else "leg"}),
        hardware=number < 9,
    )
    for number in range(40)
]
GROUPS = np.arange(40)


def test_each_trait_is_judged_at_one_half() -> None:
    # Twelve of fifteen hands are called so, and five of 25 others.
    said = [{"hand": 0.5 if n < 12 or n >= 35 else 0.4, "hardware": 0.1} for n in range(40)]
    found = traits(FILMS, said, GROUPS)
    assert list(found) == ["hand", "hardware"]
    hand = found["hand"]
    assert (hand["n"], hand["n_positive"]) == (40, 15)
    assert hand["sensitivity"]["value"] == pytest.approx(12 / 15)
    assert hand["specificity"]["value"] == pytest.approx(20 / 25)
    assert hand["auroc"]["value"] == pytest.approx((12 * 20 + (12 * 5 + 3 * 20) / 2) / (15 * 25))
    assert hand["auroc"]["low"] < hand["auroc"]["value"] < hand["auroc"]["high"]


def test_too_few_films_with_a_trait_give_their_number_only() -> None:
    hardware = traits(FILMS, [{"hardware": 0.9}] * 40, GROUPS)["hardware"]
    assert (hardware["n"], hardware["n_positive"]) == (40, 9)
    assert [hardware[key]["value"] for key in ("auroc", "sensitivity", "specificity")] == [None] * 3
