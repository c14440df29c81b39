"""`simulate` and `report` from the command line."""

import json
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.__main__ import main
from core.casebook.tables import AlarmTable
from tests.casebook.builders import open_casebook

SIMULATE = ["simulate", "--studies", "400", "--months", "3", "--ends", "2026-01-01"]


def test_a_department_is_simulated_and_its_month_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    drift = ["--drift", "input", "--drift-day", "70", "--drift-size", "2"]
    assert main([*SIMULATE, "--home", str(home), *drift]) == 0
    truth = json.loads(capsys.readouterr().out)
    assert truth["drift"] == {"kind": "input", "day": 70, "date": "2025-12-11", "size": 2.0}
    out = ["--out", str(tmp_path)]
    assert main(["report", "--month", "2025-12", "--home", str(home), "--simulated", *out]) == 0
    assert "are simulated or drawn samples" in capsys.readouterr().out
    assert (tmp_path / "performance-2025-12.pdf").stat().st_size > 10_000


def test_a_channel_that_fails_is_named_and_the_report_is_still_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    assert main([*SIMULATE, "--home", str(home)]) == 0
    with closing(open_casebook(home)) as casebook, casebook.database.writing() as session:
        session.add(
            AlarmTable(
                made_at=datetime.now(UTC), synthetic=True, series="grey_mean", began_on=date(2025, 12, 1),
                raised_on=date(2025, 12, 6), usual=0.42, found=0.45, deviation=3.5, studies=[],
                sentence="Up.",
            )
        )  # fmt: skip
    monkeypatch.setenv("CALLUS_ALARM_WEBHOOK", "ftp://127.0.0.1/hook")
    capsys.readouterr()
    asked = ["report", "--month", "2025-12", "--home", str(home), "--simulated", "--out", str(tmp_path)]
    assert main([*asked, "--tell"]) == 0
    said = capsys.readouterr().out
    assert "webhook: CALLUS_ALARM_WEBHOOK must begin with https:// or http://." in said
    assert f"Written to {tmp_path / 'performance-2025-12.html'}" in said


def test_a_second_simulation_into_the_same_home_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = ["simulate", "--studies", "20", "--months", "1", "--home", str(tmp_path)]
    assert main(small) == 0
    capsys.readouterr()
    assert main(small) == 2
    assert "holds studies already" in capsys.readouterr().err


def test_a_month_that_is_none_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--month", "soon", "--home", str(tmp_path)]) == 2
    assert "like 2026-03" in capsys.readouterr().err
