"""Take the pictures of the documentation: every page at 1440x900, on drawn samples and simulated readers.

    .venv/bin/python -m docs.screenshots [FOLDER]

Wants Debian's chromium and the developer's environment (`make test` makes it). No patient is in any picture.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, expect, sync_playwright

from core.casebook import Reading
from core.imaging import sample_radiographs
from core.monitoring.simulation import Drift, DriftKind, Plan, simulate
from core.records import Role
from dashboard.session import COOKIE
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.reading import sign_button
from tests.casebook.builders import open_casebook, set_reading
from tests.live import ROOT, Server

_PAGES = (
    "worklist",
    "cases",
    "disputes",
    "recalls",
    "validation",
    "trail",
    "department",
    "people",
    "about",
    "account",
)
_ALL_SIX_MS = 300_000  # the networks load, then speak on all six samples
_SECOND_LOOK_MS = 1500  # charts draw themselves a moment after the page is there


def main(folder: Path) -> None:
    """Set up a house in a temporary folder, read in it, and leave a PNG a page in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=120_000)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        server = Server(Path(temporary) / "home", ROOT / "models")
        server.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.goto(server.url)
            _shoot(page, folder / "first-run.png")
            for name, role in (("m.weber", Role.SENIOR), ("a.admin", Role.ADMINISTRATOR)):
                cookie = server.let_in(role, name)
                context.add_cookies([{"name": COOKIE, "value": cookie, "url": server.url}])
                if role is Role.SENIOR:
                    _blind_first(server)
                    _reading(page, server, folder)
                _pages(page, server, folder, role)
            server.stop()
            _performance(page, Path(temporary) / "simulated", folder)
        finally:
            browser.close()
            server.stop()


def _blind_first(server: Server) -> None:
    """Let films that come in be read as a new department reads them; `let_in` is for tests, which don't."""
    casebook = open_casebook(server.home)
    set_reading(casebook, Reading.BLIND_FIRST)
    casebook.close()


def _reading(page: Page, server: Server, folder: Path) -> None:
    """Drop the samples in and read the most suspicious: first blind, then with the answer."""
    page.goto(f"{server.url}/worklist")
    films = [
        {"name": sample.name, "mimeType": "image/png", "buffer": sample.data}
        for sample in sample_radiographs()
    ]
    page.locator("input[type=file]").first.set_input_files(films)  # type: ignore[arg-type]
    expect(page.get_by_role("button", name="Next study")).to_be_visible()
    page.wait_for_timeout(4 * _SECOND_LOOK_MS)
    expect(page.get_by_text("Analysing,")).to_have_count(0, timeout=_ALL_SIX_MS)
    page.keyboard.press("j")
    expect(page.get_by_text("Your own read first.")).to_be_visible()
    _shoot(page, folder / "read-first.png")
    page.keyboard.press("u")
    _press(page, "Save and show the answer")
    expect(sign_button(page)).to_be_visible()
    page.wait_for_timeout(_SECOND_LOOK_MS)
    page.keyboard.press("h")
    _shoot(page, folder / "read.png")
    study = page.get_by_role("heading", name="Study ").inner_text().removeprefix("Study ")
    page.keyboard.press("q")
    expect(page.get_by_text("What is wrong with it")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_text("To be kept: Fracture, disagrees")).to_be_visible()
    sign_button(page).click()
    expect(page.get_by_text("is signed.")).to_be_visible()
    page.goto(f"{server.url}/case?case={study}")  # a sample is a study of its own, numbered alike
    expect(page.get_by_role("heading", name="Reads", exact=True)).to_be_visible()
    _shoot(page, folder / "case.png")


def _press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name)
    expect(button).to_be_enabled()
    button.click()


def _pages(page: Page, server: Server, folder: Path, role: Role) -> None:
    of_administrator = {"trail", "department", "people"}
    for name in _PAGES:
        if (name in of_administrator) == (role is Role.ADMINISTRATOR):
            page.goto(f"{server.url}/{name}")
            expect(page.get_by_role("heading").first).to_be_visible()
            _shoot(page, folder / f"{name}.png")


def _performance(page: Page, home: Path, folder: Path) -> None:
    """Show a year of a simulated department, whose scores drift; the page says so itself."""
    home.mkdir()
    casebook, today = open_casebook(home), datetime.now(UTC).date()
    simulate(casebook, home, Plan(ends=today, drift=Drift(DriftKind.SCORE, 300, 0.7)))
    casebook.close()
    server = Server(home, ROOT / "models")
    server.start()
    try:
        cookie = server.let_in(Role.SENIOR, "m.weber")
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": server.url}])
        for name, question in (("performance", "Overview"), ("performance-right", "Is it right?")):
            page.goto(f"{server.url}/performance?{urlencode({'question': question})}")
            expect(page.get_by_text("Simulated department.")).to_be_visible()
            page.wait_for_timeout(2 * _SECOND_LOOK_MS)
            _shoot(page, folder / f"{name}.png")
    finally:
        server.stop()


def _shoot(page: Page, file: Path) -> None:
    page.wait_for_timeout(2 * _SECOND_LOOK_MS)
    page.screenshot(path=file)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots")
