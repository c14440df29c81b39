"""`python -m core data` from the outside."""

from pathlib import Path

import pytest

from core.__main__ import main
from core.errors import DownloadError


def _fetching(monkeypatch: pytest.MonkeyPatch, outcome: bool | BaseException) -> list[Path]:
    asked: list[Path] = []

    def fetch(out: Path) -> bool:
        asked.append(out)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    monkeypatch.setattr("core.commands.data.fetch_fracatlas", fetch)
    return asked


@pytest.mark.parametrize(("fetched", "said"), [(True, "FracAtlas is in "), (False, "nothing was fetched")])
def test_the_folder_is_said(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    fetched: bool,
    said: str,
) -> None:
    asked = _fetching(monkeypatch, fetched)
    assert main(["data", "fracatlas", "--out", str(tmp_path / "films")]) == 0
    assert asked == [tmp_path / "films"]
    assert said in capsys.readouterr().out


def test_a_failure_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _fetching(monkeypatch, DownloadError("The server can't be reached."))
    assert main(["data", "fracatlas", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "The server can't be reached.\n"


def test_an_interruption_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _fetching(monkeypatch, KeyboardInterrupt())
    assert main(["data", "fracatlas", "--out", str(tmp_path)]) == 130
    assert "The same command goes on from here." in capsys.readouterr().err


@pytest.mark.parametrize("words", [["data"], ["data", "mura", "--out", "x"], ["data", "fracatlas"]])
def test_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err
