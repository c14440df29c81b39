"""A small furnished house for page tests: a model store with figures, a casebook with reads, and a way in."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.evaluation import evaluate_predictions
from core.records import Agreement, Call, OperatingPoints, Read
from tests.casebook.builders import POINTS, answer, film, open_casebook

ROOT = Path(__file__).resolve().parents[2]
# At 0.2: 4 of 5 fractures found, 2 of 10 others called. At 0.7: 3 of 5 found, 1 of 10 called.
LABELS = (1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
PROBABILITIES = (0.95, 0.85, 0.75, 0.45, 0.05, 0.72, 0.35, 0.15, 0.14, 0.13, 0.12, 0.08, 0.06, 0.04, 0.02)


def open_page(name: str, home: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    """Open a page through the router, on the casebook in `home` and the models in `home`/models."""
    monkeypatch.setenv("CALLUS_HOME", str(home))
    monkeypatch.setenv("CALLUS_MODELS", str(home / "models"))
    app = AppTest.from_file(str(ROOT / "dashboard" / "router.py"), default_timeout=60).run()
    app.switch_page(f"../pages/{name}.py")
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def words(app: AppTest) -> str:
    """Everything that a page says, as one text of HTML and Markdown."""
    parts = [str(element.proto.body) for element in app.get("html")]
    parts += [
        str(element.value) for element in (*app.markdown, *app.caption, *app.error, *app.warning, *app.info)
    ]
    return "\n".join(parts)


def live_table(app: AppTest) -> str:
    """The HTML of the page's table of cases, the one whose rows open."""
    (body,) = [str(element.proto.body) for element in app.get("html") if "data-open=" in element.proto.body]
    return body


def figures(name: str = "densenet121", points: OperatingPoints = POINTS) -> dict[str, object]:
    """Figures of fifteen films, worked out by the evaluation itself."""
    data = {"name": "FracAtlas", "split": "test", "digest": "0" * 64}
    left_out = [{"image_id": "IMG0002886", "reason": "The same picture has both labels."}]
    return evaluate_predictions(
        LABELS,
        PROBABILITIES,
        points,
        model=name,
        version="1.0.0",
        data=data,
        left_out=left_out,
        resamples=100,
    )


def put_model(home: Path, name: str = "densenet121", *, evaluated: bool = True, default: bool = True) -> None:
    """Put a version's card, and its figures if wanted, into the store; no page needs the weights."""
    folder = home / "models" / f"{name}-1.0.0"
    folder.mkdir(parents=True)
    card = {
        "name": name,
        "version": "1.0.0",
        "architecture": name,
        "side": 224,
        "default": default,
        "calibration": {"slope": 1.25, "intercept": -0.5},
        "operating_points": {"high_sensitivity": 0.2, "high_specificity": 0.7},
        "heatmap_reference": 1.0,
        "finding_levels": {"high_sensitivity": 0.25, "high_specificity": 0.5},
        "data": {"name": "FracAtlas", "films": 3456},
        "limits": ["Hand, leg, hip and shoulder only."],
    }
    (folder / "card.json").write_text(json.dumps(card))
    if evaluated:
        (folder / "metrics.json").write_text(json.dumps(figures(name)))


def put_cases(
    home: Path, count: int, *, probability: float = 0.9, call: Call | None = None, reader: str = "reader"
) -> list[int]:
    """Keep analysed films, each read with `call` if one is given, and return their numbers."""
    casebook = open_casebook(home)
    numbers = []
    for index in range(count):
        radiograph, data = film(f"{probability}-{call}-{reader}-{index}".encode())
        case_id = casebook.keep(radiograph, data).case_id
        analysis_id = casebook.add_analysis(case_id, answer(radiograph, probability), decides=True)
        if call:
            agrees = (call is Call.FRACTURE) == (probability >= POINTS.high_specificity)
            agreement = Agreement.AGREE if agrees else Agreement.DISAGREE
            casebook.add_read(Read(case_id, reader, call, agreement, analysis_id, "A step in the cortex."))
        numbers.append(case_id)
    casebook.close()
    return numbers
