import json
import re
from pathlib import Path
from typing import Any

from core.training.learning_curves import write_curves

CURVE = [
    {"stage": "pretraining", "epoch": 1, "seconds": 60.0, "loss": 1.5, "score": 0.3},
    {"stage": "whole", "epoch": 1, "seconds": 120.0, "loss": 0.9, "score": 0.6, "val_loss": 0.5},
    {"stage": "whole", "epoch": 2, "seconds": 120.0, "loss": 0.7, "score": 0.8, "val_loss": 0.4},
]


def drawn(path: Path) -> list[dict[str, Any]]:
    """The traces that a Plotly page hands to its script."""
    text = path.read_text(encoding="utf-8")
    start = text.rindex("Plotly.newPlot(")
    found = re.search(r"\[\{.*", text[start:], re.DOTALL)
    assert found is not None
    traces, _ = json.JSONDecoder().raw_decode(found.group())
    return list(traces)


def test_each_stage_is_drawn_at_its_minutes(tmp_path: Path) -> None:
    write_curves(CURVE, tmp_path / "curves.html")
    traces = {
        (trace["name"], trace["yaxis"]): (trace["x"], trace["y"]) for trace in drawn(tmp_path / "curves.html")
    }
    assert traces["pretraining", "y"] == ([1.0], [1.5])
    assert traces["whole", "y"] == ([3.0, 5.0], [0.9, 0.7])
    assert traces["whole", "y2"] == ([3.0, 5.0], [0.5, 0.4])
    assert traces["whole", "y3"] == ([3.0, 5.0], [0.6, 0.8])
    assert traces["pretraining", "y2"] == ([], [])


def test_the_page_asks_nothing_from_outside(tmp_path: Path) -> None:
    write_curves(CURVE, tmp_path / "curves.html")
    assert not re.search(r"<(script|link)[^>]+(src|href)=", (tmp_path / "curves.html").read_text("utf-8"))
