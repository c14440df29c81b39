"""Groups of related films are taken from the store's split, or from nowhere."""

from pathlib import Path

import pytest

from core.errors import DataSetError
from dashboard.components.relatives import groups_of

SPLIT = "image_id,part,group,reason\nIMG1,test,4,\nIMG2,test,4,\nIMG3,train,5,\n"


def test_the_split_in_the_store_says_which_films_are_related(tmp_path: Path) -> None:
    assert groups_of(tmp_path, {"IMG1"}) is None
    (tmp_path / "fracatlas_split.csv").write_text(SPLIT)
    found = groups_of(tmp_path, {"IMG1", "IMG2"})
    assert found is not None
    assert (found["IMG1"], found["IMG2"]) == (4, 4)


def test_a_split_that_lacks_a_film_is_of_other_films(tmp_path: Path) -> None:
    (tmp_path / "fracatlas_split.csv").write_text(SPLIT)
    assert groups_of(tmp_path, {"IMG1", "KNEE"}) is None


def test_a_damaged_split_is_no_missing_one(tmp_path: Path) -> None:
    (tmp_path / "fracatlas_split.csv").write_text("image_id,part\nIMG1,test\n")
    with pytest.raises(DataSetError):
        groups_of(tmp_path, {"IMG1"})
