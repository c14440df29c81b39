"""Films of another kind are told by their look; films of the same kind are not."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.evaluation import read_familiar, wilson
from core.examination.familiar import EXPECTED, LOOK, familiar, look, looks, reference
from core.records import FloatImage
from core.training import Film
from tests.training.films import write_film

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def limb(random: np.random.Generator) -> FloatImage:
    """A bright shaft, upright or across, on a dark ground with some grain."""
    height, width = random.integers(200, 260), random.integers(150, 200)
    centre, thick = width * random.uniform(0.4, 0.6), width * random.uniform(0.06, 0.12)
    across = np.exp(-(((np.arange(width) - centre) / thick) ** 2))
    film = 0.05 + random.uniform(0.4, 0.7) * np.tile(across, (int(height), 1))
    return np.clip(film + random.normal(0, 0.01, film.shape), 0, 1).astype(np.float32)


def document(random: np.random.Generator) -> FloatImage:
    """Dark lines of writing on white."""
    page = np.ones((240, 180), np.float32)
    page[10::12, 15:165] = random.random((20, 150)).astype(np.float32).round()
    return page


@pytest.fixture(scope="module")
def known() -> Mapping[str, Any]:
    random = np.random.default_rng(1)
    return reference([look(limb(random)) for _ in range(300)])


def judged(films: list[FloatImage], known: Mapping[str, Any]) -> dict[str, Any]:
    return familiar([f"IMG{n}" for n in range(len(films))], [look(film) for film in films], known)


def test_films_of_the_same_kind_look_familiar(known: Mapping[str, Any]) -> None:
    random = np.random.default_rng(2)
    found = judged([limb(random) for _ in range(100)], known)
    assert found["unlike"]["value"] <= 0.05
    told = read_familiar({"familiar": found})
    assert told is not None
    assert not told.outside
    assert (told.n, told.expected, told.training_films) == (100, EXPECTED, 300)


def test_films_of_another_kind_are_counted_and_the_strangest_named(known: Mapping[str, Any]) -> None:
    random = np.random.default_rng(3)
    films = [limb(random) for _ in range(30)] + [document(random) for _ in range(10)]
    told = read_familiar({"familiar": judged(films, known)})
    assert told is not None
    assert told.outside
    assert 10 <= told.count <= 12  # of thirty limbs one in a hundred is strange, too
    assert sorted(told.films[:10]) == [f"IMG{n}" for n in range(30, 40)]


def test_strange_films_of_one_patient_say_less_than_as_many_of_strangers(
    known: Mapping[str, Any],
) -> None:
    random = np.random.default_rng(3)
    seen = [look(limb(random)) for _ in range(20)] + [look(document(random)) for _ in range(10)]
    ids = [f"IMG{n}" for n in range(30)]
    alone = familiar(ids, seen, known)["unlike"]
    related = familiar(ids, seen, known, {name: n if n < 20 else 20 for n, name in enumerate(ids)})["unlike"]
    assert (alone["value"], related["value"]) == (1 / 3, 1 / 3)
    assert (alone["low"], alone["high"]) == wilson(10, 30)
    # One group of ten and twenty of one film, off the mean by 2 / 3 a film and -1 / 3.
    effect = 21 / 20 * ((20 / 3) ** 2 + 20 / 9) / 30**2 * 29 / (2 / 9)
    assert (related["low"], related["high"]) == pytest.approx(wilson(10 / effect, 30 / effect))


def test_one_strange_film_alone_is_told(known: Mapping[str, Any]) -> None:
    told = read_familiar({"familiar": judged([1 - limb(np.random.default_rng(4))], known)})
    assert told is not None
    assert (told.n, told.count, told.outside) == (1, 1, True)


def test_no_films_are_neither(known: Mapping[str, Any]) -> None:
    told = read_familiar({"familiar": familiar([], [], known)})
    assert told is not None
    assert (told.n, told.count, told.outside) == (0, 0, False)
    assert read_familiar({}) is None


def test_size_and_even_films_make_no_number_that_is_none(known: Mapping[str, Any]) -> None:
    film = limb(np.random.default_rng(5))
    larger = np.kron(film, np.ones((4, 4), np.float32)).astype(np.float32)
    assert look(larger) == pytest.approx(look(film), abs=0.15)
    for even in (np.zeros((1, 1), np.float32), np.full((40, 900), 0.5, np.float32)):
        assert np.isfinite(look(even)).all()
        assert judged([even], known)["unlike"]["value"] == 1
    assert len(look(film)) == len(LOOK) == len(known["mean"])


def test_one_percent_of_the_training_films_is_unlike_the_rest(known: Mapping[str, Any]) -> None:
    random = np.random.default_rng(1)
    again = judged([limb(random) for _ in range(300)], known)
    assert again["unlike"]["value"] == pytest.approx(EXPECTED)


def test_looks_are_read_from_files(tmp_path: Path) -> None:
    pixels = (255 * limb(np.random.default_rng(6))).astype(np.uint8)
    (seen,) = looks([Film("IMG1", write_film(tmp_path, "IMG1", True, pixels), True)], "films")
    assert seen == pytest.approx(look(pixels.astype(np.float32) / np.float32(255)), abs=1e-6)


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="the data folder is absent")
def test_chests_documents_and_cut_out_knees_are_unlike_fracatlas() -> None:
    with (Path(__file__).resolve().parents[2] / "models" / "fracatlas_split.csv").open() as file:
        part = {row["image_id"]: row["part"] for row in csv.DictReader(file)}
    films = sorted((DATA / "fracatlas" / "images").rglob("*.jpg"))
    learnt = [Film(p.stem, p, False) for p in films if part[p.stem] == "train"][::8]
    known = reference(looks(learnt, "training"))
    kinds = {
        "test": [p for p in films if part[p.stem] == "test"][::10],
        "chest": sorted((DATA / "out_of_domain" / "chest_xray").iterdir())[:20],
        "documents": sorted((DATA / "out_of_domain" / "documents_receipts").iterdir())[:20],
        "knees": sorted((DATA / "knee_oa_kl" / "test").rglob("*.jpg"))[:20],
    }
    told = {}
    for kind, paths in kinds.items():
        ids = [path.stem for path in paths]
        told[kind] = read_familiar(
            {"familiar": familiar(ids, looks([Film(p.stem, p, False) for p in paths], kind), known)}
        )
    assert {kind: found.outside for kind, found in told.items() if found} == {
        "test": False,
        "chest": True,
        "documents": True,
        "knees": True,
    }
