"""Which Callus this is."""

import tomllib
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def version() -> str:
    """Return the version that pyproject.toml states."""
    with _PROJECT.open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
