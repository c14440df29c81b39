"""A run becomes a version: what is stored beside the network, made by one whose answers are known."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelError
from core.evaluation import read_calibration, read_confounders, read_pointing, read_regions, read_traits
from core.examination.examiner import Answer, Examiner
from core.examination.release import _levels, release
from core.examination.resuming import Unfinished
from core.imaging.framing import Frame
from core.inference.findings import find_regions
from core.inference.heatmap import film_heatmap
from core.models import ModelStore, calibrated
from core.records import Calibration, FindingLevels, FloatImage, ModelVersion, OperatingPoints
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
    "doubt": "",
    "split_digest": "5911",
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
    assert store.versions() == ()
    assert list(store.root.iterdir()) == []


class PowerCutError(Exception):
    pass


def test_a_release_that_was_broken_off_asks_no_film_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_on(write_data_set(tmp_path / "data", count=240), tmp_path / "run")
    store = ModelStore(tmp_path / "models")
    asked: list[str] = []
    ask_pixels = Examiner.ask_pixels

    def counted(examiner: Examiner, name: str, pixels: FloatImage) -> Answer:
        asked.append(name)
        return ask_pixels(examiner, name, pixels)

    def power_cut(*_: object) -> None:
        raise PowerCutError

    monkeypatch.setattr(Examiner, "ask_pixels", counted)
    with monkeypatch.context() as broken, pytest.raises(PowerCutError):
        broken.setattr("core.examination.dossier.erasing", power_cut)
        release(run, store, version="0.3.0")
    plain = len(run.material.split.ids(Part.VALIDATION)) + len(run.material.split.ids(Part.TEST))
    assert len(asked) >= plain
    assert store.versions() == ()
    asked.clear()
    again = release(run, store, version="0.3.0", default=True)
    assert asked == []
    assert store.versions() == (again,)
    assert again.default
    assert not (tmp_path / "run" / "release").exists()
    straight = release(run, ModelStore(tmp_path / "other"), version="0.3.0", default=True)
    assert straight == again
    assert ModelStore(tmp_path / "other").metrics(straight) == store.metrics(again)


def test_other_weights_are_asked_anew(tmp_path: Path) -> None:
    run = run_on(write_data_set(tmp_path / "data", count=90), tmp_path / "run")
    films = run.material.split.select(run.material.atlas.films, Part.TEST)[:2]
    answer = Answer(1.0, Frame.around(50, 40, 32), {}, {})
    version = ModelVersion("tiny", "1.0.0", "tiny", 32, Calibration(), OperatingPoints(0.3, 0.6))
    asked: list[str] = []

    class Counting(Examiner):
        def __init__(self) -> None:
            pass

        def ask(self, path: Path) -> Answer:
            asked.append(path.stem)
            return answer

    for weights in (b"one", b"one", b"other"):
        (tmp_path / "weights.npz").write_bytes(weights)
        Unfinished.of(run.material, tmp_path).answers(Counting(), version, films, "testing")
    assert asked == [film.image_id for film in (*films, *films)]


def test_levels_are_of_the_map_that_regions_are_cut_from() -> None:
    # 8 cells a side over a film a quarter as wide as high: columns 3 and 4 lie on it.
    frame, empty = Frame.around(64, 16, 64), np.zeros((8, 8), np.float32)

    def answer(rows: slice, columns: slice, height: float) -> Answer:
        cells = empty.copy()
        cells[rows, columns] = height
        return Answer(0.0, frame, {"gradcam": cells}, {})

    block, cell = slice(3, 5), slice(3, 4)
    padding = answer(cell, slice(0, 1), 0.9)
    # A block of 2 x 2 cells swings 1.41 times as high as its cells; a single cell does not.
    fractured, other = answer(block, block, 0.5), answer(cell, cell, 0.5)
    highest = [film_heatmap(a.maps["gradcam"], frame, 1.0).max() for a in (padding, fractured, other)]
    assert highest[0] == 0
    assert highest[1] > 1.3 * 0.5 > highest[2]
    labels = np.array([1] * 20 + [0] * 20)
    answers = [fractured] * 20 + [other] * 10 + [padding] * 10
    levels = _levels(answers, labels, 1.0)
    # Halfway from the highest value without a fracture to the next above: none of them is marked.
    assert levels.high_specificity == pytest.approx((highest[1] + highest[2]) / 2)
    marked = [bool(find_regions(film_heatmap(a.maps["gradcam"], frame, 1.0), levels, frame)) for a in answers]
    assert marked == [True] * 20 + [False] * 20


def test_without_evidence_on_any_fractured_film_levels_are_half() -> None:
    frame, cells = Frame.around(64, 16, 64), np.zeros((8, 8), np.float32)
    nothing = Answer(0.0, frame, {"gradcam": cells}, {})
    cells = cells.copy()
    cells[3, 0] = 1  # in the padding
    beside = Answer(0.0, frame, {"gradcam": cells}, {})
    labels = np.array([1, 1, 0, 0])
    assert _levels([nothing] * 4, labels, 0.0) == FindingLevels(0.5, 0.5)
    assert _levels([beside] * 4, labels, 1.0) == FindingLevels(0.5, 0.5)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, ModelStore, ModelVersion]:
    folder = tmp_path_factory.mktemp("release")
    run = run_on(write_data_set(folder / "data", count=240), folder)
    store = ModelStore(folder / "models")
    return run, store, release(run, store, version="0.2.0")


def test_a_number_that_is_taken_is_refused_before_anything_is_done(
    released: tuple[Run, ModelStore, ModelVersion], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, store, version = released
    before = {path.name: path.read_bytes() for path in store.folder(version).iterdir()}
    monkeypatch.setattr(store, "save", None)
    with pytest.raises(ModelError, match=r"holds tiny 0.2.0 already"):
        release(run, store, version="0.2.0")
    assert {path.name: path.read_bytes() for path in store.folder(version).iterdir()} == before


def test_what_finishes_a_version_is_made_before_anybody_sees_it(tmp_path: Path) -> None:
    run = run_on(write_data_set(tmp_path / "data", count=90), tmp_path)
    store = ModelStore(tmp_path / "models")
    seen: list[tuple[int, str]] = []

    def report(drafts: ModelStore, version: ModelVersion) -> None:
        seen.append((len(store.versions()), drafts.find().label))
        (drafts.folder(version) / "report.html").write_text("report")

    version = release(run, store, finish=report)
    assert seen == [(0, "tiny 1.0.0")]
    assert (store.folder(version) / "report.html").read_text() == "report"


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
