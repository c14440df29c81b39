"""The engine: one radiograph in, one analysis out; and how its heatmap is laid over the film.

Each name is imported when it is first asked for, so that a page which shows a stored heatmap waits for
neither OpenCV nor TensorFlow at its start.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.inference.drawing import heat_layer, overlay
    from core.inference.engine import Engine
    from core.inference.lines import broken_box

__all__ = ["Engine", "broken_box", "heat_layer", "overlay"]

_HOMES = {"Engine": "engine", "broken_box": "lines", "heat_layer": "drawing", "overlay": "drawing"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
