"""Which films are evaluated."""

import hashlib
from pathlib import Path

import pytest

from core.errors import EvaluationError
from core.evaluation import groups_of, read_ids, select
from core.evaluation.selection import data_digest
from core.training import Film, Part, Split, write_split
from core.training.splits import Assignment

FILMS = tuple(Film(name, Path(f"{name}.jpg"), fractured=False) for name in ("IMG1", "IMG2", "IMG3.v2"))


def test_ids_are_read_without_blank_lines_and_remarks(tmp_path: Path) -> None:
    file = tmp_path / "ids.txt"
    file.write_text("\ufeff# the test part\nIMG1\n\n  IMG2.jpg  \r\n", encoding="utf-8")
    assert read_ids(file) == ("IMG1", "IMG2.jpg")


@pytest.mark.parametrize("content", [b"", b"# nothing\n\n", b"\xff\xfe\x00\x81"])
def test_a_file_that_names_nothing_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ids.txt"
    file.write_bytes(content)
    with pytest.raises(EvaluationError):
        read_ids(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="can't be read"):
        read_ids(tmp_path / "none.txt")


def test_films_are_selected_once_in_their_own_order_with_or_without_ending() -> None:
    found = select(FILMS, ["IMG3.v2", "IMG1.jpg", "IMG1", "IMG3.v2.jpg"])
    assert [film.image_id for film in found] == ["IMG1", "IMG3.v2"]


def test_unknown_ids_are_named() -> None:
    with pytest.raises(EvaluationError, match=r"no image called IMG9, IMG8\.png\.$"):
        select(FILMS, ["IMG1", "IMG9", "IMG8.png"])


def test_many_unknown_ids_are_counted() -> None:
    with pytest.raises(EvaluationError, match=r"X0, X1, .*X9 and 15 more\.$"):
        select(FILMS, [f"X{number}" for number in range(25)])


def test_groups_of_related_films_are_read_from_a_split(tmp_path: Path) -> None:
    names = [film.image_id for film in FILMS]
    write_split(
        Split(tuple(Assignment(name, Part.TEST, len(name)) for name in names)), tmp_path / "split.csv"
    )
    assert groups_of(FILMS, tmp_path / "split.csv") == {"IMG1": 4, "IMG2": 4, "IMG3.v2": 7}
    other = Film("IMG9", Path("IMG9.jpg"), fractured=True)
    with pytest.raises(EvaluationError, match=r"split file doesn't name IMG9\.$"):
        groups_of([*FILMS, other], tmp_path / "split.csv")


def test_the_digest_changes_with_a_byte_a_label_or_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"film")
    film = Film("a", path, fractured=True)
    expected = hashlib.sha256(f"a,1,{hashlib.sha256(b'film').hexdigest()}\n".encode()).hexdigest()
    assert data_digest([film]) == expected
    assert data_digest([Film("a", path, fractured=False)]) != expected
    assert data_digest([Film("b", path, fractured=True)]) != expected
    path.write_bytes(b"filn")
    assert data_digest([film]) != expected


def test_a_film_that_is_gone_does_not_stop_the_digest(tmp_path: Path) -> None:
    assert len(data_digest([Film("a", tmp_path / "gone.png", fractured=True)])) == 64
