"""A fresh casebook for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.casebook import Casebook
from tests.casebook.builders import open_casebook


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    opened = open_casebook(tmp_path)
    yield opened
    opened.close()
