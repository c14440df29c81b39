"""Casebooks as an earlier Callus made them, for tests of what an upgrade does to them."""

import shutil
from pathlib import Path

import pytest

from core.casebook import Casebook, Reading, schema
from tests.casebook.builders import address_of, open_casebook


def casebook_before(
    home: Path, monkeypatch: pytest.MonkeyPatch, migration: str, reading: Reading | None = None
) -> Casebook:
    """Open an empty casebook with the tables of before a migration ("m004"), in the test's database."""
    old = home / "migrations"
    shutil.copytree(Path(schema.__file__).parent / "migrations", old)
    for script in (old / "versions").glob("m0*.py"):
        if script.stem >= migration:
            script.unlink()
    address_of(home, empty=True)
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "_MIGRATIONS", old)
        return open_casebook(home, reading=reading)
