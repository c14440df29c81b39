"""A run over a folder: what is written, what is left out, and how it goes on after an interruption."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import DamagedFileError, EvaluationError
from core.evaluation import Evaluation, evaluate_films
from core.records import Calibration, ModelVersion, OperatingPoints
from core.training import Film

VERSION = ModelVersion("tiny", "1.0.0", "tiny", 32, Calibration(), OperatingPoints(0.2, 0.6))
PROBABILITIES = {"a": 0.1 + 0.2, "b": 1e-17, "c": 0.9, "d": 0.6, "e": 0.19999999999999998, "f": 0.7}
DATA = {"name": "films", "split": "all"}


@pytest.fixture
def films(tmp_path: Path) -> tuple[Film, ...]:
    found = []
    for name in PROBABILITIES:
        path = tmp_path / f"{name}.png"
        path.write_bytes(name.encode())
        found.append(Film(name, path, fractured=name in "cdf"))
    return tuple(found)


def _predict(path: Path) -> float:
    return PROBABILITIES[path.stem]


def _never(path: Path) -> float:
    raise AssertionError(f"{path.name} is predicted a second time")


def _run(films: tuple[Film, ...], out: Path, predict: Callable[[Path], float] = _predict) -> Evaluation:
    return evaluate_films(films, VERSION, predict, out, data=DATA)


def _lines(out: Path) -> list[list[str]]:
    with (out / "predictions.csv").open(newline="") as file:
        return list(csv.reader(file))


def test_predictions_are_written_to_the_last_digit(films: tuple[Film, ...], tmp_path: Path) -> None:
    _run(films, tmp_path / "out")
    assert _lines(tmp_path / "out") == [
        ["image_id", "label", "probability", "band"],
        ["a", "0", "0.30000000000000004", "doubt"],
        ["b", "0", "1e-17", "negative"],
        ["c", "1", "0.9", "positive"],
        ["d", "1", "0.6", "positive"],
        ["e", "0", "0.19999999999999998", "negative"],
        ["f", "1", "0.7", "positive"],
    ]


def test_metrics_are_written_as_returned(films: tuple[Film, ...], tmp_path: Path) -> None:
    evaluation = _run(films, tmp_path / "out")
    written = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert written == evaluation.metrics
    assert (written["model"], written["version"], written["n"]) == ("tiny", "1.0.0", 6)
    assert written["data"] == {**DATA, "digest": written["data"]["digest"], "evaluated": 6}
    assert written["points"]["high_specificity"]["confusion"] == {"tp": 3, "fp": 0, "fn": 0, "tn": 3}
    assert written["left_out"] == []


def test_films_that_give_nothing_are_named_with_the_reason(films: tuple[Film, ...], tmp_path: Path) -> None:
    def predict(path: Path) -> float:
        if path.stem == "a":
            raise DamagedFileError
        return float("nan") if path.stem == "b" else _predict(path)

    films[2].path.unlink()

    def reading(path: Path) -> float:
        path.read_bytes()
        return predict(path)

    metrics = _run(films, tmp_path / "out", reading).metrics
    assert metrics["left_out"] == [
        {"image_id": "a", "reason": DamagedFileError.default},
        {"image_id": "b", "reason": "The model gave no number."},
        {"image_id": "c", "reason": "The file can't be opened: No such file or directory."},
    ]
    assert metrics["n"] == 3


def test_an_interrupted_run_goes_on_where_it_stopped(films: tuple[Film, ...], tmp_path: Path) -> None:
    seen: list[str] = []

    def predict(path: Path) -> float:
        if path.stem == "d" and "d" not in seen:
            seen.append("d")
            raise KeyboardInterrupt
        seen.append(path.stem)
        return _predict(path)

    with pytest.raises(KeyboardInterrupt):
        _run(films, tmp_path / "out", predict)
    assert not (tmp_path / "out" / "metrics.json").exists()
    assert [line[0] for line in _lines(tmp_path / "out")] == ["image_id", "a", "b", "c"]
    evaluation = _run(films, tmp_path / "out", predict)
    assert seen == ["a", "b", "c", "d", "d", "e", "f"]
    assert (evaluation.resumed, evaluation.replaced) == (3, False)
    assert evaluation.metrics == _run(films, tmp_path / "whole").metrics


@pytest.mark.parametrize(
    "torn", ["f,1,0.", "f,1,0.7,pos", "f,1,0.7,positive", "nonsense\n", "f,1,nan,doubt\n"]
)
def test_a_torn_line_is_made_again(films: tuple[Film, ...], tmp_path: Path, torn: str) -> None:
    out = tmp_path / "out"
    _run(films, out)
    text = (out / "predictions.csv").read_text()
    (out / "predictions.csv").write_text(text.replace("f,1,0.7,positive\n", torn))
    again: list[str] = []

    def predict(path: Path) -> float:
        again.append(path.stem)
        return _predict(path)

    _run(films, out, predict)
    assert again == ["f"]
    assert (out / "predictions.csv").read_text() == text


def test_a_finished_run_is_not_run_again(films: tuple[Film, ...], tmp_path: Path) -> None:
    first = _run(films, tmp_path / "out")
    second = _run(films, tmp_path / "out", _never)
    assert second.metrics == first.metrics
    assert second.resumed == 6


@pytest.mark.parametrize(
    "version",
    [
        replace(VERSION, version="1.0.1"),
        replace(VERSION, name="other"),
        replace(VERSION, calibration=Calibration(slope=1.1)),
        replace(VERSION, operating_points=OperatingPoints(0.3, 0.6)),
        replace(VERSION, card={"recipe": "another"}),
    ],
)
def test_predictions_of_another_version_are_not_taken_up(
    films: tuple[Film, ...], tmp_path: Path, version: ModelVersion
) -> None:
    _run(films, tmp_path / "out")
    other = evaluate_films(films, version, lambda _: 0.5, tmp_path / "out", data=DATA)
    assert (other.resumed, other.replaced) == (0, True)
    assert {line[2] for line in _lines(tmp_path / "out")[1:]} == {"0.5"}


def test_predictions_of_changed_films_are_not_taken_up(films: tuple[Film, ...], tmp_path: Path) -> None:
    _run(films, tmp_path / "out")
    films[0].path.write_bytes(b"retouched")
    assert _run(films, tmp_path / "out").resumed == 0


def test_groups_reach_the_intervals(films: tuple[Film, ...], tmp_path: Path) -> None:
    groups = {name: index // 2 for index, name in enumerate(PROBABILITIES)}
    evaluation = evaluate_films(films, VERSION, _predict, tmp_path / "out", data=DATA, groups=groups)
    assert evaluation.metrics["bootstrap"]["groups"] == 3


def test_no_films_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no films"):
        _run((), tmp_path / "out")


def test_an_output_folder_that_is_a_file_is_an_error(films: tuple[Film, ...], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(EvaluationError, match="can't be written"):
        _run(films, tmp_path / "out")
