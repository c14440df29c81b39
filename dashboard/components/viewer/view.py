"""What the viewer shows: one radiograph and what the networks said of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.records import Analysis


@dataclass(frozen=True, slots=True)
class View:
    """One radiograph of a study.

    address: path from which this session's browser may fetch the pixels, see `serving.film_response`.
    width, height: of the original in pixels, the unit of all boxes.
    spacing_mm: (between rows, between columns), None where the file does not say.
    analyses: the deciding one first. name: what tells it from the other views, e.g. "Case 12".
    """

    case_id: int
    address: str
    width: int
    height: int
    spacing_mm: tuple[float, float] | None
    analyses: Sequence[Analysis]
    name: str
