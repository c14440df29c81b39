"""Pages are tested without networks: nothing is loaded in the background."""

import pytest

from dashboard import resources


@pytest.fixture(autouse=True)
def _no_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "warm_up", lambda: None)
