"""FracAtlas as it lies on disk: films, labels, boxes, and what its table says of each.

Abedeen I. et al., FracAtlas: A Dataset for Fracture Classification, Localization and Segmentation of
Musculoskeletal Radiographs, Scientific Data 10, 521 (2023), CC BY 4.0.

The folder decides the label, not the table: dataset.csv calls IMG0003298 not fractured, though it lies in
`Fractured` and has a box. Files cut short by a few bytes are kept; all of them are 'not fractured', so that a
loader that drops what it can't decode would leak the label.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from core.errors import DataSetError
from core.records import REGIONS, VIEWS

# The table's word for a film of several regions, which it names besides.
MIXED = "mixed"
# What else the table says of a film, in the order in which a network learns it.
TRAITS = (*REGIONS, *VIEWS, "hardware", "multiscan")
_LABELS = {"Fractured": True, "Non_fractured": False}

Fractions = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Film:
    """One labelled radiograph.

    image_id: the file name without its ending, e.g. IMG0000019.
    boxes: the marked fractures as x0, y0, x1, y1 in fractions of width and height.
    regions, views: names out of REGIONS (or MIXED) and VIEWS, as the table has them.
    """

    image_id: str
    path: Path
    fractured: bool
    boxes: tuple[Fractions, ...] = ()
    regions: frozenset[str] = frozenset()
    views: frozenset[str] = frozenset()
    hardware: bool = False
    multiscan: bool = False

    @property
    def traits(self) -> tuple[bool, ...]:
        """Which of TRAITS hold; "mixed" regions show as several."""
        held = {*self.regions, *self.views} | ({"hardware"} if self.hardware else set())
        held |= {"multiscan"} if self.multiscan else set()
        return tuple(name in held for name in TRAITS)

    @property
    def number(self) -> int:
        """The number in the film's name; neighbouring numbers are often one patient."""
        return int("".join(filter(str.isdigit, self.image_id)) or 0)


@dataclass(frozen=True, slots=True)
class FracAtlas:
    """The films of a folder, in order of their ids, and how table and folder contradict each other."""

    root: Path
    films: tuple[Film, ...]
    table_says_otherwise: tuple[str, ...] = ()


def read_fracatlas(root: Path) -> FracAtlas:
    """List a folder in FracAtlas's own layout; raises `DataSetError` where it is not one.

    The table and the annotations may be missing (a hospital's own films in two folders): then the films have
    neither boxes nor regions.
    """
    paths = [(path, label) for folder, label in _LABELS.items() for path in _images(root / "images" / folder)]
    if not paths:
        raise DataSetError("The data folder has no radiographs in images/Fractured or images/Non_fractured.")
    table = _read_table(root / "dataset.csv")
    boxes_in = root / "Annotations" / "YOLO"
    films = [_film(path, label, table.get(path.stem, {}), boxes_in) for path, label in paths]
    films.sort(key=lambda film: film.image_id)
    _refuse_twins(films)
    otherwise = [
        film.image_id
        for film in films
        if table.get(film.image_id, {}).get("fractured", str(int(film.fractured))) != str(int(film.fractured))
    ]
    return FracAtlas(root, tuple(films), tuple(otherwise))


def _images(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _read_table(path: Path) -> dict[str, Mapping[str, str]]:
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    if rows and "image_id" not in rows[0]:
        raise DataSetError("dataset.csv has no column 'image_id'.")
    return {Path(row["image_id"]).stem: row for row in rows}


def _film(path: Path, fractured: bool, row: Mapping[str, str], boxes_in: Path) -> Film:
    return Film(
        image_id=path.stem,
        path=path,
        fractured=fractured,
        boxes=_read_boxes(boxes_in / f"{path.stem}.txt"),
        regions=frozenset(name for name in (*REGIONS, MIXED) if row.get(name) == "1"),
        views=frozenset(name for name in VIEWS if row.get(name) == "1"),
        hardware=row.get("hardware") == "1",
        multiscan=row.get("multiscan") == "1",
    )


def _read_boxes(path: Path) -> tuple[Fractions, ...]:
    """YOLO lines `class x_centre y_centre width height` to corners, all in fractions."""
    if not path.is_file():
        return ()
    boxes = []
    for line in path.read_text().splitlines():
        if not line.strip():
            continue
        try:
            _, x, y, width, height = (float(word) for word in line.split())
        except ValueError as cause:
            raise DataSetError(f"The annotation {path.name} has a line that is no box.") from cause
        boxes.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return tuple(boxes)


def _refuse_twins(films: list[Film]) -> None:
    """One id in both folders would be two labels for one name; nothing that follows could tell them apart."""
    for before, film in pairwise(films):
        if before.image_id == film.image_id:
            raise DataSetError(f"{film.image_id} lies in both label folders.")
