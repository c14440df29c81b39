"""The Performance page in a browser: from a point of a chart to its studies, by mouse and by keyboard."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.monitoring.simulation import Plan, simulate
from core.records import Role
from tests.browser.conftest import served, sign_in
from tests.casebook.builders import open_casebook
from tests.live import Server

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
RIGHT = "performance?question=Is+it+right%3F"


@pytest.fixture(scope="module")
def house(browser: Browser, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on three simulated months."""
    home = tmp_path_factory.mktemp("simulated") / "home"
    home.mkdir()
    casebook = open_casebook(home)
    simulate(casebook, home, Plan(studies=2000, months=3, ends=datetime.now(UTC).date()))
    casebook.close()
    with served(home, models) as running:
        yield running


def opened(browser: Browser, house: Server, address: str, role: Role = Role.SENIOR) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    sign_in(context, house, role, f"{role}-person")
    page = context.new_page()
    page.goto(f"{house.url}/{address}")
    return page


def test_a_click_on_a_point_opens_its_studies_and_one_on_a_study_its_case(
    browser: Browser, house: Server
) -> None:
    page = opened(browser, house, RIGHT)
    matrix = page.get_by_test_id("stPlotlyChart").first
    cell = matrix.locator(".textpoint").nth(1)  # false alarms
    n = (cell.text_content() or "").strip()
    box = cell.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    behind = page.locator(".st-key-callus-behind-confusion")
    expect(behind.get_by_text("Behind: False alarms")).to_be_visible()
    expect(behind.get_by_text(f"of {n} studies")).to_be_visible()
    expect(behind.locator("tbody tr")).to_have_count(10)
    behind.get_by_role("button", name="Page 2", exact=True).click()
    expect(behind.get_by_text(f"11\u201320 of {n} studies")).to_be_visible()
    behind.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="Case", exact=False).first).to_be_visible()
    page.context.close()


def test_the_keyboard_opens_the_same_studies(browser: Browser, house: Server) -> None:
    page = opened(browser, house, RIGHT)
    chooser = page.locator(".st-key-behind_confusion").get_by_role("combobox", name="Show the studies behind")
    chooser.press_sequentially("False al")
    page.keyboard.press("Enter")
    behind = page.locator(".st-key-callus-behind-confusion")
    expect(behind.get_by_text("Behind: False alarms")).to_be_visible()
    expect(behind.locator("tbody tr")).to_have_count(10)
    page.context.close()


def test_the_address_keeps_question_and_period(browser: Browser, house: Server) -> None:
    page = opened(browser, house, "performance")
    expect(page.get_by_text("Simulated department.")).to_be_visible()
    page.get_by_role("button", name="Is it right?").last.click()
    expect(page.get_by_text("What the figures stand on")).to_be_visible()
    page.reload()
    expect(page.get_by_text("What the figures stand on")).to_be_visible()
    page.context.close()


def test_a_viewer_sees_figures_and_no_study(browser: Browser, house: Server) -> None:
    page = opened(browser, house, RIGHT, Role.VIEWER)
    expect(page.get_by_test_id("stPlotlyChart").first.locator(".textpoint").nth(2)).to_be_visible()
    page.get_by_test_id("stPlotlyChart").first.locator(".textpoint").nth(2).click(force=True)
    expect(page.get_by_role("combobox", name="Show the studies behind")).to_have_count(0)
    expect(page.get_by_text("Behind:")).to_have_count(0)
    page.context.close()
