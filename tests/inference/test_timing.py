"""How the medians are taken."""

from typing import Any

from core.models import ModelStore
from tests.inference.conftest import SIDE, film


def test_works_take_turns_at_being_first() -> None:
    from core.inference.timing import _interleave

    calls: list[str] = []
    works: list[Any] = [lambda name=name: calls.append(name) for name in "abc"]
    medians = _interleave(works, 3, iter)
    assert "".join(calls) == "abc" + "abc" + "bca" + "cab"
    assert len(medians) == 3 and all(spent >= 0 for spent in medians)


def test_a_version_of_the_store_is_timed(store: ModelStore) -> None:
    from core.inference.timing import measure

    timing = measure(store, film(1), "scaled", runs=2)
    assert (timing.model, timing.side, timing.runs) == ("scaled", SIDE, 2)
    assert timing.heatmap_ratio == timing.analyse_ms / timing.forward_ms
    assert timing.plain_gradcam_ratio == timing.plain_gradcam_ms / timing.analyse_ms
