"""A small X-ray model: bones are tubes of cortex around marrow, and the film shows what they let through.

Every shape adds to the length of the rays' way through it, weighed by how strongly it absorbs; the film's
grey is 1 - exp(-sum), the law of Beer and Lambert turned so that bone is bright.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.records import FloatImage

Point = tuple[float, float]

_CORTEX, _MARROW, _SOFT = 0.031, 0.0048, 0.0024


@dataclass(frozen=True, slots=True)
class Break:
    """A fracture at the part `at` of a bone's length; `shift` moves the far end sideways in pixels."""

    at: float
    shift: float = 0.0
    slant: float = 0.3
    gap: float = 2.0


@dataclass(frozen=True, slots=True)
class Bone:
    """A long bone from one end to the other: radii in pixels at the start, in the shaft and at the end."""

    start: Point
    end: Point
    radii: tuple[float, float, float]
    bow: float = 0.0
    cortex: float = 0.34
    fracture: Break | None = None


@dataclass(frozen=True, slots=True)
class _Patch:
    """The part of the film that a shape can reach, seen along and across the shape's axis."""

    place: tuple[slice, slice]
    along: FloatImage
    across: FloatImage
    length: float


class Phantom:
    """A film that is being built up: add soft tissue and bones, then expose it.

    penetration: how readily the rays pass; more for a thick limb, or its bones would all be white.
    """

    def __init__(self, height: int, width: int, seed: int, penetration: float = 1.0) -> None:
        self._random = np.random.default_rng(seed)
        self._shape = (height, width)
        self._penetration = penetration
        self._soft = np.zeros(self._shape, np.float32)
        self._bone = np.zeros(self._shape, np.float32)
        self._grain = np.clip(self._noise(1.3) + 0.8 * self._noise(3.0), -3, 3)

    def add_tissue(self, start: Point, end: Point, radius: float, end_radius: float | None = None) -> None:
        """Add a limb of soft tissue; where limbs meet, the thicker counts."""
        last = radius if end_radius is None else end_radius
        patch = self._patch(start, end, max(radius, last))
        wide = radius + (last - radius) * np.clip(patch.along / patch.length, 0, 1)
        beyond = np.maximum(np.maximum(-patch.along, patch.along - patch.length), 0)
        chord = 2 * np.sqrt(np.maximum(wide**2 - patch.across**2 - beyond**2, 0))
        self._soft[patch.place] = np.maximum(self._soft[patch.place], chord)

    def add_bone(self, bone: Bone) -> None:
        """Add a long bone: bright edges where the rays run along the cortex, a paler marrow between them."""
        patch = self._patch(bone.start, bone.end, max(bone.radii) + abs(bone.bow) + 25)
        part = patch.along / patch.length
        across = patch.across - bone.bow * 4 * part * (1 - part)
        kept = np.float32(1)
        if bone.fracture:
            line = self._line(bone.fracture, part, across, patch.length)
            across = across - bone.fracture.shift * (line > 0)
            kept = 1 - 0.85 * np.exp(-((line / bone.fracture.gap) ** 2))
        outer = _radius(part, patch.length, bone.radii)
        # The wall is thick in the shaft and thin as a shell at the ends, where fine beams carry the load.
        wall = bone.cortex * bone.radii[1] * (0.22 + 0.78 * np.exp(-((part - 0.5) ** 4) / 0.02))
        inside = _chord(np.maximum(outer - wall, 0), across)
        spongy = np.clip(np.abs(part - 0.5) * 2.6 - 0.5, 0.1, 1)
        marrow = _MARROW * (1 + 1.6 * spongy) * (1 + 0.35 * spongy * self._grain[patch.place])
        absorbed = _CORTEX * (_chord(outer, across) - inside) + marrow * inside
        self._bone[patch.place] += absorbed * kept

    def add_pebble(self, centre: Point, radii: Point, turn: float = 0.0) -> None:
        """Add a small round bone (carpal, sesamoid, growth centre): an ellipse turned by `turn` degrees."""
        angle = np.deg2rad(turn)
        ahead = (centre[0] + float(np.cos(angle)), centre[1] + float(np.sin(angle)))
        patch = self._patch(centre, ahead, max(radii) * 1.2)
        u, v = patch.along / radii[0], patch.across / radii[1]
        distance = np.hypot(u, v) / (1 + 0.10 * np.sin(3 * np.arctan2(v, u) + centre[0]))
        core = _chord(np.float32(0.86), distance)
        shell = _chord(np.float32(1.0), distance) - core
        beams = 2.2 * _MARROW * (1 + 0.3 * self._grain[patch.place])
        self._bone[patch.place] += min(radii) * (0.8 * _CORTEX * shell + beams * core)

    def expose(self) -> FloatImage:
        """Take the picture: (height, width) float32 in [0, 1] with blur, quantum noise and uneven light."""
        height, width = self._shape
        soft = cv2.GaussianBlur(self._soft, (0, 0), 0.006 * height)
        # Muscle and fat lie in broad streaks: noise drawn small and enlarged.
        streaks = self._random.normal(size=(14, 10)).astype(np.float32)
        soft *= 1 + 0.07 * cv2.resize(streaks, (width, height), interpolation=cv2.INTER_CUBIC)
        bone = cv2.GaussianBlur(self._bone, (0, 0), 1.1)
        film = 1 - np.exp(-(_SOFT * soft + bone) / self._penetration)
        film += np.linspace(0.013, 0.031, width, dtype=np.float32)
        film += (0.010 + 0.016 * (1 - film)) * self._noise(0.7)
        return np.asarray(np.clip(film * self._collimator(), 0, 1), np.float32)

    def _collimator(self) -> FloatImage:
        """How much light falls within the beam's edges: 1 inside, 0 in a black rim."""
        rows, columns = (np.minimum(np.arange(n), np.arange(n)[::-1]) for n in self._shape)
        inside = np.minimum(rows[:, None], columns[None, :]).astype(np.float32)
        return np.asarray(1 / (1 + np.exp((0.018 * self._shape[0] - inside) / 1.5)), np.float32)

    def _patch(self, start: Point, end: Point, reach: float) -> _Patch:
        spans = []
        for first, last, size in ((start[1], end[1], self._shape[0]), (start[0], end[0], self._shape[1])):
            low, high = min(first, last) - reach, max(first, last) + reach
            spans.append(slice(max(0, int(low)), max(0, min(size, int(high) + 1))))
        y, x = np.mgrid[spans[0], spans[1]].astype(np.float32)
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = float(np.hypot(dx, dy))
        along = ((x - start[0]) * dx + (y - start[1]) * dy) / length
        across = ((y - start[1]) * dx - (x - start[0]) * dy) / length
        return _Patch((spans[0], spans[1]), along, across, length)

    def _line(self, fracture: Break, part: FloatImage, across: FloatImage, length: float) -> FloatImage:
        """Signed pixels from a jagged line across the bone: negative before it, positive after."""
        steps = np.cumsum(self._random.normal(0, 1.6, 400)).astype(np.float32)
        jagged = np.interp(across, np.linspace(-120, 120, 400), steps - steps.mean())
        return np.asarray((part - fracture.at) * length - fracture.slant * across - jagged, np.float32)

    def _noise(self, blur: float) -> FloatImage:
        noise = cv2.GaussianBlur(self._random.normal(size=self._shape).astype(np.float32), (0, 0), blur)
        return np.asarray(noise / noise.std(), np.float32)


def _radius(part: FloatImage, length: float, radii: tuple[float, float, float]) -> NDArray[np.float32]:
    """The outer radius along a bone: flared towards both ends and rounded off there."""
    first, shaft, last = radii
    part = np.clip(part, -0.5, 1.5)
    flare = shaft + (first - shaft) * np.exp(-((part / 0.17) ** 2))
    flare += (last - shaft) * np.exp(-(((1 - part) / 0.17) ** 2))
    for end, radius in ((part, first), (1 - part, last)):
        cap = 0.75 * radius / length
        flare = flare * np.sqrt(np.clip(1 - ((cap - end).clip(0) / cap) ** 2, 0, 1))
    return np.where((part > 0) & (part < 1), flare, 0).astype(np.float32)


def _chord(radius: FloatImage | np.float32, across: FloatImage) -> FloatImage:
    """How far a ray at `across` from the axis runs inside a round bar of this radius."""
    return np.asarray(2 * np.sqrt(np.maximum(radius**2 - across**2, 0)), np.float32)
