"""Which films of a folder are evaluated, and a digest that says that they are still the same."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from core.errors import EvaluationError
from core.training import Film, read_split

_NAMED = 10


def read_ids(path: Path) -> tuple[str, ...]:
    """Read image ids, one a line; blank lines and lines that begin with # are passed over.

    Raises `EvaluationError` where the file can't be read or names nothing.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as cause:
        raise EvaluationError("The file of image ids can't be read.") from cause
    ids = tuple(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))
    if not ids:
        raise EvaluationError("The file of image ids names no image.")
    return ids


def select(films: Sequence[Film], ids: Iterable[str]) -> tuple[Film, ...]:
    """Return the films named, each once, in the order of `films`; an id may carry the file's ending (.jpg).

    Raises `EvaluationError` that names the ids which no film has.
    """
    by_name = {film.image_id: film for film in films} | {film.path.name: film for film in films}
    wanted, unknown = set(), []
    for name in ids:
        film = by_name.get(name) or by_name.get(Path(name).stem)
        if film is None:
            unknown.append(name)
        else:
            wanted.add(film.image_id)
    if unknown:
        raise EvaluationError(f"The data folder has no image called {_listed(unknown)}.")
    return tuple(film for film in films if film.image_id in wanted)


def groups_of(films: Sequence[Film], split: Path) -> Mapping[str, int]:
    """Read each film's group of related films from a split file, by image id.

    Raises `DataSetError` where the file can't be read, `EvaluationError` where it lacks one of the films.
    """
    groups = read_split(split).group_of()
    if missing := [film.image_id for film in films if film.image_id not in groups]:
        raise EvaluationError(f"The split file doesn't name {_listed(missing)}.")
    return groups


def data_digest(films: Iterable[Film]) -> str:
    """Return the SHA-256 over each film's id, label and SHA-256 of its bytes, in the order given."""
    digest = hashlib.sha256()
    for film in films:
        digest.update(f"{film.image_id},{int(film.fractured)},{_digest(film.path)}\n".encode())
    return digest.hexdigest()


def _digest(path: Path) -> str:
    """The digest of one file, or nothing: a file that can't be read is reported when its turn comes."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
