"""`python -m core evaluate` from the outside: exit status, files, what is said."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.__main__ import main
from core.errors import ModelError
from core.models import ModelStore, build_network
from core.records import Calibration, ModelVersion, OperatingPoints, Radiograph
from core.training import Part, Split, make_split, read_fracatlas, read_split, write_split
from tests.training.films import write_data_set

VERSION = ModelVersion(
    "tiny", "1.0.0", "tiny", 32, Calibration(), OperatingPoints(0.3, 0.6), default=True, heatmap_reference=1.0
)
BRIGHTNESS = {"IMG01": 40, "IMG02": 90, "IMG03": 120, "IMG04": 160, "IMG05": 200, "IMG06": 240}


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """Six grey films, the three brighter ones fractured, and one file that is no film."""
    root = tmp_path / "clinic"
    for label in ("Fractured", "Non_fractured"):
        (root / "images" / label).mkdir(parents=True)
    for name, grey in BRIGHTNESS.items():
        label = "Fractured" if grey > 130 else "Non_fractured"
        pixels = np.full((48, 40), grey, np.uint8)
        pixels[10:20, 10:20] += 10  # a film of one single grey would be refused
        Image.fromarray(pixels).save(root / "images" / label / f"{name}.png")
    (root / "images" / "Non_fractured" / "IMG07.png").write_bytes(b"not a picture")
    return root


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store that holds the card of one version, without weights."""
    folder = tmp_path / "models" / "tiny-1.0.0"
    folder.mkdir(parents=True)
    card = {
        "name": "tiny",
        "version": "1.0.0",
        "architecture": "tiny",
        "side": 32,
        "default": True,
        "calibration": {"slope": 1.0, "intercept": 0.0},
        "operating_points": {"high_sensitivity": 0.3, "high_specificity": 0.6},
        "heatmap_reference": 1.0,
        "finding_levels": {"high_sensitivity": 0.5, "high_specificity": 0.5},
    }
    (folder / "card.json").write_text(json.dumps(card))
    monkeypatch.setenv("CALLUS_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def brightness_is_fracture(store: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An engine whose probability is the film's darkest pixel; returns the models that it was asked for."""
    asked: list[str] = []

    class Engine:
        def __init__(self, store: ModelStore) -> None:
            self.store = store

        def load(self, model: str) -> None:
            self.store.find(model)

        def analyse(self, radiograph: Radiograph, model: str = "") -> SimpleNamespace:
            asked.append(model)
            return SimpleNamespace(probability=np.float32(radiograph.pixels.min()))

    monkeypatch.setattr("core.inference.Engine", Engine)
    return asked


Command = Callable[..., int]


@pytest.fixture
def evaluate(films: Path, tmp_path: Path) -> Command:
    def command(*options: str) -> int:
        return main(["evaluate", "--data", str(films), "--out", str(tmp_path / "out"), "--brief", *options])

    return command


def _lines(out: Path) -> list[list[str]]:
    with (out / "predictions.csv").open(newline="") as file:
        return list(csv.reader(file))


def test_figures_and_predictions_of_a_folder(
    evaluate: Command, brightness_is_fracture: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate() == 0
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert (metrics["n"], metrics["n_fractured"]) == (6, 3)
    assert metrics["data"]["name"] == "clinic"
    assert metrics["data"]["split"] == "all"
    assert metrics["data"]["found"] == 7
    assert metrics["data"]["table_says_otherwise"] == []
    assert [film["image_id"] for film in metrics["left_out"]] == ["IMG07"]
    assert metrics["discrimination"]["auroc"]["value"] == 1.0
    assert metrics["doubt"]["n"] == 2
    lines = _lines(tmp_path / "out")
    assert lines[0] == ["image_id", "label", "probability", "band"]
    assert [line[0] for line in lines[1:]] == list(BRIGHTNESS)
    assert [line[3] for line in lines[1:]] == ["negative", "doubt", "doubt", *["positive"] * 3]
    assert [float(line[2]) for line in lines[1:]] == pytest.approx([g / 255 for g in BRIGHTNESS.values()])
    assert set(brightness_is_fracture) == {"tiny-1.0.0"}
    said = capsys.readouterr().out
    assert "tiny 1.0.0 on clinic (all): 6 films, 3 of them fractured" in said
    assert "sensitivity        1.000  (95 % interval 0.439 to 1.000)" in said
    assert "fractured: 3 found, 0 missed; not fractured: 1 cleared, 2 false alarms" in said
    assert "Left out, since they could not be read (1):" in said
    assert "IMG07: This is not a DICOM, PNG, JPEG or TIFF file." in said


@pytest.mark.usefixtures("brightness_is_fracture")
def test_only_the_films_named(evaluate: Command, tmp_path: Path) -> None:
    (tmp_path / "test.txt").write_text("IMG02.png\n\n# a remark\nIMG05\n")
    assert evaluate("--ids", str(tmp_path / "test.txt"), "--model", "tiny") == 0
    assert [line[0] for line in _lines(tmp_path / "out")[1:]] == ["IMG02", "IMG05"]
    assert json.loads((tmp_path / "out" / "metrics.json").read_text())["data"]["split"] == "test"


@pytest.mark.usefixtures("brightness_is_fracture")
def test_a_split_file_gives_the_groups_for_the_intervals(evaluate: Command, tmp_path: Path) -> None:
    lines = [f"IMG{number:02d},test,{number // 3}," for number in range(1, 8)]
    (tmp_path / "split.csv").write_text("\n".join(["image_id,part,group,reason", *lines]) + "\n")
    assert evaluate("--split", str(tmp_path / "split.csv")) == 0
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert metrics["bootstrap"]["groups"] == 3
    assert metrics["n"] == 6
    assert "over groups" in metrics["calibration"]["brier"]["method"]


@pytest.mark.usefixtures("brightness_is_fracture")
def test_a_film_for_which_there_is_no_number_is_left_out_and_named(
    evaluate: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def analyse(_: object, radiograph: Radiograph, __: str) -> SimpleNamespace:
        if radiograph.pixels.min() > 0.7:
            raise ModelError("The model gave no usable answer for this radiograph.")
        return SimpleNamespace(probability=np.float32(radiograph.pixels.min()))

    monkeypatch.setattr("core.inference.Engine.analyse", analyse)
    assert evaluate() == 0
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert metrics["n"] == 4
    assert {film["image_id"]: film["reason"] for film in metrics["left_out"]} == {
        "IMG05": "The model gave no number.",
        "IMG06": "The model gave no number.",
        "IMG07": "This is not a DICOM, PNG, JPEG or TIFF file.",
    }


@pytest.mark.usefixtures("store")
def test_weights_that_are_missing_end_it_at_once(
    evaluate: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate() == 2
    assert "The weights of tiny 1.0.0 are missing or damaged." in capsys.readouterr().err
    assert not (tmp_path / "out" / "metrics.json").exists()


@pytest.mark.usefixtures("brightness_is_fracture")
def test_contradictions_of_the_table_are_named(
    evaluate: Command, films: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (films / "dataset.csv").write_text("image_id,fractured\nIMG01.png,1\nIMG06.png,1\n")
    assert evaluate() == 0
    data = json.loads((tmp_path / "out" / "metrics.json").read_text())["data"]
    assert data["table_says_otherwise"] == ["IMG01"]
    assert "The table contradicts the folder, which was believed, for: IMG01." in capsys.readouterr().out


@pytest.mark.usefixtures("brightness_is_fracture")
def test_a_second_run_keeps_the_predictions(evaluate: Command, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate()
    evaluate()
    assert "6 predictions were kept from an earlier run." in capsys.readouterr().out


@pytest.mark.usefixtures("brightness_is_fracture")
def test_another_selection_replaces_and_says_so(
    evaluate: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate()
    (tmp_path / "one.txt").write_text("IMG02\n")
    evaluate("--ids", str(tmp_path / "one.txt"))
    said = capsys.readouterr().out
    assert "which this one replaces" in said
    assert "none: Needs films of both classes." in said


@pytest.mark.usefixtures("brightness_is_fracture")
def test_nothing_readable_is_not_success(evaluate: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("IMG07\n")
    assert evaluate("--ids", str(tmp_path / "bad.txt")) == 1
    assert json.loads((tmp_path / "out" / "metrics.json").read_text())["n"] == 0


@pytest.mark.usefixtures("brightness_is_fracture")
def test_an_interruption_says_how_to_go_on(
    evaluate: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("core.inference.Engine.analyse", interrupted)
    assert evaluate() == 130
    assert "The same command goes on from here." in capsys.readouterr().err


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--data", "nowhere"], "There is no data folder 'nowhere'."),
        (["--model", "unknown"], "There is no model 'unknown'"),
        (["--ids", "nowhere.txt"], "The file of image ids can't be read."),
        (["--split", "nowhere.csv"], "The split file can't be read."),
        (["--part", "test"], "--part needs --split"),
    ],
)
def test_wrong_usage_is_said_in_one_sentence(
    evaluate: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    assert evaluate(*options) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("store")
def test_unknown_ids_are_wrong_usage(
    evaluate: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ids.txt").write_text("IMG01\nIMG99\n")
    assert evaluate("--ids", str(tmp_path / "ids.txt")) == 2
    assert "no image called IMG99." in capsys.readouterr().err


@pytest.mark.usefixtures("store")
def test_a_folder_of_another_layout_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["evaluate", "--data", str(tmp_path / "empty"), "--out", str(tmp_path / "out")]) == 2
    assert "images/Fractured" in capsys.readouterr().err


@pytest.mark.slow
def test_a_real_network_gives_what_its_engine_gives(
    evaluate: Command, films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    from core.imaging import read_radiograph
    from core.inference import Engine

    keras.utils.set_random_seed(1)
    store = ModelStore(tmp_path / "models")
    store.save(build_network("tiny", 32), VERSION)
    monkeypatch.setenv("CALLUS_MODELS", str(store.root))
    assert evaluate() == 0
    film = read_radiograph((films / "images" / "Fractured" / "IMG05.png").read_bytes())
    found = {line[0]: line[2] for line in _lines(tmp_path / "out")[1:]}
    assert float(found["IMG05"]) == pytest.approx(Engine(store).analyse(film).probability, abs=1e-6)


@pytest.mark.slow
def test_the_whole_of_it_leaves_a_report_and_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = write_data_set(tmp_path / "clinic", count=120), tmp_path / "out"
    store = ModelStore(tmp_path / "models")
    store.save(build_network("tiny", 32, pooling="odds"), replace(VERSION, pooling="odds"))
    store.save(build_network("tiny", 32), replace(VERSION, name="other", default=False))
    monkeypatch.setenv("CALLUS_MODELS", str(store.root))
    films = read_fracatlas(data).films
    write_split(make_split(films, []), tmp_path / "split.csv")
    tested = len(read_split(tmp_path / "split.csv").ids(Part.TEST))
    command = ["evaluate", "--data", str(data), "--out", str(out), "--split", str(tmp_path / "split.csv")]
    command += ["--part", "test"]
    assert main(command) == 0
    assert "report.html, report.pdf" in capsys.readouterr().out
    metrics = json.loads((out / "metrics.json").read_text())
    assert {"subgroups", "boxes", "randomised", "erasing", "robustness", "failures"} <= set(metrics)
    compared = json.loads((out / "comparison.json").read_text())
    assert (compared["one"], compared["other"], compared["n"]) == ("tiny 1.0.0", "other 1.0.0", tested)
    assert (metrics["data"]["split"], metrics["n"], metrics["flow"]["found"]) == ("test", tested, len(films))
    assert set(metrics["shortcuts"]) == {"border_only", "thumbnail"}
    assert "other 1.0.0" in (out / "report.html").read_text()
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF-")

    def asked_again(*_: object) -> None:
        raise AssertionError("a finished part was made again")

    monkeypatch.setattr("core.examination.dossier.robustness", asked_again)
    assert main(command) == 0
    assert json.loads((out / "metrics.json").read_text()) == metrics


@pytest.mark.slow
def test_groups_or_boxes_that_came_later_are_examined_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, out = write_data_set(tmp_path / "clinic", count=120), tmp_path / "out"
    store = ModelStore(tmp_path / "models")
    store.save(build_network("tiny", 32, pooling="odds"), replace(VERSION, pooling="odds"))
    monkeypatch.setenv("CALLUS_MODELS", str(store.root))
    for part in ("randomised", "erasing", "robustness"):
        monkeypatch.setattr(f"core.examination.dossier.{part}", lambda *_: {})
    for annotation in sorted((data / "Annotations" / "YOLO").iterdir())[:20]:
        annotation.write_text("0 0.5 0.5 0.5 0.5\n")
    split = make_split(read_fracatlas(data).films, [])
    # Six films a group, two of them fractured, so that intervals must allow for it.
    pairs = [replace(a, group=number // 6) for number, a in enumerate(split.assignments)]
    write_split(Split(tuple(pairs)), tmp_path / "split.csv")
    alone = ["evaluate", "--data", str(data), "--out", str(out)]

    def metrics(*options: str) -> dict[str, Any]:
        assert main([*alone, *options]) == 0
        found: dict[str, Any] = json.loads((out / "metrics.json").read_text())
        return found

    first = metrics()
    grouped = metrics("--split", str(tmp_path / "split.csv"))
    assert "over groups" in grouped["discrimination"]["auroc"]["method"]
    before, after = (found["pointing"]["boxes_cover"] for found in (first, grouped))
    assert after["value"] == before["value"]
    # Large boxes go by groups, so that there is less to learn from as many films.
    assert after["high"] - after["low"] > 1.2 * (before["high"] - before["low"])
    assert first.get("shortcuts") is None
    assert set(grouped["shortcuts"]) == {"border_only", "thumbnail"}
    for annotation in (data / "Annotations" / "YOLO").iterdir():
        annotation.write_text("0 0.5 0.5 1 1\n")
    assert metrics()["pointing"]["boxes_cover"]["value"] == 1.0
