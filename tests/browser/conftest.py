"""A real Chromium on a real server: a test that changes something gets a home of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from core.records import Role
from dashboard.session import COOKIE
from tests.live import Server

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
    "--use-angle=swiftshader",  # the viewer draws by WebGL, here in software
    "--enable-unsafe-swiftshader",
]


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


@contextmanager
def served(home: Path, models: Path) -> Iterator[Server]:
    """Run a server on a home."""
    running = Server(home, models)
    running.start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def server(browser: Browser, models: Path, tmp_path: Path) -> Iterator[Server]:
    """A running server with an empty home; files whose tests only look have one for all of them."""
    with served(tmp_path / "home", models) as running:
        yield running


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of 1440x900, a senior reader signed in, on the first screen; an error in JavaScript fails it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    sign_in(context, server)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(server.url)
    yield opened
    context.close()
    assert errors == []


def sign_in(context: BrowserContext, server: Server, role: Role = Role.SENIOR, name: str = "reader") -> None:
    """Give a browser the cookie of a new session, as the door would."""
    cookie = server.let_in(role, name)
    context.add_cookies(
        [{"name": COOKIE, "value": cookie, "url": server.url, "httpOnly": True, "sameSite": "Strict"}]
    )
