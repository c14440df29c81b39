"""From the probabilities of traits to what a film is said to show."""

from collections.abc import Mapping
from types import MappingProxyType

from core.records import REGIONS, VIEWS, Depiction

HARDWARE = "hardware"
# A trait is said from here on: each is learnt as a yes-or-no question of its own, several may hold.
SAID_FROM = 0.5


def depicted(probabilities: Mapping[str, float]) -> Depiction:
    """Say what is at least as probable as not; `probabilities` in [0, 1] by the name of the trait."""

    def said(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if probabilities.get(name, 0.0) >= SAID_FROM)

    return Depiction(
        regions=said(REGIONS),
        views=said(VIEWS),
        hardware=probabilities[HARDWARE] >= SAID_FROM if HARDWARE in probabilities else None,
        probabilities=MappingProxyType(dict(probabilities)),
    )
