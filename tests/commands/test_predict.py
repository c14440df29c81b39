"""`python -m core predict` on good and bad files: one line each, no traceback, the promised status."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.commands.inputs import files_in, read_file
from core.errors import RadiographError, TooLargeError
from core.models import Heads, ModelStore, build_network
from core.records import Calibration, ModelVersion, OperatingPoints
from tests.commands.conftest import ROOT, RunCore

KEYS = [
    "file", "status", "reason", "probability", "band", "model", "version", "findings", "timings_ms",
]  # fmt: skip


def picture(seed: int, kind: str = "PNG", size: tuple[int, int] = (90, 120)) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, size, np.uint8)).save(out, kind)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Good and bad files of many kinds, a loop of links and a folder in the folder."""
    (tmp_path / "good.png").write_bytes(picture(1))
    (tmp_path / "good.jpg").write_bytes(picture(2, "JPEG"))
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "letter.png").write_text("Dear colleague")
    (tmp_path / "cut.png").write_bytes(picture(3)[:60])
    (tmp_path / "noise.dcm").write_bytes(b"\0" * 128 + b"DICM" + bytes(range(256)))
    deeper = tmp_path / "deeper"
    deeper.mkdir()
    (deeper / "good.png").write_bytes(picture(4))
    (deeper / "loop").symlink_to(tmp_path)
    (deeper / "nowhere.png").symlink_to(tmp_path / "gone.png")
    return tmp_path


def lines(stdout: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_one_line_of_json_for_each_file_whatever_happens(run_core: RunCore, folder: Path) -> None:
    done = run_core("predict", "--json", folder, folder / "good.png", "/no/such/file.png")
    answers = lines(done.stdout)
    assert done.returncode == 3
    assert done.stderr == ""
    assert all(list(answer) == KEYS for answer in answers)
    assert [Path(answer["file"]).relative_to(folder).as_posix() for answer in answers[:-2]] == [
        "cut.png", "empty.jpg", "good.jpg", "good.png", "letter.png", "noise.dcm",
        "deeper/good.png", "deeper/nowhere.png",
    ]  # fmt: skip
    status = {answer["file"]: answer["status"] for answer in answers}
    good = {name for name, said in status.items() if said == "analysed"}
    assert good == {str(folder / name) for name in ("good.png", "good.jpg", "deeper/good.png")}
    for answer in answers:
        if answer["status"] == "rejected":
            assert answer["reason"].endswith(".")
            assert answer["probability"] is answer["band"] is answer["model"] is answer["version"] is None
            assert answer["findings"] == [] and answer["timings_ms"] == {}
        else:
            assert answer["reason"] is None
            assert 0 < answer["probability"] < 1
            assert answer["band"] in ("positive", "doubt", "negative")
            assert (answer["model"], answer["version"]) == ("tiny", "1.0.0")
            assert answer["timings_ms"]["total"] > 0
    assert answers[-1]["reason"] == "There is no such file."


def test_what_a_film_shows_is_one_more_key_where_the_model_knows(
    run_here: RunCore, folder: Path, tmp_path: Path
) -> None:
    network = build_network("tiny", 64)
    traits = ("hand", "leg", "frontal", "hardware")
    version = ModelVersion(
        "telling", "1.0.0", "tiny", 64, Calibration(), OperatingPoints(0.3, 0.7), default=True, traits=traits
    )
    # With kernels of zero the biases alone decide: logits 2, -2, 0 and -4.
    bias = np.array([2, -2, 0, -4], np.float32)
    heads = Heads(traits, np.zeros((8, 4), np.float32), bias, np.zeros(8, np.float32), 0.0)
    ModelStore(tmp_path / "store").save(network, version, heads)
    done = run_here(
        "predict", "--json", folder / "good.png", folder / "letter.png", CALLUS_MODELS=str(tmp_path / "store")
    )
    analysed, rejected = lines(done.stdout)
    assert list(analysed) == [*KEYS, "depiction"] and list(rejected) == KEYS
    assert analysed["depiction"] == {
        "regions": ["hand"],
        "views": ["frontal"],
        "hardware": False,
        "probabilities": {"hand": 0.8808, "leg": 0.1192, "frontal": 0.5, "hardware": 0.018},
    }


def test_all_good_is_status_zero_and_a_heatmap_each(run_core: RunCore, folder: Path, tmp_path: Path) -> None:
    heatmaps = tmp_path / "new" / "heatmaps"
    films = [folder / "good.png", folder / "deeper" / "good.png"]
    done = run_core("predict", *films, "--model", "tiny", "--heatmaps", heatmaps)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2 and "tiny 1.0.0" in done.stdout
    written = sorted(heatmaps.iterdir())
    assert len(written) == 2 and all(path.name.endswith("-good-tiny-1.0.0.png") for path in written)
    for path in written:
        with Image.open(path) as overlay:
            assert overlay.height == 160 and overlay.width > 120


def test_boxes_are_in_pixels_of_the_file(run_here: RunCore, tmp_path: Path) -> None:
    (tmp_path / "wide.png").write_bytes(picture(7, size=(200, 900)))
    (answer,) = lines(run_here("predict", "--json", tmp_path / "wide.png").stdout)
    for finding in answer["findings"]:
        x0, y0, x1, y1 = finding["box"]
        assert 0 <= x0 < x1 <= 900 and 0 <= y0 < y1 <= 200
        assert 0.5 <= finding["score"] <= 1


def test_limits_are_settings(run_here: RunCore, tmp_path: Path) -> None:
    (tmp_path / "big.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 1_100_000)
    (answer,) = lines(run_here("predict", "--json", tmp_path, CALLUS_MAX_FILE_MEGABYTES="1").stdout)
    assert answer["status"] == "rejected" and "larger" in answer["reason"]


@pytest.mark.parametrize(
    "words", [(), ("x.png", "--model", "oracle"), ("x.png", "--heatmaps", "/dev/null/x")]
)
def test_wrong_usage_is_status_two(run_core: RunCore, words: tuple[str, ...]) -> None:
    done = run_core("predict", *words)
    assert done.returncode == 2
    assert done.stdout == "" and done.stderr and "Traceback" not in done.stderr


def test_a_store_without_weights_rejects_each_film_in_words(
    run_here: RunCore, tiny_models: Path, folder: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store" / "tiny-1.0.0"
    store.mkdir(parents=True)
    (store / "card.json").write_bytes((tiny_models / "tiny-1.0.0" / "card.json").read_bytes())
    done = run_here("predict", "--json", folder / "good.png", CALLUS_MODELS=str(store.parent))
    (answer,) = lines(done.stdout)
    assert done.returncode == 3 and done.stderr == ""
    assert answer["reason"] == "The weights of tiny 1.0.0 are missing or damaged."


def test_a_reader_that_leaves_early_gets_no_traceback(folder: Path, tiny_models: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "core", "predict", "--json", *([folder / "letter.png"] * 3000)],
        cwd=ROOT,
        env={**os.environ, "CALLUS_MODELS": str(tiny_models)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        assert json.loads(process.stdout.readline())["status"] == "rejected"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 3


def test_folders_are_walked_once_and_in_order(folder: Path) -> None:
    assert list(files_in([folder / "deeper", Path("gone.png")])) == [
        folder / "deeper" / "good.png",
        folder / "deeper" / "nowhere.png",
        Path("gone.png"),
    ]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    assert list(files_in([tmp_path])) == [tmp_path]
    with pytest.raises(RadiographError, match="folder is empty"):
        read_file(tmp_path, 100)


def test_only_plain_files_of_a_fair_size_are_opened(tmp_path: Path) -> None:
    (tmp_path / "film").write_bytes(b"12345")
    assert read_file(tmp_path / "film", 5) == b"12345"
    with pytest.raises(TooLargeError):
        read_file(tmp_path / "film", 4)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RadiographError, match="device or a pipe"):
        read_file(tmp_path / "pipe", 5)
    with pytest.raises(RadiographError, match="can't be opened"):
        read_file(tmp_path / ("long" * 100), 5)
    assert list(files_in([tmp_path / ("long" * 100)])) == [tmp_path / ("long" * 100)]
