import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.__main__ import main
from tests.live import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("words", [[], ["dance"], ["train"], ["train", "--arch", "vgg"]])
def test_wrong_usage_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    assert "usage: python -m core" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert all(name in text for name in ("predict", "train", "evaluate", "bench", "data"))


@pytest.mark.parametrize("command", ["predict", "train", "evaluate", "bench", "data"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert f"python -m core {command}" in capsys.readouterr().out


def test_a_refusal_is_one_sentence_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["train", "--arch", "tiny", "--data", str(tmp_path), "--out", str(tmp_path / "run")])
    captured = capsys.readouterr()
    assert status == 2
    assert captured.err.endswith(
        "The data folder has no radiographs in images/Fractured or images/Non_fractured.\n"
    )


def test_a_database_server_out_of_reach_is_told_with_its_cause_and_without_its_password(
    tmp_path: Path,
) -> None:
    address = f"postgresql+psycopg://callus:correct-horse@127.0.0.1:{free_port()}/callus"
    done = subprocess.run(
        [sys.executable, "-m", "core", "accounts", "list"],
        cwd=ROOT,
        env={**os.environ, "CALLUS_HOME": str(tmp_path), "CALLUS_DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    *cause, sentence = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence.startswith("The casebook's database server can't be reached, or doesn't let Callus in.")
    assert "Connection refused" in " ".join(cause)
    assert "correct-horse" not in done.stderr
    assert "Traceback" not in done.stderr


def test_help_imports_no_keras() -> None:
    program = (
        "import sys\nfrom core.__main__ import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit('keras' in sys.modules or 'tensorflow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
