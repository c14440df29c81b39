"""What is shared: made once for one home, and loaded ahead without harm."""

import gc
from pathlib import Path

import pytest

from core.models import ModelStore
from core.records import ModelVersion
from dashboard import resources
from tests.dashboard.conftest import DENSE, RES, ToldEngine


def test_a_casebook_is_made_once_for_a_home(home: Path) -> None:
    assert resources.casebook() is resources.casebook()


def test_the_store_is_that_of_the_settings(store: ModelStore) -> None:
    assert resources.store().root == store.root
    assert resources.store().versions() == (DENSE, RES)


def test_all_networks_are_loaded_ahead_once(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    class Recorder(ToldEngine):
        def load(self, model: str = "") -> ModelVersion:
            loaded.append(model)
            return self.versions()[0]

    monkeypatch.setattr(resources, "_engine", lambda root: Recorder(store, {}))
    resources.warm_up()
    resources.warm_up()
    resources._warm_up(store.root).join(10)
    assert loaded == ["densenet121 1.0.0", "resnet50 1.0.0"]


def test_an_empty_store_loads_nothing_and_says_nothing(home: Path) -> None:
    resources.warm_up()
    resources._warm_up(home / "models").join(10)


def test_what_a_network_brings_is_walked_over_by_the_collector_once() -> None:
    kept = [[number] for number in range(10_000)]
    resources._settle()
    try:
        assert gc.get_freeze_count() > len(kept)
        assert not any(found is kept for found in gc.get_objects())
    finally:
        gc.unfreeze()
