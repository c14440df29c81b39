"""Synthetic sample radiographs, drawn by this module alone: no patient was ever part of them.

They fill an empty casebook for a first look. Each carries the word SYNTHETIC in its own pixels, since a
picture travels without its file name. They are schematic: no model's quality can be read off them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from core.imaging.phantom import Bone, Break, Phantom, Point
from core.records import FloatImage

_HEIGHT, _WIDTH = 960, 760


@dataclass(frozen=True, slots=True)
class Sample:
    """One drawn radiograph: its file name, its PNG bytes (8-bit grey), and whether a fracture was drawn."""

    name: str
    data: bytes
    fractured: bool


@cache
def sample_radiographs() -> tuple[Sample, ...]:
    """Draw the six samples; the same bytes at every call."""
    return tuple(
        Sample(f"synthetic-{name}.png", _png(draw(seed, fractured), side), fractured)
        for seed, (name, side, draw, fractured) in enumerate(_SCENES)
    )


def _hand(seed: int, fractured: bool) -> FloatImage:
    """A left hand from the front: the neck of the fifth metacarpal breaks, as when a fist hits a wall."""
    film = Phantom(_HEIGHT, _WIDTH, seed, 0.66)
    film.add_tissue((390, 1010), (395, 800), 92, 100)
    film.add_tissue((330, 700), (330, 560), 92, 70)
    film.add_tissue((400, 720), (420, 550), 110, 90)
    film.add_tissue((460, 720), (480, 590), 80, 70)
    for base, knuckle, tip, size in _FINGERS:
        film.add_tissue(knuckle, tip, 37 * size, 25 * size)
        film.add_tissue(base, knuckle, 46, 38 * size)
        broken = (
            Break(at=0.74, shift=7, slant=0.5, gap=2.2) if fractured and base == _FINGERS[-1][0] else None
        )
        _ray(film, (base, knuckle, tip), size, broken)
    _carpals(film, (400, 775))
    film.add_bone(Bone((428, 1010), (428, 838), (26, 25, 47)))
    film.add_bone(Bone((330, 1010), (332, 846), (18, 17, 25)))
    return film.expose()


# Base of the metacarpal, knuckle, tip of the finger, and how thick the finger is: thumb first.
_FINGERS: tuple[tuple[Point, Point, Point, float], ...] = (
    ((475, 735), (560, 612), (655, 445), 1.08),
    ((440, 722), (478, 515), (535, 165), 1.00),
    ((404, 716), (412, 500), (422, 112), 1.02),
    ((370, 720), (350, 520), (308, 165), 0.96),
    ((338, 730), (290, 560), (205, 290), 0.84),
)


def _ray(film: Phantom, points: tuple[Point, Point, Point], size: float, broken: Break | None) -> None:
    """A metacarpal and the phalanges of its finger (two in a thumb, three elsewhere)."""
    base, knuckle, tip = points
    film.add_bone(Bone(base, knuckle, (19 * size, 12.5 * size, 20 * size), bow=-3, fracture=broken))
    thumb = size > 1.05
    cuts = ((0.03, 0.54), (0.58, 0.93)) if thumb else ((0.03, 0.44), (0.465, 0.73), (0.755, 0.95))
    for number, (near, far) in enumerate(cuts):
        shrink = size * (1 - 0.14 * number)
        radii = (17 * shrink, 10.5 * shrink, 13.5 * shrink)
        film.add_bone(Bone(_between(knuckle, tip, near), _between(knuckle, tip, far), radii, cortex=0.38))


def _between(start: Point, end: Point, part: float) -> Point:
    return (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)


def _carpals(film: Phantom, centre: Point, scale: float = 1.0) -> None:
    """The eight small bones of the wrist, in two rows."""
    for x, y, wide, high, turn in (
        (52, 22, 30, 21, -35), (8, 32, 25, 21, 0), (-36, 26, 22, 20, 20), (-52, 14, 14, 14, 0),
        (64, -22, 20, 17, 15), (38, -32, 17, 18, 0), (2, -24, 21, 29, 0), (-38, -18, 22, 25, 10),
    ):  # fmt: skip
        film.add_pebble((centre[0] + scale * x, centre[1] + scale * y), (scale * wide, scale * high), turn)


def _wrist(seed: int, fractured: bool) -> FloatImage:
    """A wrist from the front: the radius breaks an inch above the joint and the tip of the ulna with it."""
    film = Phantom(_HEIGHT, _WIDTH, seed, 1.5)
    film.add_tissue((380, 1010), (385, 560), 165, 175)
    film.add_tissue((385, 560), (400, 250), 175, 205)
    film.add_tissue((420, 260), (430, -60), 215, 225)
    film.add_tissue((540, 290), (690, 60), 80, 66)
    broken = Break(at=0.83, shift=-8, slant=-0.22, gap=2.8)
    film.add_bone(
        Bone((420, 1030), (452, 458), (46, 43, 88), bow=-12, fracture=broken if fractured else None)
    )
    film.add_bone(Bone((285, 1030), (292, 478), (32, 30, 46), bow=8))
    _carpals(film, (405, 372), 1.75)
    for base, knuckle in (((485, 262), (540, -70)), ((412, 256), (428, -80)), ((342, 262), (312, -60))):
        film.add_bone(Bone(base, knuckle, (35, 23, 34), bow=-4))
    film.add_bone(Bone((285, 275), (205, 0), (31, 20, 30), bow=-4))
    film.add_bone(Bone((548, 292), (668, 92), (34, 23, 34)))
    film.add_bone(Bone((680, 76), (760, -80), (30, 20, 26)))
    return film.expose()


def _leg(seed: int, fractured: bool) -> FloatImage:
    """A lower leg from the front: a slanting break of both shafts."""
    film = Phantom(_HEIGHT, _WIDTH, seed, 2.0)
    film.add_tissue((370, -60), (365, 300), 190, 205)
    film.add_tissue((365, 300), (385, 1010), 205, 115)
    broken = fractured and Break(at=0.62, shift=17, slant=1.1, gap=3.0)
    second = fractured and Break(at=0.55, shift=11, slant=-0.8, gap=2.4)
    film.add_bone(Bone((270, -80), (300, 55), (95, 74, 88)))
    film.add_bone(Bone((410, -80), (412, 52), (95, 74, 92)))
    film.add_bone(Bone((385, 72), (392, 930), (118, 47, 62), bow=6, fracture=broken or None))
    film.add_bone(Bone((252, 150), (285, 985), (31, 18, 33), bow=-7, fracture=second or None))
    film.add_pebble((392, 985), (70, 40))
    return film.expose()


def _png(film: FloatImage, side: str) -> bytes:
    """Burn in SYNTHETIC, the side marker and a line that says what this is, and encode."""
    grey = np.rint(film * 255).astype(np.uint8)
    font = cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(grey, "SYNTHETIC", (34, _HEIGHT - 66), font, 0.95, 236, 2, cv2.LINE_AA)
    cv2.putText(grey, "drawn, not a patient", (35, _HEIGHT - 40), font, 0.5, 180, 1, cv2.LINE_AA)
    cv2.putText(grey, side, (36, 84), font, 1.6, 246, 3, cv2.LINE_AA)
    return bytes(cv2.imencode(".png", grey)[1])


_SCENES: tuple[tuple[str, str, Callable[[int, bool], FloatImage], bool], ...] = (
    ("hand-1", "L", _hand, False),
    ("hand-2", "L", _hand, True),
    ("wrist-1", "L", _wrist, True),
    ("wrist-2", "L", _wrist, False),
    ("leg-1", "R", _leg, True),
    ("leg-2", "R", _leg, False),
)
