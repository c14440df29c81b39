"""A fresh casebook for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.casebook import Casebook
from tests.casebook import builders
from tests.casebook.builders import open_casebook


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    opened = open_casebook(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def every_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of opening itself: a casebook begins with nothing, and every migration runs."""
    monkeypatch.setattr(builders, "begin", lambda home: None)
