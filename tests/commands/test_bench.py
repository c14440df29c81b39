"""`python -m core bench`: the figures that it promises, from one run."""

import json

import pytest

from tests.commands.conftest import RunCore


def test_one_object_with_the_promised_figures(run_core: RunCore) -> None:
    done = run_core("bench", "--json", "--runs", "3", "--model", "tiny")
    assert (done.returncode, done.stderr) == (0, "")
    figures = json.loads(done.stdout)
    assert (figures["model"], figures["version"], figures["side"], figures["runs"]) == (
        "tiny",
        "1.0.0",
        64,
        3,
    )
    assert figures["threads"] >= 1
    assert 0 < figures["forward_ms"] < figures["analyse_ms"]
    ratio = figures["analyse_ms"] / figures["forward_ms"]
    plain = figures["plain_gradcam_ms"] / figures["analyse_ms"]
    assert figures["heatmap_ratio"] == pytest.approx(ratio, rel=0.02)
    assert figures["plain_gradcam_ratio"] == pytest.approx(plain, rel=0.02)


@pytest.mark.parametrize("words", [("--model", "oracle"), ("--runs", "0"), ("--runs", "many")])
def test_wrong_usage_is_status_two(run_core: RunCore, words: tuple[str, ...]) -> None:
    done = run_core("bench", *words)
    assert done.returncode == 2
    assert done.stdout == "" and "Traceback" not in done.stderr
