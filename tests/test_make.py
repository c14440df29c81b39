"""The Makefile makes the environment whole, or not at all."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_an_environment_that_is_half_made_is_taken_away_and_the_package_named(tmp_path: Path) -> None:
    half = tmp_path / "python"
    half.write_text("#!/bin/sh\nmkdir -p .venv/bin && touch .venv/bin/python\nexit 1\n")
    half.chmod(0o755)
    command = ["make", "-f", str(ROOT / "Makefile"), f"PYTHON={half}", ".venv/bin/python"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "apt install python3.11-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()
