"""A real Chromium on a real server: each test gets a home of its own and may restart the server on it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Server:
    """`streamlit run` as `make run` starts it, on a free port; it can be stopped and started again."""

    def __init__(self, home: Path, models: Path) -> None:
        self.home, self.models = home, models
        self.url = f"http://localhost:{_free_port()}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        port = self.url.rpartition(":")[2]
        environment = {**os.environ, "CALLUS_HOME": str(self.home), "CALLUS_MODELS": str(self.models)}
        command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
        with (self.home.parent / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--server.port", port, "--server.headless", "true"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError((self.home.parent / "server.log").read_text())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; a test is skipped where there is none, unless CALLUS_REQUIRE_BROWSER=1."""
    if not Path(CHROMIUM).exists():
        missing = f"no Chromium at {CHROMIUM} (Debian: apt-get install chromium)"
        if os.environ.get("CALLUS_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two tiny networks with random weights, one of which finds nearly everything suspicious."""
    import keras

    from core.models import ModelStore, build_network
    from core.records import Calibration, ModelVersion, OperatingPoints

    root = tmp_path_factory.mktemp("models")
    for seed, (name, intercept) in enumerate((("densenet121", 2.0), ("resnet50", -2.0))):
        keras.utils.set_random_seed(seed)
        version = ModelVersion(
            name,
            "1.0.0",
            "tiny",
            64,
            Calibration(1.0, intercept),
            OperatingPoints(0.3, 0.6),
            default=name == "densenet121",
        )
        ModelStore(root).save(build_network("tiny", 64), version)
    return root


@pytest.fixture
def server(browser: Browser, models: Path, tmp_path: Path) -> Iterator[Server]:
    """A running server with an empty home."""
    running = Server(tmp_path / "home", models)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of 1440x900 on the server's first screen; an error in its JavaScript fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(server.url)
    yield opened
    context.close()
    assert errors == []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
