"""The worst films by name, and their pictures, with an examiner made up."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.examination.examiner import Answer, Examiner
from core.examination.failures import LONGEST_SIDE, MOST, TRUE_COLOUR, drawn, failures, gallery
from core.imaging import read_radiograph
from core.imaging.framing import to_network_input
from core.models import Prediction
from core.records import Band, ByteImage, Calibration, ModelVersion, OperatingPoints
from core.training import Film
from tests.training.films import write_film

POINTS = OperatingPoints(0.2, 0.6)
VERSION = ModelVersion("tiny", "1.0.0", "tiny", 64, Calibration(), POINTS, heatmap_reference=1.0)
BOX = (0.5, 0.25, 0.75, 0.5)


class TopLeft(Examiner):
    """Sees something in the upper left quarter of every film."""

    def __init__(self) -> None:
        pass

    def ask(self, path: Path, *, border: float = 0.0) -> Answer:
        pixels = read_radiograph(path.read_bytes()).pixels
        cells = np.zeros((8, 8), np.float32)
        cells[:4, :4] = 1
        return Answer(-2.0, to_network_input(pixels, 64)[1], {"gradcam": cells}, {})


def predictions() -> list[Prediction]:
    """Fractured and other films by turns, with probabilities from 0 to 0.99."""
    values = [number / 100 for number in range(100)]
    return [Prediction(f"IMG{n:02d}", n % 2, p, POINTS.band(p)) for n, p in enumerate(values)]


def test_the_worst_come_first_and_no_more_than_twenty() -> None:
    found = failures(reversed(predictions()))
    # Fractured below 0.2: 0.01, 0.03, ... 0.19. Others at 0.6 or above: 0.98, 0.96, ... 0.60.
    assert [line["probability"] for line in found["missed"]] == [n / 100 for n in range(1, 20, 2)]
    assert [line["probability"] for line in found["false_alarms"]] == [n / 100 for n in range(98, 58, -2)]
    assert found["missed"][0] == {"image_id": "IMG01", "probability": 0.01}
    assert len(found["false_alarms"]) == MOST


def test_a_film_in_doubt_is_no_failure() -> None:
    assert failures([Prediction("IMG1", 1, 0.3, Band.DOUBT), Prediction("IMG2", 0, 0.5, Band.DOUBT)]) == {
        "missed": [],
        "false_alarms": [],
    }


def film(folder: Path, name: str, height: int = 200, width: int = 160) -> Film:
    pixels = np.full((height, width), 90, np.uint8)
    return Film(name, write_film(folder, name, True, pixels), True, (BOX,))


def said(films: list[Film]) -> dict[str, Answer]:
    return {film.image_id: TopLeft().ask(film.path) for film in films}


def read_png(data: bytes) -> ByteImage:
    with Image.open(BytesIO(data)) as picture:
        return np.asarray(picture)


def test_only_films_at_hand_are_pictured(tmp_path: Path) -> None:
    films = [film(tmp_path, "IMG01"), film(tmp_path, "IMG98")]
    gone = Film("IMG03", tmp_path / "gone.png", True)
    pictures = list(gallery([*films, gone], failures(predictions()), said(films), VERSION))
    kept = [(p.kind, p.image_id, p.probability) for p in pictures]
    assert kept == [("missed", "IMG01", 0.01), ("false_alarms", "IMG98", 0.98)]
    assert read_png(pictures[0].png).shape == (200, 160, 3)


@pytest.mark.parametrize(
    ("size", "shown"), [((900, 600), (480, 320)), ((300, 1200), (120, 480)), ((50, 40), (50, 40))]
)
def test_a_large_film_is_shrunk(tmp_path: Path, size: tuple[int, int], shown: tuple[int, int]) -> None:
    found = {"missed": [{"image_id": "IMG01", "probability": 0.1}], "false_alarms": []}
    films = [film(tmp_path, "IMG01", *size)]
    (picture,) = gallery(films, found, said(films), VERSION)
    assert read_png(picture.png).shape == (*shown, 3)
    assert max(shown) <= LONGEST_SIDE


def test_heat_and_boxes_lie_where_they_belong(tmp_path: Path) -> None:
    shown = film(tmp_path, "IMG01", 400, 400)
    radiograph = read_radiograph(shown.path.read_bytes())
    sure = replace(TopLeft().ask(shown.path), logit=2.0)
    picture = drawn(radiograph, sure, VERSION, shown.boxes)
    true = np.argwhere((picture == TRUE_COLOUR).all(axis=-1))
    assert true.min(axis=0).tolist() == [100, 200] and true.max(axis=0).tolist() == [199, 299]
    assert picture[350, 350].tolist() == [90, 90, 90]  # no evidence, no colour
    assert picture[50, 50, 0] > picture[50, 50, 2] + 50  # evidence glows
    found = np.argwhere((picture == (230, 233, 237)).all(axis=-1))
    assert found.min() == 0 and 190 <= found.max() <= 210
    missed = drawn(radiograph, TopLeft().ask(shown.path), VERSION, shown.boxes)
    assert not (missed == (230, 233, 237)).all(axis=-1).any()  # a negative film has no boxes


def test_without_evidence_the_film_is_left_as_it_is(tmp_path: Path) -> None:
    shown = film(tmp_path, "IMG01")
    empty = Answer(-2.0, TopLeft().ask(shown.path).frame, {"gradcam": np.zeros((8, 8), np.float32)}, {})
    picture = drawn(read_radiograph(shown.path.read_bytes()), empty, VERSION, ())
    assert (picture == 90).all()
