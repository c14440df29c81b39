"""The line below a verdict that says what the network takes the film for."""

import pytest

from core.records import Depiction
from dashboard.depiction import sentence


@pytest.mark.parametrize(
    ("depiction", "words"),
    [
        (Depiction(("hand",), ("frontal",), False, {}), "hand, frontal view."),
        (Depiction(("leg",), ("lateral",), True, {}), "leg, lateral view, hardware seen."),
        (
            Depiction(("hand", "leg"), ("frontal", "lateral", "oblique"), None, {}),
            "hand and leg, frontal, lateral and oblique views.",
        ),
        (Depiction(("hip",), (), False, {}), "hip, view not recognised."),
        (Depiction((), ("frontal",), False, {}), "region not recognised, frontal view."),
        (Depiction((), (), True, {}), "region and view not recognised, hardware seen."),
    ],
)
def test_the_reading_is_said_as_the_networks(depiction: Depiction, words: str) -> None:
    assert sentence(depiction) == f"Network's reading: {words}"


def test_a_network_that_says_nothing_but_the_fracture_gets_no_line() -> None:
    assert sentence(None) == ""
