"""A run becomes a version: what is stored beside the network, made by one whose answers are known."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import ModelError
from core.evaluation import read_calibration, read_confounders, read_pointing, read_regions, read_traits
from core.examination.examiner import Examiner
from core.examination.release import release
from core.models import ModelStore, calibrated
from core.records import ModelVersion
from core.training import Part, make_split, read_fracatlas, recipe_for
from core.training.fracatlas import TRAITS
from core.training.running import Run
from core.training.stages import Material
from tests.examination.bars import bar_heads, bar_network
from tests.training.films import write_data_set

pytestmark = pytest.mark.slow
MANIFEST = {
    "data": {"name": "data", "digest": "", "films": {}},
    "start": "random",
    "recipe": recipe_for("tiny").as_dict(),
    "engine": "keras on tensorflow",
    "precision": "float32",
    "versions": {},
    "seconds": 1,
    "curve": [],
}


def run_on(data: Path, out: Path) -> Run:
    atlas = read_fracatlas(data)
    material = Material(atlas, make_split(atlas.films, []), out)
    recipe = replace(recipe_for("tiny"), pooling="mean")
    return Run(bar_network(), material, recipe, MANIFEST, bar_heads())


def test_a_version_is_the_default_only_once_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_on(write_data_set(tmp_path / "data", count=240), tmp_path)
    store = ModelStore(tmp_path / "models")

    def fails(*_: object) -> None:
        raise ModelError("The validation part can't carry a calibration.")

    monkeypatch.setattr("core.examination.release._tune", fails)
    with pytest.raises(ModelError):
        release(run, store, version="0.3.0", default=True)
    assert [version.default for version in store.versions()] == [False]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, ModelStore, ModelVersion]:
    folder = tmp_path_factory.mktemp("release")
    run = run_on(write_data_set(folder / "data", count=240), folder)
    store = ModelStore(folder / "models")
    return run, store, release(run, store, version="0.2.0")


def test_the_version_names_its_traits_and_keeps_its_heads(
    released: tuple[Run, ModelStore, ModelVersion],
) -> None:
    _, store, version = released
    assert store.find() == version
    assert version.traits == TRAITS
    assert store.heads(version) is not None
    assert {path.name for path in store.folder(version).iterdir()} == {
        "card.json",
        "weights.npz",
        "metrics.json",
        "predictions.csv",
    }


def test_everything_that_can_be_examined_is(released: tuple[Run, ModelStore, ModelVersion]) -> None:
    run, store, version = released
    metrics = store.metrics(version)
    examined = {"subgroups", "boxes", "randomised", "erasing", "robustness", "shortcuts", "failures", "flow"}
    assert examined <= set(metrics)
    assert metrics["flow"]["found"] == len(run.material.atlas.films)
    assert metrics["flow"]["parts"]["test"]["n"] == metrics["n"] == metrics["boxes"]["n"]
    assert metrics["failures"] == {"missed": [], "false_alarms": []}


def test_half_precision_on_disk_decides_as_the_trained_network_does(
    released: tuple[Run, ModelStore, ModelVersion],
) -> None:
    run, store, version = released
    films = run.material.split.select(run.material.atlas.films, Part.TEST)
    trained = Examiner(run.network, version, None).ask_all(films, "trained")
    probabilities = calibrated([answer.logit for answer in trained], version.calibration)
    stored = store.predictions(version)
    bands = [version.operating_points.band(float(probability)) for probability in probabilities]
    assert bands == [prediction.band for prediction in stored]
    assert probabilities == pytest.approx([p.probability for p in stored], abs=1e-3)


def test_every_bar_is_pointed_at(released: tuple[Run, ModelStore, ModelVersion]) -> None:
    run, store, version = released
    fractured = [f for f in run.material.split.select(run.material.atlas.films, Part.TEST) if f.fractured]
    found = read_pointing(store.metrics(version))
    assert found is not None
    assert found.n == len(fractured) > 9
    assert list(found.maps) == ["gradcam", "gradcam_pp", "grid", "centre"]
    assert {name: shown.hits for name, shown in found.maps.items()} == dict.fromkeys(found.maps, found.n)
    # The film lies on 32 x 26 pixels of the square, of which each box touches 8 x 8.
    assert found.boxes_cover["value"] == pytest.approx(64 / (32 * 26))


def test_bars_do_not_lie_in_the_border(released: tuple[Run, ModelStore, ModelVersion]) -> None:
    _, store, version = released
    metrics = store.metrics(version)
    parts = read_confounders(metrics)
    assert parts is not None
    assert parts["all"].auroc["value"] == metrics["discrimination"]["auroc"]["value"] == 1.0
    assert parts["masked_border"].auroc["value"] == 1.0
    assert parts["small_scans"].n == parts["all"].n == metrics["n"]


def test_regions_and_traits_with_too_few_films_have_no_figure(
    released: tuple[Run, ModelStore, ModelVersion],
) -> None:
    _, store, version = released
    metrics = store.metrics(version)
    places, told = read_regions(metrics), read_traits(metrics)
    assert places is not None
    assert told is not None
    assert (places["leg"].n, places["hand"].n) == (metrics["n"], 0)
    assert places["leg"].auroc["value"] == 1.0
    assert (told["leg"].n_positive, told["leg"].auroc["value"]) == (metrics["n"], None)
    limits = version.card["limits"]
    assert isinstance(limits, list)
    assert "Too few test films to say how well it does on: hand, hip, shoulder." in limits


def test_calibration_is_judged_before_and_after(released: tuple[Run, ModelStore, ModelVersion]) -> None:
    _, store, version = released
    found = read_calibration(store.metrics(version))
    assert found is not None
    assert found.brier_after["value"] < found.brier_before["value"]


def test_heads_that_learnt_no_traits_are_not_shipped(tmp_path: Path) -> None:
    data = write_data_set(tmp_path / "data", count=90)
    (data / "dataset.csv").unlink()
    store = ModelStore(tmp_path / "models")
    version = release(run_on(data, tmp_path), store)
    assert version.traits == ()
    assert store.heads(version) is None
    metrics = store.metrics(version)
    assert read_traits(metrics) is None
    found = read_pointing(metrics)
    assert found is not None
    assert "grid" not in found.maps


def test_a_run_without_heads_is_released(tmp_path: Path) -> None:
    run = run_on(write_data_set(tmp_path / "data", count=90), tmp_path)
    store = ModelStore(tmp_path / "models")
    version = release(replace(run, heads=None), store)
    assert version.traits == ()
    with (store.folder(version) / "predictions.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == store.metrics(version)["n"]
