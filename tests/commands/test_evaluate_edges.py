"""`python -m core evaluate` on folders that can carry no figure: the report comes out whole and says why."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.__main__ import main
from core.examination.familiar import looks, reference
from core.models import ModelStore, build_network
from core.records import Calibration, ModelVersion, OperatingPoints
from core.training import Film
from tests.training.films import write_film

pytestmark = pytest.mark.slow
VERSION = ModelVersion(
    "tiny", "1.0.0", "tiny", 32, Calibration(), OperatingPoints(0.3, 0.6), default=True, pooling="odds"
)
Evaluate = Callable[..., tuple[int, dict[str, Any], str]]


def limb(number: int) -> Any:
    """A bright shaft on a dark ground, a little different each time."""
    random = np.random.default_rng(number)
    across = np.exp(-(((np.arange(40) - random.uniform(15, 25)) / random.uniform(3, 6)) ** 2))
    film = 15 + random.uniform(110, 170) * np.tile(across, (50, 1)) + random.normal(0, 2, (50, 40))
    return np.clip(film, 0, 255).astype(np.uint8)


def put(root: Path, count: int, *, fractured: Callable[[int], bool], page: bool = False) -> Path:
    """Two folders named by class, with films of limbs or with white pages."""
    for number in range(count):
        pixels = 255 - limb(number) // 8 if page else limb(number)
        folder = root / ("fractured" if fractured(number) else "not_fractured")
        written = write_film(root.parent / "written", f"IMG{number:02d}", True, pixels)
        folder.mkdir(parents=True, exist_ok=True)
        written.rename(folder / written.name)
    return root


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    """One tiny version that knows how films of limbs look."""
    store = ModelStore(tmp_path / "models")
    store.save(build_network("tiny", 32, pooling="odds"), VERSION)
    films = [
        Film(f"T{n}", write_film(tmp_path / "train", f"T{n}", True, limb(1000 + n)), True) for n in range(80)
    ]
    known = reference(looks(films, "training"))
    (store.folder(VERSION) / "metrics.json").write_text(json.dumps({"training_look": known}))
    monkeypatch.setenv("CALLUS_MODELS", str(store.root))
    return store


@pytest.fixture
def evaluate(store: ModelStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Evaluate:
    """Run the command over a folder; return status, figures and the report's words."""

    def run(data: Path) -> tuple[int, dict[str, Any], str]:
        out = tmp_path / "out"
        status = main(["evaluate", "--data", str(data), "--out", str(out)])
        metrics = json.loads((out / "metrics.json").read_text())
        capsys.readouterr()
        page = out / "report.html"
        text = re.sub(r"<[^>]+>", " ", page.read_text()) if page.exists() else ""
        if text:
            assert (out / "report.pdf").read_bytes().startswith(b"%PDF-")
        return status, metrics, text

    return run


def test_a_single_film(evaluate: Evaluate, tmp_path: Path) -> None:
    status, metrics, text = evaluate(put(tmp_path / "clinic", 1, fractured=lambda _: True))
    assert (status, metrics["n"], metrics["n_fractured"]) == (0, 1, 1)
    assert metrics["discrimination"]["auroc"]["value"] is None
    assert "Needs films of both classes." in text
    assert "Too few films for a judgement: 1 fractured and 0 others" in text
    assert "Figures on fewer than 10 films, too few to lean on" in text
    assert metrics["familiar"]["unlike"]["n"] == 1


@pytest.mark.parametrize("label", [True, False])
def test_an_empty_class(evaluate: Evaluate, tmp_path: Path, label: bool) -> None:
    status, metrics, text = evaluate(put(tmp_path / "clinic", 12, fractured=lambda _: label))
    assert (status, metrics["n"]) == (0, 12)
    points = metrics["points"]["high_sensitivity"]
    assert points["sensitivity" if label else "specificity"]["value"] is not None
    assert points["specificity" if label else "sensitivity"]["note"] == "No films to judge this on."
    assert "Needs films of both classes." in text


def test_all_equal_probabilities(evaluate: Evaluate, store: ModelStore, tmp_path: Path) -> None:
    network = build_network("tiny", 32, pooling="odds")
    network.get_layer("grid").set_weights([w * 0 for w in network.get_layer("grid").get_weights()])
    store.save(network, VERSION)
    status, metrics, text = evaluate(put(tmp_path / "clinic", 24, fractured=lambda n: n % 2 == 0))
    assert (status, metrics["n"]) == (0, 24)
    assert metrics["discrimination"]["auroc"]["value"] == 0.5
    assert metrics["calibration"]["slope"]["note"] == "All probabilities are equal: there is no slope."
    assert "All probabilities are equal: there is no slope." in text
    assert re.search(r"\b(nan|inf)\b", text, re.IGNORECASE) is None


def test_a_network_that_gives_no_number(evaluate: Evaluate, store: ModelStore, tmp_path: Path) -> None:
    network = build_network("tiny", 32, pooling="odds")
    grid = network.get_layer("grid")
    grid.set_weights([w * np.nan for w in grid.get_weights()])
    store.save(network, VERSION)
    status, metrics, text = evaluate(put(tmp_path / "clinic", 3, fractured=lambda n: n == 0))
    assert (status, metrics["n"], text) == (1, 0, "")
    assert {film["reason"] for film in metrics["left_out"]} == {"The model gave no number."}


def test_films_of_quite_another_kind_are_warned_of_at_the_top(evaluate: Evaluate, tmp_path: Path) -> None:
    clinic = put(tmp_path / "clinic", 20, fractured=lambda n: n % 2 == 0, page=True)
    status, metrics, text = evaluate(clinic)
    assert (status, metrics["familiar"]["unlike"]["value"]) == (0, 1.0)
    plain = " ".join(text.split())
    warning = plain.index("Outside the intended use: 20 of 20 films look unlike the films that the model was")
    assert warning < plain.index("What was evaluated")
    again = put(tmp_path / "again", 20, fractured=lambda n: n % 2 == 0)
    _, metrics, text = evaluate(again)
    assert metrics["familiar"]["unlike"]["value"] < 0.2
    assert "Outside the intended use" not in text
