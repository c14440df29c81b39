"""Which test films are related, so that intervals can allow for it."""

from collections.abc import Mapping, Set
from pathlib import Path

_SPLIT = "fracatlas_split.csv"


def groups_of(models: Path, films: Set[str]) -> Mapping[str, int] | None:
    """Return the groups of related films, by image id, where the store has the split and it names every film.

    models: the store's folder. films: image ids. Raises `DataSetError` for a split that can't be read.
    """
    from core.training import read_split

    if not (models / _SPLIT).is_file():
        return None
    groups = read_split(models / _SPLIT).group_of()
    return groups if films <= groups.keys() else None
