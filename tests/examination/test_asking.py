"""Films asked once: an interruption, another version, and a line that was cut short."""

from pathlib import Path

import numpy as np
import pytest

from core.examination.asking import AskedOnce, KeptAnswers
from core.examination.examiner import Answer, Examiner
from core.imaging import read_radiograph
from core.imaging.framing import Frame
from core.records import Calibration, FloatImage, ModelVersion, OperatingPoints
from core.training import Film
from tests.training.films import write_film

RUN = {"model": "tiny", "version": "1.0.0", "card": "c", "data": "d"}
VERSION = ModelVersion("tiny", "1.0.0", "tiny", 32, Calibration(2.0, 0.5), OperatingPoints(0.3, 0.6))
ANSWER = Answer(
    -1.25,
    Frame.around(60, 40, 32),
    {"gradcam": np.array([[0, 0.1], [2.5, 1e-8]], np.float32), "grid": np.eye(3, dtype=np.float32)},
    {"hand": 0.75},
)


class Counting(Examiner):
    """Answers with the film's mean and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask_pixels(self, name: str, pixels: FloatImage) -> Answer:
        self.asked.append(name)
        return Answer(float(pixels.mean()), ANSWER.frame, ANSWER.maps, {})


def test_an_answer_comes_back_as_it_was(tmp_path: Path) -> None:
    KeptAnswers(tmp_path / "answers.jsonl", RUN).add("IMG1", ANSWER)
    kept = KeptAnswers(tmp_path / "answers.jsonl", RUN)
    found = kept.get("IMG1")
    assert found is not None
    assert (found.logit, found.frame, found.traits) == (-1.25, ANSWER.frame, {"hand": 0.75})
    assert found.maps["gradcam"].tolist() == ANSWER.maps["gradcam"].tolist()
    assert found.maps["grid"].shape == (3, 3)
    assert kept.get("IMG2") is None


def test_answers_of_another_run_are_not_taken_up(tmp_path: Path) -> None:
    KeptAnswers(tmp_path / "answers.jsonl", RUN).add("IMG1", ANSWER)
    other = KeptAnswers(tmp_path / "answers.jsonl", {**RUN, "version": "1.0.1"})
    assert other.get("IMG1") is None
    assert KeptAnswers(tmp_path / "answers.jsonl", RUN).get("IMG1") is None


def test_a_line_cut_short_is_asked_again_and_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    kept = KeptAnswers(path, RUN)
    kept.add("IMG1", ANSWER)
    kept.add("IMG2", ANSWER)
    path.write_text(path.read_text()[:-40])
    again = KeptAnswers(path, RUN)
    assert again.get("IMG1") is not None
    assert again.get("IMG2") is None
    again.add("IMG3", ANSWER)
    assert KeptAnswers(path, RUN).get("IMG3") is not None


def test_a_process_that_is_killed_while_opening_loses_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "answers.jsonl"
    KeptAnswers(path, RUN).add("IMG1", ANSWER)

    def cut_short(target: Path, *_: object, **__: object) -> int:
        with target.open("w") as file:
            file.write('{"run"')
        raise KeyboardInterrupt

    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(Path, "write_text", cut_short)
        KeptAnswers(path, RUN)
    assert KeptAnswers(path, RUN).get("IMG1") is not None


@pytest.fixture
def films(tmp_path: Path) -> list[Film]:
    found = []
    for number in range(3):
        pixels = np.full((50, 40), 60 + 40 * number, np.uint8)
        pixels[10:20] = 200
        found.append(Film(f"IMG{number}", write_film(tmp_path, f"IMG{number}", True, pixels), True))
    return found


def test_each_film_is_asked_once_for_its_probability_and_its_answer(
    films: list[Film], tmp_path: Path
) -> None:
    (tmp_path / "run.json").write_text('{"model": "tiny"}')
    examiner = Counting()
    asked = AskedOnce(examiner, VERSION, tmp_path)
    pixels = read_radiograph(films[0].path.read_bytes()).pixels
    # Platt scaling of the mean: 1 / (1 + exp(-(2 m + 0.5))).
    expected = 1 / (1 + np.exp(-(2 * float(pixels.mean()) + 0.5)))
    assert asked.probability("IMG0", pixels) == pytest.approx(expected)
    assert [answer.logit for answer in asked.answers(films)] == pytest.approx(
        [float(read_radiograph(film.path.read_bytes()).pixels.mean()) for film in films]
    )
    asked.probability("IMG0", pixels)
    assert examiner.asked == ["IMG0", "IMG1", "IMG2"]
    # A second run over the same folder asks none again.
    later = Counting()
    assert len(AskedOnce(later, VERSION, tmp_path).answers(films)) == 3
    assert later.asked == []
