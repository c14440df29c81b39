"""A hospital's films in three layouts: each listed whole, and nothing guessed."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import DataSetError
from core.training import FracAtlas, read_fracatlas, read_labelled
from core.training.labelled import image_ids
from tests.training.films import write_data_set


def put(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"film")
    return root


def table(root: Path, text: str) -> Path:
    (root / "labels.csv").write_text(text, encoding="utf-8")
    return root


def test_fracatlas_is_read_as_ever(tmp_path: Path) -> None:
    root = write_data_set(tmp_path, count=6)
    folder, atlas = read_labelled(root), read_fracatlas(root)
    assert isinstance(folder, FracAtlas)
    assert (folder.films, folder.table_says_otherwise) == (atlas.films, atlas.table_says_otherwise)
    assert folder.films[0].boxes and folder.groups is None


@pytest.mark.parametrize(
    ("fractured", "others"),
    [
        ("fractured", "not_fractured"),
        ("Fractured", "Non_fractured"),
        ("FRACTURE", "No Fracture"),
        ("positive", "negative"),
        ("fracture", "Normal"),
    ],
)
def test_two_folders_named_by_class_are_known_by_many_names(
    tmp_path: Path, fractured: str, others: str
) -> None:
    put(tmp_path, f"{fractured}/b.png", f"{others}/a.png")
    folder = read_labelled(tmp_path)
    assert [(film.image_id, film.fractured) for film in folder.films] == [("a", False), ("b", True)]
    assert folder.films[1].path == tmp_path / fractured / "b.png"
    assert folder.films[1].regions == frozenset() and folder.groups is None


def test_files_at_any_depth_and_without_ending_are_films_and_hidden_ones_are_not(tmp_path: Path) -> None:
    put(tmp_path, "normal/2024/may/IM0001", "normal/1.2.840.7", "normal/1.2.840.8", "fracture/broken.jpg")
    put(tmp_path, "normal/.DS_Store", "normal/.cache/x.png", "normal/Thumbs.db", "normal/DICOMDIR")
    films = read_labelled(tmp_path).films
    assert [film.image_id for film in films] == ["1.2.840.7", "1.2.840.8", "IM0001", "broken"]


def test_files_of_one_name_get_ids_of_their_own(tmp_path: Path) -> None:
    put(tmp_path, "normal/a/1.png", "normal/b/1.png", "fracture/1.dcm", "fracture/2.dcm")
    assert [film.image_id for film in read_labelled(tmp_path).films] == [
        "2",
        "fracture/1",
        "normal/a/1",
        "normal/b/1",
    ]


def test_ids_differ_whatever_the_files_are_called() -> None:
    assert image_ids([Path("n/x.png"), Path("n/x.jpg")]) == ["n/x.png", "n/x.jpg"]
    # The name of the third without its ending is all that the first has left.
    assert image_ids([Path("x.png"), Path("x.jpg"), Path("x.png.dcm")]) == ["x.png", "x.jpg", "x.png.dcm"]


def test_one_class_alone_is_enough(tmp_path: Path) -> None:
    put(tmp_path, "fractured/a.png")
    assert [film.fractured for film in read_labelled(tmp_path).films] == [True]
    (tmp_path / "not_fractured").mkdir()
    assert len(read_labelled(tmp_path).films) == 1


def test_a_class_beside_a_folder_of_unknown_name_is_unclear(tmp_path: Path) -> None:
    put(tmp_path, "normal/a.png", "brocken/b.png")
    with pytest.raises(DataSetError, match="none of the three ways"):
        read_labelled(tmp_path)


def test_an_unclear_folder_is_told_the_three_layouts(tmp_path: Path) -> None:
    put(tmp_path, "a.png", "films/b.png")
    with pytest.raises(DataSetError) as refusal:
        read_labelled(tmp_path)
    for layout in ("labels.csv", "images/Fractured", "not_fractured"):
        assert layout in refusal.value.sentence
    with pytest.raises(DataSetError, match="no such data folder"):
        read_labelled(tmp_path / "nowhere")


def test_folders_without_a_film_are_refused(tmp_path: Path) -> None:
    (tmp_path / "fractured").mkdir()
    (tmp_path / "normal").mkdir()
    with pytest.raises(DataSetError, match="hold no files"):
        read_labelled(tmp_path)


def test_a_table_says_label_region_view_hardware_and_group(tmp_path: Path) -> None:
    put(tmp_path, "in/a.png", "b.dcm", "c", "d.png")
    table(
        tmp_path,
        "\ufeffFile, label,region,view,hardware,group\n"
        'in\\a.png,1,"Hand, leg",lateral,yes,Smith\n'
        "b.dcm,0,,,,\n\n"
        "./c,Normal,hip,frontal oblique,0,\n"
        "d.png,positive,,,,Smith\n",
    )
    folder = read_labelled(tmp_path)
    a, b, c, _ = folder.films
    assert [film.image_id for film in folder.films] == ["a", "b", "c", "d"]
    assert [film.fractured for film in folder.films] == [True, False, False, True]
    assert (a.path, c.path) == (tmp_path / "in" / "a.png", tmp_path / "c")
    assert a.regions == {"hand", "leg"} and a.views == {"lateral"} and a.hardware
    assert (b.regions, b.views, b.hardware) == (frozenset(), frozenset(), False)
    assert c.views == {"frontal", "oblique"} and not c.hardware
    # Films of one name are one group, a film without is one of its own; no name is kept.
    assert folder.groups == {"a": 0, "b": 1, "c": 2, "d": 0}
    assert "Smith" not in repr(folder)


def test_a_table_without_groups_has_none(tmp_path: Path) -> None:
    assert read_labelled(table(tmp_path, "file;label\na,5.png;1\n")).groups is None
    assert read_labelled(table(tmp_path, "file,label,group\na.png,1,\n")).groups is None


def test_a_table_written_with_semicolons_is_read(tmp_path: Path) -> None:
    films = read_labelled(table(tmp_path, "file;label\na,5.png;1\nb.png;0\n")).films
    assert [(film.path.name, film.fractured) for film in films] == [("a,5.png", True), ("b.png", False)]


def test_a_table_goes_before_folders_and_a_missing_file_is_listed(tmp_path: Path) -> None:
    put(tmp_path, "fractured/a.png", "normal/b.png")
    folder = read_labelled(table(tmp_path, "file,label\nfractured/a.png,0\ngone.png,1\n"))
    assert [(film.image_id, film.fractured) for film in folder.films] == [("a", False), ("gone", True)]


@pytest.mark.parametrize(
    "named", ["../out.png", "/etc/hostname", "a/../../out.png", "link/out.png", "circle", "a\0b"]
)
def test_a_table_that_leads_out_of_the_folder_is_refused(tmp_path: Path, named: str) -> None:
    root = put(tmp_path, "out.png", "films/a/a.png") / "films"
    (root / "link").symlink_to(tmp_path)
    (root / "circle").symlink_to("circle")
    table(root, f"file,label\na/a.png,1\n{named},0\n")
    with pytest.raises(DataSetError, match=r"Line 3 of labels.csv leads out of the data folder"):
        read_labelled(root)


def test_a_path_with_turns_is_straightened(tmp_path: Path) -> None:
    film = read_labelled(table(tmp_path, "file,label\na/../b/./c.png,1\n")).films[0]
    assert (film.image_id, film.path) == ("c", tmp_path / "b" / "c.png")


def test_a_folder_inside_that_cannot_be_opened_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "normal/a.png", "fracture/b.png")

    def closed(_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.scandir", closed)
    with pytest.raises(DataSetError, match="can't be opened"):
        read_labelled(tmp_path)


def test_a_folder_reached_by_a_link_is_no_way_out(tmp_path: Path) -> None:
    put(tmp_path, "films/a.png")
    (tmp_path / "link").symlink_to(tmp_path / "films")
    table(tmp_path / "films", "file,label\na.png,1\n")
    assert read_labelled(tmp_path / "link").films[0].path == tmp_path / "link" / "a.png"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,label\na.png,1\n", "needs the columns 'file' and 'label'"),
        ("", "needs the columns"),
        ("file,label\n", "names no film"),
        ("file,label\na.png\n", "Line 2 of labels.csv has a label that is neither"),
        ("file,label\na.png,maybe\n", "Line 2 of labels.csv has a label that is neither"),
        ("file,label\n,1\n", "Line 2 of labels.csv names no file"),
        ("file,label\na/..,1\n", "Line 2 of labels.csv names no file"),
        ("file,label\na.png,1\n./a.png,0\n", "Line 3 of labels.csv names a file that an earlier line"),
        ("file,label,region\na.png,1,skull\n", "none of hand, leg, hip, shoulder, mixed; leave the cell"),
        ("file,label,view\na.png,1,axial\n", "none of frontal, lateral, oblique"),
        ("file,label,hardware\na.png,1,screw\n", "says neither 1 nor 0 of hardware"),
        ('file,label\n"a.png,1\n', "can't be read as a table"),
    ],
)
def test_a_table_that_says_nothing_clear_is_refused_by_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(DataSetError, match=sentence):
        read_labelled(table(tmp_path, text))


def test_a_table_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_bytes("file,label\nSchlüsselbein.png,1\n".encode("latin-1"))
    with pytest.raises(DataSetError, match="UTF-8"):
        read_labelled(tmp_path)


def test_a_folder_of_many_films_keeps_them_in_order(tmp_path: Path) -> None:
    names = [f"{name:04d}" for name in np.random.default_rng(0).permutation(60)]
    table(tmp_path, "file,label\n" + "".join(f"{name}.png,{int(name) % 2}\n" for name in names))
    films = read_labelled(tmp_path).films
    assert [film.image_id for film in films] == sorted(names)
    assert all(film.fractured == bool(film.number % 2) for film in films)
