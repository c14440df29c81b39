"""A first look without a film at hand: the project's synthetic samples."""

import pytest
from playwright.sync_api import Page, expect

from tests.live import Server

pytestmark = pytest.mark.browser


def test_an_empty_casebook_is_filled_with_samples(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/cases")
    page.get_by_role("button", name="Fill with synthetic samples").click()
    expect(page.locator(".callus-tag").first).to_have_text("synthetic")
