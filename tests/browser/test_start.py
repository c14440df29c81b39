"""The shell in a real browser: every page opens, nothing comes from outside, and the frame is quiet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served
from tests.live import Server

pytestmark = pytest.mark.browser
PAGES = {
    "": "Worklist",
    "cases": "Cases",
    "validation": "Validation",
    "performance": "Performance",
    "about": "About",
}


@pytest.fixture(scope="module")
def server(browser: Browser, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all, with an empty home."""
    with served(tmp_path_factory.mktemp("start") / "home", models) as running:
        yield running


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_at_its_own_address(page: Page, server: Server, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_role("heading", name=PAGES[path], exact=True)).to_be_visible()
    expect(page.get_by_text("Decision support, not a diagnosis.")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    outside = [url for url in asked if not url.startswith((server.url, "data:", "blob:"))]
    assert outside == []


def test_the_menu_leads_from_page_to_page(page: Page) -> None:
    for name in ("Cases", "Validation", "Performance", "Worklist"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_the_room_is_dark_until_somebody_asks_for_light(page: Page, server: Server) -> None:
    """Whatever the system says; and what was asked for stays through pages and reloads."""
    page.emulate_media(color_scheme="light")
    page.reload()
    expect(page.get_by_role("heading", name="Worklist", exact=True)).to_be_visible()
    app = page.locator(".stApp")
    expect(app).to_have_css("background-color", "rgb(11, 13, 16)")
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server.url}/account")
    page.get_by_role("link", name="Use the light look in this browser").click()
    expect(page.get_by_role("link", name="Use the dark look in this browser")).to_be_visible()
    expect(app).to_have_css("background-color", "rgb(246, 247, 249)")
    page.get_by_role("link", name="About", exact=True).click()
    expect(page.get_by_role("heading", name="About", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="About", exact=True)).to_be_visible()
    expect(app).to_have_css("background-color", "rgb(246, 247, 249)")


def test_nothing_of_the_workshop_is_in_sight(page: Page) -> None:
    expect(page.get_by_role("heading", name="Worklist", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stAppDeployButton")).to_have_count(0)
    expect(page.get_by_test_id("stMainMenu")).to_have_count(0)
