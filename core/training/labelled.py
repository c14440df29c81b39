"""A hospital's own labelled films, in the plainest layouts that people keep them in.

Looked for in this order, in the folder itself:

1. `labels.csv` with the columns file and label, and where known region, view, hardware and group;
2. FracAtlas's own layout, images/Fractured and images/Non_fractured;
3. folders named by class, fractured and not_fractured or another spelling, with films at any depth; links to
   folders are not followed.

The table comes first, since nobody writes one without meaning it. No file is opened but the table: what can't
be read as a radiograph is listed like the rest, and its reader says why.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from core.errors import DataSetError
from core.records import REGIONS, VIEWS
from core.training.fracatlas import MIXED, Film, FracAtlas, read_fracatlas

TABLE = "labels.csv"
_UNKNOWN = (
    "The data folder is laid out in none of the three ways that are known: a table labels.csv with the "
    "columns file and label, FracAtlas's own layout (images/Fractured and images/Non_fractured), or two "
    "folders named by class (fractured and not_fractured)."
)
_FRACTURED = frozenset({"fractured", "fracture", "fractures", "positive"})
_OTHERS = frozenset(
    {"not_fractured", "non_fractured", "unfractured", "no_fracture", "no_fractures", "normal", "negative"}
)
_YES, _NO = frozenset({"1", "1.0", "yes", "true"}), frozenset({"0", "0.0", "no", "false"})
# Files that a computer or a CD writer leaves beside films.
_NO_FILMS = frozenset({"thumbs.db", "desktop.ini", "dicomdir"})


@dataclass(frozen=True, slots=True)
class LabelledFolder(FracAtlas):
    """The films of a folder, and which of them are related.

    groups: image id -> number of a group of related films (one patient, say), for every film, as
    `core.evaluation.evaluate_films` takes them; None where the folder tells of none. The table's own names
    for the groups, which may be those of patients, are not kept.
    """

    groups: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table; group is "" where none is given."""

    path: Path
    fractured: bool
    regions: frozenset[str]
    views: frozenset[str]
    hardware: bool
    group: str


def read_labelled(root: Path) -> LabelledFolder:
    """List a folder of labelled films, in order of their ids.

    An image id is the file's name without its ending, or the path below `root` where two files share a name.
    Raises `DataSetError` for a folder in none of the three layouts or without a film, and for a table with a
    line that can't be understood or that leads out of the folder.
    """
    if not root.is_dir():
        raise DataSetError("There is no such data folder.")
    table = next((path for path in sorted(root.iterdir()) if path.name.lower() == TABLE), None)
    if table is not None:
        return _from_table(root, table)
    if any((root / "images" / name).is_dir() for name in ("Fractured", "Non_fractured")):
        atlas = read_fracatlas(root)
        return LabelledFolder(atlas.root, atlas.films, atlas.table_says_otherwise)
    return _from_folders(root)


def _from_folders(root: Path) -> LabelledFolder:
    folders = [path for path in sorted(root.iterdir()) if path.is_dir() and not path.name.startswith(".")]
    labels = {folder: label for folder in folders if (label := _class_of(folder.name)) is not None}
    # A class may have no folder; but one beside others of unknown names is likelier to be misspelt.
    if not labels or (len(set(labels.values())) == 1 and len(labels) < len(folders)):
        raise DataSetError(_UNKNOWN)
    found = [(path, label) for folder, label in labels.items() for path in _files(folder)]
    if not found:
        raise DataSetError("The folders named by class hold no files.")
    ids = image_ids([path.relative_to(root) for path, _ in found])
    films = [Film(name, path, label) for name, (path, label) in zip(ids, found, strict=True)]
    return LabelledFolder(root, tuple(sorted(films, key=lambda film: film.image_id)))


def _from_table(root: Path, table: Path) -> LabelledFolder:
    rows = list(_rows(root, table))
    if not rows:
        raise DataSetError(f"{TABLE} names no film.")
    ids = image_ids([row.path.relative_to(root) for row in rows])
    named = sorted(zip(ids, rows, strict=True), key=lambda pair: pair[0])
    films = tuple(
        Film(
            image_id=name,
            path=row.path,
            fractured=row.fractured,
            regions=row.regions,
            views=row.views,
            hardware=row.hardware,
        )
        for name, row in named
    )
    return LabelledFolder(root, films, groups=_numbered(named))


def _numbered(named: Iterable[tuple[str, _Row]]) -> Mapping[str, int] | None:
    """Number the groups in order of the films; a film without one is related to no other."""
    keys = {name: (row.group, "" if row.group else name) for name, row in named}
    if not any(group for group, _ in keys.values()):
        return None
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys.values()))}
    return {name: numbers[key] for name, key in keys.items()}


def _rows(root: Path, table: Path) -> Iterator[_Row]:
    seen: set[Path] = set()
    for line, cells in _cells(table):
        path = _inside(root, cells.get("file", ""), line)
        if path in seen:
            raise _refusal(line, "names a file that an earlier line names too")
        seen.add(path)
        fractured = _class_of(cells.get("label", ""), _YES, _NO)
        if fractured is None:
            raise _refusal(line, "has a label that is neither 1 (fractured) nor 0 (not fractured)")
        yield _Row(
            path=path,
            fractured=fractured,
            regions=_names(cells.get("region", ""), (*REGIONS, MIXED), line),
            views=_names(cells.get("view", ""), VIEWS, line),
            hardware=_hardware(cells.get("hardware", ""), line),
            group=cells.get("group", ""),
        )


def _cells(table: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The table's lines with their numbers, by column in lower case; blank lines are passed over."""
    try:
        text = table.read_text(encoding="utf-8-sig")
        head = text.partition("\n")[0]
        # What spreadsheets write where the comma is the decimal mark.
        delimiter = ";" if ";" in head and "," not in head else ","
        reader = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
        columns = [name.strip().lower() for name in next(reader, [])]
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as cause:
        raise DataSetError(f"{TABLE} can't be read as a table in UTF-8.") from cause
    if not {"file", "label"} <= set(columns):
        raise DataSetError(f"{TABLE} needs the columns 'file' and 'label'.")
    for number, cells in lines:
        if any(cells):
            yield number, dict(zip(columns, cells, strict=False))


def _inside(root: Path, text: str, line: int) -> Path:
    """Return the file that a line names, which must lie below root even when links are followed."""
    try:
        below = (root / text.replace("\\", "/")).resolve().relative_to(root.resolve())
    # A place elsewhere, a link in a circle, or characters that no path has.
    except (ValueError, OSError, RuntimeError) as cause:
        raise _refusal(line, "leads out of the data folder") from cause
    if not below.parts:
        raise _refusal(line, "names no file")
    return root / below


def _class_of(word: str, yes: frozenset[str] = frozenset(), no: frozenset[str] = frozenset()) -> bool | None:
    """Whether a folder's name or a label says fractured; None where it says neither."""
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    if plain in _FRACTURED | yes:
        return True
    return False if plain in _OTHERS | no else None


def _names(text: str, known: tuple[str, ...], line: int) -> frozenset[str]:
    words = frozenset(text.lower().replace(",", " ").replace(";", " ").split())
    if words <= set(known):
        return words
    raise _refusal(line, f"has a word that is none of {', '.join(known)}; leave the cell empty for others")


def _hardware(text: str, line: int) -> bool:
    word = text.lower()
    if word not in {"", *_YES, *_NO}:
        raise _refusal(line, "says neither 1 nor 0 of hardware")
    return word in _YES


def _refusal(line: int, what: str) -> DataSetError:
    return DataSetError(f"Line {line} of {TABLE} {what}.")


def _files(folder: Path) -> list[Path]:
    """Every file at any depth that is not hidden; DICOM files often have no ending to go by."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=_unopened):
        folders[:] = [name for name in folders if not name.startswith(".")]
        kept = (name for name in names if not name.startswith(".") and name.lower() not in _NO_FILMS)
        found += [Path(place, name) for name in kept]
    return sorted(found)


def _unopened(cause: OSError) -> None:
    """A folder that were passed over would take its films out of the figures without a word."""
    raise DataSetError("A folder inside the data folder can't be opened.") from cause


def image_ids(paths: list[Path]) -> list[str]:
    """Return an id for each of some different relative paths: the shortest of three that no other could take.

    The name without its ending, else the path without it, else the whole path. What follows the last dot of
    a DICOM UID is no ending.
    """
    names = [(_stem(path), (path.parent / _stem(path)).as_posix(), path.as_posix()) for path in paths]
    taken = Counter(name for three in names for name in set(three))
    return [next((name for name in three if taken[name] == 1), three[-1]) for three in names]


def _stem(path: Path) -> str:
    return path.name if path.suffix[1:].isdigit() else path.stem
