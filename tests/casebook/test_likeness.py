"""Films are alike by what the network made of them; the nearest come with what is known of them."""

from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy.exc import IntegrityError

from core.casebook import Casebook, likeness
from core.casebook.tables import Base
from core.errors import UnknownCaseError
from core.records import Band, Call, FloatImage
from tests.casebook.builders import answer, film, read


def towards(degrees: float) -> FloatImage:
    """A vector of length 1 in a plane, at an angle to the first axis."""
    turn = np.deg2rad(degrees)
    return np.array([np.cos(turn), np.sin(turn), 0, 0], np.float32)


def keep(
    casebook: Casebook, name: str, degrees: float | None, *, study: str = "", model: str = "densenet121"
) -> int:
    radiograph, data = film(name.encode())
    case_id = casebook.keep(radiograph, data, study=study).case_id
    features = None if degrees is None else towards(degrees)
    casebook.add_analysis(case_id, replace(answer(radiograph, 0.9, model), features=features))
    return case_id


def decided(casebook: Casebook, study_id: int, label: Call) -> None:
    with casebook.database.engine.begin() as connection:
        studies = Base.metadata.tables["studies"]
        connection.execute(studies.update().where(studies.c.id == study_id).values(reference=label))


def test_the_nearest_come_first_by_the_cosine_of_their_angle(casebook: Casebook) -> None:
    one = keep(casebook, "one", 0)
    far, near, middle = (keep(casebook, f"at {angle}", angle) for angle in (80, 10, 40))
    found = casebook.likeness.nearest(one)
    assert [film.case_id for film in found] == [near, middle, far]
    expected = [np.cos(np.deg2rad(angle)) for angle in (10, 40, 80)]
    assert [film.similarity for film in found] == pytest.approx(expected, abs=2e-3)
    assert [film.case_id for film in casebook.likeness.nearest(one, 2)] == [near, middle]


def test_films_with_a_reference_come_before_nearer_ones_without(casebook: Casebook) -> None:
    one = keep(casebook, "one", 0)
    near, known = keep(casebook, "near", 5), keep(casebook, "known", 30)
    casebook.add_read(read(near, Call.NO_FRACTURE))
    decided(casebook, casebook.studies.of_case(known), Call.FRACTURE)
    first, second = casebook.likeness.nearest(one)
    assert (first.case_id, first.reference, first.call, first.band) == (
        known,
        Call.FRACTURE,
        None,
        Band.POSITIVE,
    )
    assert (second.case_id, second.reference, second.call) == (near, None, Call.NO_FRACTURE)


def test_no_film_is_like_one_of_its_own_study_and_a_study_comes_once(casebook: Casebook) -> None:
    one = keep(casebook, "one", 0, study="exam")
    keep(casebook, "its other view", 1, study="exam")
    lateral = keep(casebook, "lateral", 20, study="another")
    keep(casebook, "frontal", 50, study="another")
    (found,) = casebook.likeness.nearest(one)
    assert (found.case_id, found.study_id) == (lateral, 2)


def test_only_what_the_same_version_made_of_them_is_compared(casebook: Casebook) -> None:
    one = keep(casebook, "one", 0)
    keep(casebook, "of another network", 1, model="resnet50")
    keep(casebook, "without features", None)
    assert casebook.likeness.nearest(one) == ()


def test_a_film_without_an_answer_or_features_is_like_none(casebook: Casebook) -> None:
    keep(casebook, "another", 0)
    bare = casebook.keep(*film(b"bare")).case_id
    assert casebook.likeness.nearest(bare) == ()
    assert casebook.likeness.nearest(keep(casebook, "without", None)) == ()
    with pytest.raises(UnknownCaseError):
        casebook.likeness.nearest(99)


def test_films_that_came_in_since_the_last_question_are_found(casebook: Casebook) -> None:
    one = keep(casebook, "one", 0)
    assert casebook.likeness.nearest(one) == ()
    for angle in (30, 20, 10):
        newest = keep(casebook, f"at {angle}", angle)
        assert casebook.likeness.nearest(one, 1)[0].case_id == newest
    assert len(casebook.likeness.nearest(one)) == 3


def test_features_that_were_not_known_are_kept_when_the_analysis_comes_again(casebook: Casebook) -> None:
    one, late = keep(casebook, "one", 0), keep(casebook, "late", None)
    assert casebook.likeness.nearest(one) == ()
    radiograph, _ = film(b"late")
    again = casebook.add_analysis(late, replace(answer(radiograph), features=towards(10)))
    assert [stored.id for stored in casebook.analyses(late)] == [again]
    assert [film.case_id for film in casebook.likeness.nearest(one)] == [late]


def test_the_newest_films_are_compared_where_there_are_too_many(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likeness, "_MOST", 3)
    numbers = [keep(casebook, f"at {angle}", angle) for angle in (0, 1, 2, 3, 4)]
    assert [film.case_id for film in casebook.likeness.nearest(numbers[-1])] == [numbers[3], numbers[2]]
    newest = keep(casebook, "at 5", 5)
    assert [film.case_id for film in casebook.likeness.nearest(newest)] == [numbers[4], numbers[3]]


def test_features_are_kept_in_half_precision_and_never_changed(casebook: Casebook) -> None:
    keep(casebook, "one", 30)
    features = Base.metadata.tables["features"]
    with casebook.database.engine.connect() as connection:
        kept = connection.execute(features.select()).one().vector
    assert np.frombuffer(kept, likeness.KEPT_AS) == pytest.approx(towards(30), abs=2**-11)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        casebook.database.engine.begin() as connection,
    ):
        connection.execute(features.delete())
