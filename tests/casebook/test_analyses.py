"""Analyses come back as they were added, one a model version, and one of them decides."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.casebook import Casebook, EventKind
from core.errors import CasebookError, UnknownCaseError
from core.records import Band, Depiction
from tests.casebook.builders import answer, film


def test_an_analysis_comes_back_as_it_was_added(casebook: Casebook) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    heatmap = np.random.default_rng(1).random((224, 151), dtype=np.float32)
    given = answer(radiograph, probability=0.1 + 0.2, heatmap=heatmap)
    number = casebook.add_analysis(case_id, given)
    (stored,) = casebook.analyses(case_id)
    back = stored.analysis
    assert (stored.id, stored.case_id, stored.decides) == (number, case_id, True)
    assert back.probability == 0.30000000000000004
    assert (back.band, back.operating_points, back.findings) == (
        given.band,
        given.operating_points,
        given.findings,
    )
    assert (back.digest, back.model, back.version) == (radiograph.digest, "densenet121", "1.0.0")
    assert back.timings_ms == given.timings_ms
    assert back.heatmap.dtype == np.float32
    assert back.heatmap.shape == (224, 151)
    assert np.abs(back.heatmap - heatmap).max() <= 2**-12


@pytest.mark.parametrize(
    "depiction",
    [
        Depiction(
            ("hand",), ("frontal", "oblique"), False, {"hand": 0.1 + 0.2, "leg": 0.25, "hardware": 0.5}
        ),
        Depiction((), (), True, {"hand": 0.0, "hardware": 1.0}),
        Depiction((), (), None, {"hand": 0.125}),
        None,
    ],
)
def test_a_depiction_comes_back_as_it_was_added(casebook: Casebook, depiction: Depiction | None) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    casebook.add_analysis(case_id, answer(radiograph, depiction=depiction))
    (stored,) = casebook.analyses(case_id)
    assert stored.analysis.depiction == depiction


def test_an_empty_heatmap_stays_empty_and_a_full_one_full(casebook: Casebook) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    casebook.add_analysis(case_id, answer(radiograph, heatmap=np.zeros((5, 5), np.float32)))
    full = answer(radiograph, model="resnet50", heatmap=np.ones((5, 5), np.float32))
    casebook.add_analysis(case_id, full)
    empty, full_back = (stored.analysis for stored in casebook.analyses(case_id))
    assert not empty.has_evidence
    assert (full_back.heatmap == 1).all()


def test_the_first_analysis_decides_until_another_is_told_to(casebook: Casebook) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    casebook.add_analysis(case_id, answer(radiograph, 0.9, "densenet121"))
    casebook.add_analysis(case_id, answer(radiograph, 0.1, "resnet50"))
    case = casebook.case(case_id)
    assert (case.probability, case.band, case.model) == (0.9, Band.POSITIVE, "densenet121")

    casebook.add_analysis(case_id, answer(radiograph, 0.5, "newnet"), decides=True)
    case = casebook.case(case_id)
    assert (case.probability, case.band, case.model) == (0.5, Band.DOUBT, "newnet")
    stored = casebook.analyses(case_id)
    assert [row.analysis.model for row in stored] == ["newnet", "densenet121", "resnet50"]
    assert [row.decides for row in stored] == [True, False, False]


def test_a_model_version_speaks_once_on_a_case(casebook: Casebook) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    first = casebook.add_analysis(case_id, answer(radiograph, 0.9))
    assert casebook.add_analysis(case_id, answer(radiograph, 0.1)) == first
    (stored,) = casebook.analyses(case_id)
    assert stored.analysis.probability == 0.9
    assert [event.detail for event in casebook.events(case_id)] == ["densenet121 1.0.0", ""]


def test_threads_that_analyse_one_case_at_once_add_one_analysis(casebook: Casebook) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    with ThreadPoolExecutor(6) as pool:
        numbers = set(pool.map(lambda _: casebook.add_analysis(case_id, answer(radiograph)), range(12)))
    assert len(numbers) == 1
    kinds = [event.kind for event in casebook.events(case_id)]
    assert kinds.count(EventKind.ANALYSIS_ADDED) == 1


def test_an_analysis_of_another_radiograph_is_refused(casebook: Casebook) -> None:
    case_id = casebook.keep(*film(b"one")).case_id
    with pytest.raises(CasebookError, match="another radiograph"):
        casebook.add_analysis(case_id, answer(film(b"two")[0]))
    with pytest.raises(UnknownCaseError):
        casebook.add_analysis(case_id + 1, answer(film(b"one")[0]))
    assert casebook.analyses(case_id) == ()
