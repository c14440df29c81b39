"""A simulated department as a home for page tests, and what a page's charts and tables hold."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from core.monitoring.simulation import Drift, DriftKind, Plan, simulate
from tests.casebook.builders import open_casebook

PLAN = Plan(studies=4000, months=5, ends=datetime.now(UTC).date(), drift=Drift(DriftKind.INPUT, 110, 0.9))


def fill(home: Path, plan: Plan = PLAN) -> Path:
    """Simulate a plan's department in a home, and return the home."""
    home.mkdir(parents=True, exist_ok=True)
    casebook = open_casebook(home)
    simulate(casebook, home, plan)
    casebook.close()
    return home


def traces(app: AppTest) -> dict[str, list[dict[str, Any]]]:
    """The traces of a page's charts, by the chart's key."""
    return {
        chart.proto.id.rpartition("-chart_")[2].removesuffix("_0"): json.loads(chart.proto.spec)["data"]
        for chart in app.get("plotly_chart")
    }
