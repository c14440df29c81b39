"""What the viewer is sent: layers over the film, and the finding in words."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from core.records import Box
from dashboard.components.film import alt_text, layer
from tests.dashboard.conftest import an_analysis


def test_a_layer_carries_the_heatmap_in_the_films_proportions() -> None:
    analysis = an_analysis(0.9, boxes=(Box(10, 20, 110, 220),))
    made = layer(analysis)
    assert made.name == "DenseNet121 1.0.0"
    assert made.boxes == ((10, 20, 110, 220),)
    heat = decoded(made.heat)
    assert heat.shape == (640, 480, 4)  # the map has 8 rows and 6 columns


def test_where_there_is_no_evidence_the_film_is_untouched() -> None:
    alpha = decoded(layer(an_analysis(0.9)).heat)[..., 3]
    assert alpha[600:, :80].max() == 0
    assert alpha.max() > 128
    row, column = np.unravel_index(int(alpha.argmax()), alpha.shape)
    assert (int(row) // 80, int(column) // 80) == (2, 3)


def test_an_empty_map_sends_no_heatmap() -> None:
    assert layer(an_analysis(0.1, peak=0.0)).heat == ""


@pytest.mark.parametrize(
    ("probability", "peak", "boxes", "words"),
    [
        (
            0.87,
            0.9,
            (Box(0, 0, 5, 5),),
            "Radiograph. Fracture likely: probability of a fracture 87 % (positive band). 1 region marked.",
        ),
        (
            0.4,
            0.2,
            (),
            "Radiograph. Uncertain: probability of a fracture 40 % (doubt band). No region marked.",
        ),
        (
            0.004,
            0.0,
            (),
            "Radiograph. Fracture unlikely: probability of a fracture < 1 % (negative band). "
            "No positive evidence on the heatmap.",
        ),
    ],
)
def test_the_alternative_text_states_the_finding(
    probability: float, peak: float, boxes: tuple[Box, ...], words: str
) -> None:
    assert alt_text(an_analysis(probability, peak=peak, boxes=boxes)) == words


def test_without_an_answer_the_alternative_text_says_so() -> None:
    assert alt_text(None) == "Radiograph, not analysed."


def decoded(uri: str) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    head, _, body = uri.partition(",")
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(body))))
