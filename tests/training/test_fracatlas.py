from pathlib import Path

import numpy as np
import pytest

from core.errors import DataSetError
from core.training import read_fracatlas
from tests.training.films import write_data_set, write_film


def test_films_come_in_order_with_label_box_region_and_view(tmp_path: Path) -> None:
    atlas = read_fracatlas(write_data_set(tmp_path, count=6))
    assert [film.image_id for film in atlas.films] == [f"IMG{n:07d}" for n in (0, 50, 100, 150, 200, 250)]
    assert [film.fractured for film in atlas.films] == [True, False, False, True, False, False]
    first = atlas.films[0]
    assert first.boxes == ((0.375, 0.4, 0.625, 0.6),)
    assert (first.regions, first.views) == (frozenset({"leg"}), frozenset({"frontal"}))
    assert (first.number, atlas.films[3].number) == (0, 150)
    assert atlas.films[1].boxes == ()


def test_the_folder_decides_and_the_contradiction_is_listed(tmp_path: Path) -> None:
    root = write_data_set(tmp_path, count=6)
    table = root / "dataset.csv"
    table.write_text(
        table.read_text().replace("IMG0000000.jpg,0,1,0,0,0,0,0,1", "IMG0000000.jpg,0,1,0,0,0,0,0,0")
    )
    atlas = read_fracatlas(root)
    assert atlas.films[0].fractured
    assert atlas.table_says_otherwise == ("IMG0000000",)


def test_two_folders_of_films_are_enough(tmp_path: Path) -> None:
    write_film(tmp_path, "a", True, np.zeros((4, 4), np.uint8))
    write_film(tmp_path, "b", False, np.zeros((4, 4), np.uint8))
    atlas = read_fracatlas(tmp_path)
    assert [(film.image_id, film.fractured, film.regions) for film in atlas.films] == [
        ("a", True, frozenset()),
        ("b", False, frozenset()),
    ]


def test_a_folder_without_films_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="no radiographs in images/Fractured"):
        read_fracatlas(tmp_path)


def test_one_name_under_both_labels_is_refused(tmp_path: Path) -> None:
    for label in (True, False):
        write_film(tmp_path, "twin", label, np.zeros((4, 4), np.uint8))
    with pytest.raises(DataSetError, match="twin lies in both"):
        read_fracatlas(tmp_path)


def test_a_broken_annotation_is_named(tmp_path: Path) -> None:
    root = write_data_set(tmp_path, count=6)
    (root / "Annotations" / "YOLO" / "IMG0000000.txt").write_text("0 0.5 half 0.2 0.2\n")
    with pytest.raises(DataSetError, match=r"IMG0000000.txt has a line that is no box"):
        read_fracatlas(root)


def test_a_table_without_ids_is_refused(tmp_path: Path) -> None:
    root = write_data_set(tmp_path, count=6)
    (root / "dataset.csv").write_text("name,label\nx,1\n")
    with pytest.raises(DataSetError, match="no column 'image_id'"):
        read_fracatlas(root)


@pytest.mark.data
def test_the_real_data_set_is_read_whole(shared_data: Path) -> None:
    atlas = read_fracatlas(shared_data / "fracatlas")
    assert len(atlas.films) == 3456
    assert sum(film.fractured for film in atlas.films) == 599
    assert sum(film.hardware for film in atlas.films if film.fractured) == 81
    assert atlas.table_says_otherwise == ("IMG0003298",)
    assert all(film.boxes for film in atlas.films if film.fractured)
