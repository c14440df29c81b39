from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import DataSetError
from core.training import Film, Part, make_split, read_fracatlas, read_split, write_split
from core.training.films import load_films
from core.training.related import groups, near_copies, neighbours, thumbnail

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "fracatlas_split.csv"


def films(numbers: Sequence[int], fractured: Sequence[bool] | None = None, region: str = "leg") -> list[Film]:
    labels = fractured or [n % 2 == 0 for n in range(len(numbers))]
    return [
        Film(f"IMG{n:07d}", Path(f"{n}.jpg"), label, regions=frozenset({region}))
        for n, label in zip(numbers, labels, strict=True)
    ]


def test_a_turned_or_mirrored_picture_is_a_near_copy_and_another_is_not() -> None:
    random = np.random.default_rng(0)
    one, other = random.random((2, 60, 40), np.float32)
    pictures = [one, np.rot90(one), one[:, ::-1], np.rot90(one, 3)[::-1], other, one * 0.5 + 0.2]
    small = np.stack([thumbnail(np.ascontiguousarray(picture)) for picture in pictures])
    same = {0, 1, 2, 3, 5}
    assert near_copies(small) == [(i, j) for i in sorted(same) for j in sorted(same) if i < j]


def test_flat_pictures_are_not_copies_of_each_other() -> None:
    assert near_copies(np.full((2, 32, 32), 0.5, np.float32)) == []


def test_neighbouring_numbers_are_one_run_until_the_region_changes() -> None:
    leg, hand = films(range(15)), films(range(15, 20), region="hand")
    assert neighbours([*leg, *hand]) == [0] * 15 + [1] * 5
    # A change before the shortest run does not end it.
    assert set(neighbours([*films(range(3)), *films(range(3, 8), region="hand")])) == {0}


def test_a_run_ends_after_forty_numbers_whatever_comes() -> None:
    assert neighbours(films(range(100))) == [0] * 40 + [1] * 40 + [2] * 20


def test_names_without_leading_zeros_are_neighbours_by_number() -> None:
    padded = films(range(1, 121))
    plain = [replace(film, image_id=f"IMG{film.number}") for film in padded]
    plain.sort(key=lambda film: film.image_id)
    assert [film.image_id for film in plain[:4]] == ["IMG1", "IMG10", "IMG100", "IMG101"]
    runs = dict(zip((film.number for film in plain), neighbours(plain), strict=True))
    assert [runs[number] for number in range(1, 121)] == [0] * 40 + [1] * 40 + [2] * 40
    assert neighbours(padded) == [0] * 40 + [1] * 40 + [2] * 40
    joined = dict(zip((film.number for film in plain), groups(plain, []), strict=True))
    assert [joined[number] for number in range(1, 121)] == groups(padded, [])


@pytest.mark.data
def test_the_shipped_split_has_the_runs_of_fracatlas(shared_data: Path) -> None:
    atlas = read_fracatlas(shared_data / "fracatlas")
    group_of = read_split(SHIPPED).group_of()
    runs = neighbours(atlas.films)
    assert runs == sorted(runs)
    together: dict[int, set[int]] = {}
    for film, run in zip(atlas.films, runs, strict=True):
        together.setdefault(run, set()).add(group_of[film.image_id])
    # A near copy joins runs and tears none apart.
    assert {len(found) for found in together.values()} == {1}


def test_a_near_copy_joins_the_runs_of_both() -> None:
    apart = films([0, 100, 200])
    assert len(set(groups(apart, []))) == 3
    joined = groups(apart, [(0, 2)])
    assert joined[0] == joined[2] != joined[1]


def test_no_group_is_pulled_apart_and_every_film_is_in_one_part() -> None:
    many = films([n * 7 for n in range(600)])
    split = make_split(many, copies=[(3, 400), (10, 590)])
    group_of = split.group_of()
    seen: dict[int, set[Part]] = {}
    for assignment in split.assignments:
        if assignment.part is not Part.EXCLUDED:
            seen.setdefault(group_of[assignment.image_id], set()).add(assignment.part)
    assert all(len(parts) == 1 for parts in seen.values())
    assert sum(len(split.ids(part)) for part in Part) == 600


def test_parts_have_their_share_and_alike_shares_of_fractures() -> None:
    many = films([n * 50 for n in range(1000)], [n % 5 == 0 for n in range(1000)])
    split = make_split(many, copies=[])
    sizes = {part: len(split.ids(part)) for part in (Part.TRAIN, Part.VALIDATION, Part.TEST)}
    assert sizes == {Part.TRAIN: 700, Part.VALIDATION: 150, Part.TEST: 150}
    for part in sizes:
        assert np.mean([film.fractured for film in split.select(many, part)]) == pytest.approx(0.2, abs=0.02)


def test_the_split_follows_from_films_and_seed() -> None:
    many = films([n * 50 for n in range(200)])
    assert make_split(many, []) == make_split(many, [])
    assert make_split(many, [], seed=1) != make_split(many, [])


def test_copies_under_both_labels_are_left_out_and_copies_under_one_are_kept_once() -> None:
    many = films([n * 50 for n in range(60)], [n < 30 for n in range(60)])
    split = make_split(many, copies=[(0, 40), (0, 41), (5, 6), (5, 7)])
    reasons = {a.image_id: a.reason for a in split.assignments if a.part is Part.EXCLUDED}
    assert reasons == {
        "IMG0000000": "same picture under the other label: IMG0002000, IMG0002050",
        "IMG0002000": "same picture under the other label: IMG0000000",
        "IMG0002050": "same picture under the other label: IMG0000000",
        "IMG0000300": "copy of IMG0000250",
        "IMG0000350": "copy of IMG0000250",
    }


def test_too_few_films_are_refused() -> None:
    with pytest.raises(DataSetError, match="at least 20 films of each label"):
        make_split(films(range(10)), [])


def test_a_written_split_is_read_back(tmp_path: Path) -> None:
    split = make_split(films([n * 50 for n in range(60)]), copies=[(0, 2)])
    write_split(split, tmp_path / "split.csv")
    assert (tmp_path / "split.csv").read_text().startswith("image_id,part,group,reason\nIMG0000000,")
    assert read_split(tmp_path / "split.csv") == split


def test_a_missing_split_file_is_said() -> None:
    with pytest.raises(DataSetError, match="split file can't be read"):
        read_split(Path("nowhere.csv"))


@pytest.mark.data
def test_the_known_contradictions_of_fracatlas_are_found(shared_data: Path, tmp_path: Path) -> None:
    atlas = read_fracatlas(shared_data / "fracatlas")
    loaded = load_films(atlas.films, 48, tmp_path)
    split = make_split(atlas.films, near_copies(loaded.thumbnails))
    contradicting = {a.image_id for a in split.assignments if a.reason.startswith("same picture")}
    assert contradicting == {
        f"IMG000{number}" for number in (2886, 4243, 2998, 4280, 3034, 4314, 4341, 4262, 2952)
    }
    assert [len(split.ids(part)) for part in Part] == [2352, 506, 491, 107]
    assert split == read_split(SHIPPED)
