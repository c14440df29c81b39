"""Disagreements and recalls in the browser: the address follows, Back and links lead where they say."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.records import Call
from tests.casebook.builders import open_casebook
from tests.casebook.disagreeing import decide, study_read
from tests.live import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def missed(server: Server) -> Server:
    """Two fractures that anna missed, both decided, so that both are recalls; a third is in dispute."""
    casebook = open_casebook(server.home)
    for name in ("one", "two"):
        decide(casebook, study_read(casebook, name, 0.9, {"anna": Call.NO_FRACTURE}))
    study_read(casebook, "three", 0.9, {"anna": Call.NO_FRACTURE})
    casebook.close()
    return server


def test_a_dispute_has_an_address_and_back_leads_to_the_queue(page: Page, missed: Server) -> None:
    page.goto(f"{missed.url}/disputes")
    expect(page.locator("[data-listening]")).to_be_attached()
    page.locator("tr[data-open='3']").click()
    expect(page.get_by_text("Your own look first.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/disputes\?study=3$"))
    page.reload()
    expect(page.get_by_text("Your own look first.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Disagreements")).to_be_visible()
    expect(page.locator("tr[data-open='3']")).to_be_visible()


def test_a_recall_has_an_address_and_its_study_a_link(page: Page, missed: Server) -> None:
    page.goto(f"{missed.url}/recalls")
    expect(page.locator("[data-listening]")).to_be_attached()
    page.locator("tr[data-open='1'] td").last.click()
    expect(page.get_by_role("heading", name="Recall 1", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]recall=1"))
    page.reload()
    expect(page.get_by_role("heading", name="Recall 1", exact=True)).to_be_visible()
    page.locator("tr[data-open='2'] a").nth(1).click()
    expect(page).to_have_url(re.compile(r"/read\?study=2$"))
