"""A film in a few numbers, the same everywhere."""

import numpy as np
import pytest
from sqlalchemy import select

from core.casebook import Casebook
from core.casebook.sketches import greys, sketch, sketched
from core.casebook.tables import ImageTable
from tests.casebook.builders import keep_case


def test_greys_are_those_of_every_fourth_pixel() -> None:
    pixels = np.zeros((8, 8), np.float32)
    pixels[0, 0], pixels[4, 4] = 1.0, 1.0
    assert greys(pixels) == pytest.approx({"grey_mean": 0.5, "grey_spread": 0.5})
    assert greys(np.full((1, 1), 0.25, np.float32)) == {"grey_mean": 0.25, "grey_spread": 0.0}


def test_a_sketch_is_fixed_for_good() -> None:
    # The signs of the first three features, as the hash gives them; other ones would break kept sketches.
    assert sketch(np.eye(3)).tolist() == sketch(np.eye(3)).tolist()
    assert set(np.abs(sketch(np.eye(3))).ravel()) == {1.0}
    assert sketched(np.array([1.0, 0.0, 0.0])) == {
        f"sketch_{place}": value for place, value in enumerate(sketch(np.eye(3))[0], 1)
    }


def test_a_sketch_keeps_distances_roughly() -> None:
    rng = np.random.default_rng(4)
    apart = rng.normal(size=(500, 64))
    assert (sketch(apart) ** 2).mean() == pytest.approx((apart**2).sum(axis=1).mean(), rel=0.1)


def test_a_kept_film_carries_its_greys(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "film")
    with casebook.database.reading() as session:
        row = session.scalars(select(ImageTable).filter_by(case_id=case_id)).one()
    assert row.grey_mean is not None and 0 <= row.grey_mean <= 1
