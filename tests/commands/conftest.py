"""The command line as a person runs it, with a tiny model store."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from core.__main__ import main
from core.models import ModelStore, build_network
from core.records import Calibration, ModelVersion, OperatingPoints

ROOT = Path(__file__).resolve().parents[2]
RunCore = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model store that holds one tiny network."""
    import keras

    keras.utils.set_random_seed(5)
    root = tmp_path_factory.mktemp("models")
    points = OperatingPoints(high_sensitivity=0.3, high_specificity=0.7)
    version = ModelVersion("tiny", "1.0.0", "tiny", 64, Calibration(), points, default=True)
    ModelStore(root).save(build_network("tiny", 64), version)
    return root


@pytest.fixture(scope="session")
def run_core(tiny_models: Path) -> RunCore:
    """Run `python -m core` with the tiny model store; further keywords go into the environment."""

    def run(*words: str | Path, **variables: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "CALLUS_MODELS": str(tiny_models), **variables}
        environment.pop("TF_CPP_MIN_LOG_LEVEL", None)  # a person's shell has none
        return subprocess.run(
            [sys.executable, "-m", "core", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def run_here(tiny_models: Path) -> RunCore:
    """As `run_core`, but in this process, which has the libraries already: for what no shell changes."""

    def run(*words: str | Path, **variables: str) -> "subprocess.CompletedProcess[str]":
        said, errors = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as environment, redirect_stdout(said), redirect_stderr(errors):
            for name, value in {"CALLUS_MODELS": str(tiny_models), **variables}.items():
                environment.setenv(name, value)
            status = main([str(word) for word in words])
        return subprocess.CompletedProcess(words, status, said.getvalue(), errors.getvalue())

    return run
