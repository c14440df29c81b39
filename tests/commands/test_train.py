"""The command line from films to answers: train a tiny network, then predict and evaluate with it."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from core.models import ModelStore, calibrated
from tests.commands.conftest import RunCore
from tests.training.films import write_data_set

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(run_core: RunCore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of 150 films and a run that trained and released a tiny network on it."""
    made = tmp_path_factory.mktemp("train")
    write_data_set(made / "data", count=150)
    run_train(run_core, made)
    return made


def run_train(run: RunCore, folder: Path, *more: str, status: int = 0) -> str:
    """Train into the folder's run; returns what was said of an error."""
    words: list[str | Path] = ["train", "--arch", "tiny", "--data", folder / "data", "--out", folder / "run"]
    done = run(*words, "--version", "0.1.0", *more)
    assert done.returncode == status, done.stderr
    return done.stderr


def answers(run: RunCore, folder: Path, *words: str | Path) -> str:
    """What a command prints that must succeed with the run's own model store."""
    done = run(*words, CALLUS_MODELS=str(folder / "run" / "models"))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_version_has_card_metrics_and_predictions(folder: Path) -> None:
    store = ModelStore(folder / "run" / "models")
    version = store.find("tiny")
    assert version.version == "0.1.0"
    assert {path.name for path in store.folder(version).iterdir()} == {
        "card.json",
        "weights.npz",
        "metrics.json",
        "predictions.csv",
        "report.html",
        "report.pdf",
    }
    assert version.card["start"] == "random"
    assert version.card["figures"]["n"] == len(store.predictions(version))  # type: ignore[index]


def test_the_figures_are_those_of_the_stored_predictions_on_the_test_part(folder: Path) -> None:
    store = ModelStore(folder / "run" / "models")
    version = store.find("tiny")
    predictions = store.predictions(version)
    with (folder / "run" / "split.csv").open() as file:
        test = {row["image_id"] for row in csv.DictReader(file) if row["part"] == "test"}
    assert {prediction.image_id for prediction in predictions} == test
    labels = [prediction.label for prediction in predictions]
    probabilities = [prediction.probability for prediction in predictions]
    metrics = store.metrics(version)
    assert metrics["data"]["split"] == "test"
    assert metrics["discrimination"]["auroc"]["value"] == pytest.approx(roc_auc_score(labels, probabilities))
    assert all(p.band is version.operating_points.band(p.probability) for p in predictions)


def test_the_command_line_answers_as_the_stored_predictions_say(run_here: RunCore, folder: Path) -> None:
    store = ModelStore(folder / "run" / "models")
    known = {p.image_id: p.probability for p in store.predictions(store.find())}
    films = [str(path) for path in sorted((folder / "data" / "images").rglob("*.png")) if path.stem in known]
    lines = [json.loads(line) for line in answers(run_here, folder, "predict", "--json", *films).splitlines()]
    assert [Path(line["file"]).stem for line in lines] == [Path(film).stem for film in films]
    for line in lines:
        assert line["probability"] == pytest.approx(known[Path(line["file"]).stem], abs=1e-4)


def test_the_heatmap_reference_is_what_half_of_the_fractured_films_reach(folder: Path) -> None:
    from core.imaging import read_radiograph
    from core.imaging.framing import to_network_input
    from core.inference.network import ServedNetwork
    from core.training import Part, read_fracatlas, read_split

    store = ModelStore(folder / "run" / "models")
    version = store.find()
    network = ServedNetwork(store.network(version), "features")
    films = read_split(folder / "run" / "split.csv").select(
        read_fracatlas(folder / "data").films, Part.VALIDATION
    )
    peaks, logits = [], []
    for film in films:
        square, _ = to_network_input(read_radiograph(film.path.read_bytes()).pixels, version.side)
        features, logit = network.forward(square)
        logits.append(logit)
        peaks.append(float(network.raw_map(features).max()))  # by tf-keras-vis, gradients and all
    fractured = np.array([film.fractured for film in films])
    assert version.heatmap_reference == pytest.approx(np.median(np.array(peaks)[fractured]), rel=1e-4)
    found = calibrated(logits, version.calibration)[fractured] >= version.operating_points.high_sensitivity
    assert found.mean() >= 0.95


def test_half_precision_on_disk_decides_as_the_network_that_was_trained(folder: Path) -> None:
    from core.imaging import read_radiograph
    from core.imaging.framing import to_network_input
    from core.models import build_network, set_weights
    from core.training import Part, read_fracatlas, read_split
    from core.training.fitting import read_arrays

    store = ModelStore(folder / "run" / "models")
    version, trained = store.find(), read_arrays(folder / "run" / "weights.npz")
    with np.load(store.folder(version) / "weights.npz") as stored:
        assert {trained["grid/kernel"].dtype, stored["grid/kernel"].dtype} == {
            np.dtype(np.float32),
            np.dtype(np.float16),
        }
    whole = build_network(version.architecture, version.side, pooling=version.pooling)
    set_weights(whole, trained)
    said = {prediction.image_id: prediction for prediction in store.predictions(version)}
    films = read_split(folder / "run" / "split.csv").select(read_fracatlas(folder / "data").films, Part.TEST)
    assert {film.image_id for film in films} == set(said)
    for film in films:
        square, _ = to_network_input(read_radiograph(film.path.read_bytes()).pixels, version.side)
        logit = float(whole(square[np.newaxis], training=False)[0, 0])
        probability = float(calibrated(logit, version.calibration))
        assert probability == pytest.approx(said[film.image_id].probability, abs=2e-3)
        assert version.operating_points.band(probability) is said[film.image_id].band


def test_the_same_run_again_overwrites_nothing(run_here: RunCore, folder: Path) -> None:
    def state() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in (folder / "run").rglob("*")}

    before = state()
    said = run_train(run_here, folder, status=2)
    assert "The model store holds tiny 0.1.0 already; choose another number." in said
    assert state() == before


def test_the_same_run_under_another_seed_is_refused(run_here: RunCore, folder: Path) -> None:
    said = run_train(run_here, folder, "--version", "0.2.0", "--seed", "1", status=2)
    assert "The run in this folder was begun with another seed and another split" in said


def test_the_same_run_under_another_number_trains_nothing(run_here: RunCore, folder: Path) -> None:
    before = (folder / "run" / "weights.npz").read_bytes()
    other = str(folder / "others")
    run_train(run_here, folder, "--version", "0.2.0", "--store", other)
    assert (folder / "run" / "weights.npz").read_bytes() == before
    released, again = ModelStore(folder / "run" / "models").find(), ModelStore(Path(other)).find()
    assert again.calibration == released.calibration
    assert again.finding_levels == released.finding_levels


def test_evaluate_over_the_test_ids_repeats_the_released_figures(run_here: RunCore, folder: Path) -> None:
    store = ModelStore(folder / "run" / "models")
    version = store.find()
    ids = [prediction.image_id for prediction in store.predictions(version)]
    (folder / "ids.txt").write_text("\n".join(ids))
    words: list[str | Path] = [
        "--data",
        folder / "data",
        "--ids",
        folder / "ids.txt",
        "--out",
        folder / "evaluation",
    ]
    answers(run_here, folder, "evaluate", *words)
    again = json.loads((folder / "evaluation" / "metrics.json").read_text())
    released = store.metrics(version)
    assert again["n"] == released["n"]
    assert (
        again["points"]["high_sensitivity"]["confusion"]
        == released["points"]["high_sensitivity"]["confusion"]
    )
