"""The films that a version gets most wrong: which they are, and what they look like to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import cv2
import numpy as np
from tqdm import tqdm

from core.examination.boxes import corners, findings_of
from core.examination.examiner import Answer
from core.inference.drawing import overlay
from core.inference.findings import find_regions
from core.models import Prediction, calibrated
from core.records import Analysis, Band, ByteImage, ModelVersion, Radiograph
from core.training import Film
from core.training.fracatlas import Fractions
from core.training.reading import read_film

MOST = 20
LONGEST_SIDE = 480
# The sky blue of M. Okabe and K. Ito (Color Universal Design, 2008): far from every colour of the heatmap.
TRUE_COLOUR = (86, 180, 233)

Kind = Literal["missed", "false_alarms"]
KINDS: tuple[Kind, ...] = ("missed", "false_alarms")


@dataclass(frozen=True, slots=True, eq=False)
class Pictured:
    """One failure as a picture.

    png: RGB, at most LONGEST_SIDE pixels long: the film with the heatmap, the found boxes in white where
    there is evidence, the marked boxes in TRUE_COLOUR.
    """

    kind: Kind
    image_id: str
    probability: float
    png: bytes


def failures(predictions: Iterable[Prediction]) -> dict[str, Any]:
    """Return metrics.json's "failures": the MOST worst of either kind, the worst first.

    Missed is a fractured film in the negative band, a false alarm one without a fracture in the positive
    band; a film in doubt is neither, as the version does not say that it knows.
    """
    ordered = sorted(predictions, key=lambda film: (film.probability, film.image_id))
    missed = [film for film in ordered if film.label == 1 and film.band is Band.NEGATIVE]
    alarms = [film for film in reversed(ordered) if film.label == 0 and film.band is Band.POSITIVE]
    return {
        kind: [{"image_id": film.image_id, "probability": film.probability} for film in found[:MOST]]
        for kind, found in zip(KINDS, (missed, alarms), strict=True)
    }


def gallery(
    films: Sequence[Film],
    found: Mapping[str, Any],
    said: Mapping[str, Answer],
    version: ModelVersion,
) -> Iterator[Pictured]:
    """Picture each failure whose film is at hand, in the order of `failures`, as the films come.

    Pictures of patients are for a report on the machine that holds the data set, never for the model store.
    found: what `failures` returned. said: the answer for each of `films` by image id.
    Raises `RadiographError` for a film that can't be read.
    """
    at_hand = {film.image_id: film for film in films if film.path.is_file()}
    wanted = [(kind, line) for kind in KINDS for line in found[kind] if line["image_id"] in at_hand]
    for kind, line in tqdm(wanted, desc="failures", unit="film", disable=None):
        film = at_hand[line["image_id"]]
        radiograph = read_film(film.path)
        picture = drawn(radiograph, said[film.image_id], version, film.boxes)
        _, png = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        yield Pictured(kind, film.image_id, line["probability"], png.tobytes())


def drawn(
    radiograph: Radiograph, answer: Answer, version: ModelVersion, boxes: Sequence[Fractions]
) -> ByteImage:
    """Draw a film of LONGEST_SIDE at most, (h, w, 3) RGB: heatmap, found boxes, then the marked ones."""
    small = _small(radiograph)
    height, width = small.height, small.width
    heat, _ = findings_of(answer, version)
    # The same regions as on the original, but boxed in pixels of the picture.
    frame = replace(answer.frame, height=height, width=width)
    probability = float(calibrated(answer.logit, version.calibration))
    analysis = Analysis(
        digest=radiograph.digest,
        model=version.name,
        version=version.version,
        probability=probability,
        band=version.operating_points.band(probability),
        operating_points=version.operating_points,
        heatmap=heat,
        findings=find_regions(heat, version.finding_levels, frame),
        timings_ms={},
    )
    # Without the legend beside the film: a report needs it once, and the film needs the room.
    picture = np.ascontiguousarray(overlay(small, analysis)[:height, :width])
    for box in boxes:
        x0, y0, x1, y1 = (round(value) for value in corners(box, frame))
        cv2.rectangle(picture, (x0, y0), (x1 - 1, y1 - 1), TRUE_COLOUR, 1)
    return picture


def _small(radiograph: Radiograph) -> Radiograph:
    """The film shrunk to LONGEST_SIDE; a smaller one stays as it is."""
    scale = LONGEST_SIDE / max(radiograph.height, radiograph.width)
    if scale >= 1:
        return radiograph
    size = max(1, round(radiograph.width * scale)), max(1, round(radiograph.height * scale))
    pixels = cv2.resize(radiograph.pixels, size, interpolation=cv2.INTER_AREA)
    return replace(radiograph, pixels=np.clip(pixels, 0.0, 1.0))
