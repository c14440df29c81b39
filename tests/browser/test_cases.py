"""Finding a case as a reader does: narrow the list, page on, open one, come back, reload."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.records import Call
from tests.browser.conftest import served
from tests.live import Server
from tests.pages.house import put_cases

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def server(browser: Browser, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all, over 60 cases: 1 to 30 positive and read, 31 to 60 negative and unread."""
    home = tmp_path_factory.mktemp("cases") / "home"
    put_cases(home, 30, probability=0.9, call=Call.FRACTURE)
    put_cases(home, 30, probability=0.1)
    with served(home, models) as running:
        yield running


@pytest.fixture
def cases(page: Page, server: Server) -> Page:
    """The Cases page over them."""
    page.goto(f"{server.url}/cases")
    return page


def expect_first(page: Page, *numbers: int) -> None:
    """Wait until the table begins with these cases."""
    for place, number in enumerate(numbers):
        expect(page.locator(".callus-table tbody th a").nth(place)).to_have_text(str(number))


def test_filter_and_page_survive_a_reload(cases: Page) -> None:
    expect(cases.get_by_text("1\u201325 of 60 cases")).to_be_visible()
    cases.get_by_text("▲ Positive", exact=True).click()
    expect(cases.get_by_text("1\u201325 of 30 cases, 60 in all")).to_be_visible()
    cases.get_by_role("button", name="Page 2").click()
    expect(cases.get_by_text("26\u201330 of 30 cases")).to_be_visible()
    expect_first(cases, 5, 4, 3, 2, 1)
    cases.reload()
    expect(cases.get_by_text("26\u201330 of 30 cases")).to_be_visible()
    expect_first(cases, 5, 4, 3, 2, 1)


def test_a_click_on_a_heading_sorts_and_returns_to_the_first_page(cases: Page) -> None:
    cases.get_by_role("button", name="Page 2").click()
    expect(cases.get_by_text("26\u201350 of 60 cases")).to_be_visible()
    cases.get_by_role("button", name="Probability").click()
    expect(cases.get_by_text("1\u201325 of 60 cases")).to_be_visible()
    expect(cases.locator("th[aria-sort=descending]")).to_have_text("Probability ↓")
    expect_first(cases, 30)
    cases.get_by_role("button", name="Probability").click()
    expect(cases.locator("th[aria-sort=ascending]")).to_have_text("Probability ↑")
    expect_first(cases, 31)


def test_search_finds_one_case_and_back_returns_to_the_list(cases: Page) -> None:
    cases.get_by_label("Case number or digest").fill("17")
    expect(cases.locator(".callus-table tbody tr")).to_have_count(1)
    cases.locator(".callus-table tbody tr td").first.click()
    expect(cases.get_by_role("heading", name=re.compile(r"^Case 17 \("))).to_be_visible()
    expect(cases).to_have_url(re.compile(r"/case\?case=17$"))
    cases.go_back()
    expect(cases.get_by_role("heading", name="Cases")).to_be_visible()
    expect(cases).to_have_url(re.compile(r"/cases\?search=17$"))
    expect(cases.locator(".callus-table tbody tr")).to_have_count(1)


def test_a_case_page_has_an_address_of_its_own(cases: Page, server: Server) -> None:
    cases.goto(f"{server.url}/case?case=3")
    expect(cases.get_by_role("heading", name=re.compile(r"^Case 3 \("))).to_be_visible()
    expect(cases.get_by_text("A step in the cortex.")).to_be_visible()
    # Shape and word together, and the shape is really there.
    assert cases.locator(".callus-positive").first.bounding_box() is not None


def test_no_case_matches_and_the_filters_can_be_cleared(cases: Page) -> None:
    cases.get_by_label("Case number or digest").fill("4711")
    expect(cases.get_by_text("No case matches")).to_be_visible()
    cases.get_by_role("button", name="Clear filters").click()
    expect(cases.get_by_text("1\u201325 of 60 cases")).to_be_visible()
