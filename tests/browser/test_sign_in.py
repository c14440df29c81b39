"""The door in a real browser: a first day, a wrong password, a way back, and what an ended session leaves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from core.accounts import Accounts
from core.records import Role
from tests.browser.conftest import sign_in
from tests.casebook.builders import open_casebook
from tests.live import Server

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"  # noqa: S105
SIGN_IN = re.compile("/callus/sign-in")


@pytest.fixture
def stranger(browser: Browser, server: Server) -> Iterator[Page]:
    """A browser in which nobody is signed in, and no JavaScript runs on the door's pages."""
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def fill(page: Page, button: str, **fields: str) -> None:
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(value)
    page.get_by_role("button", name=button).click()


def test_a_first_day(stranger: Page, server: Server) -> None:
    stranger.goto(f"{server.url}/about")
    expect(stranger.get_by_role("heading", name="Welcome to Callus")).to_be_visible()
    fill(
        stranger, "Make the administrator's account", Name_to_sign_in_by="anna", Full_name="Anna Weber",
        New_password=PASSWORD, New_password_once_more=PASSWORD,
    )  # fmt: skip
    expect(stranger.get_by_role("heading", name="Worklist", exact=True)).to_be_visible()
    stranger.goto(f"{server.url}/account")
    stranger.get_by_role("button", name="Sign out", exact=True).click()
    expect(stranger).to_have_url(SIGN_IN)
    fill(stranger, "Sign in", Name="anna", Password="something else")  # noqa: S106
    expect(stranger.get_by_role("alert")).to_contain_text("Name or password is not right.")
    fill(stranger, "Sign in", Password=PASSWORD)
    expect(stranger.get_by_role("heading", name="Worklist", exact=True)).to_be_visible()


def test_an_ended_session_takes_the_page_away_at_the_next_click(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/about")
    expect(page.get_by_role("heading", name="About", exact=True)).to_be_visible()
    casebook = open_casebook(server.home)
    Accounts(casebook.database).end_sessions("reader", "anna")
    casebook.close()
    page.get_by_role("link", name="Validation", exact=True).click()
    expect(page).to_have_url(SIGN_IN)
    page.go_back()
    expect(page).to_have_url(SIGN_IN)


def test_a_viewers_menu_leads_to_figures_only(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    sign_in(context, server, Role.VIEWER, "vera")
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Validation", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Worklist")).to_have_count(0)
    page.goto(f"{server.url}/read")
    expect(page.get_by_text("Not for your role")).to_be_visible()
    context.close()


def test_a_link_from_another_site_opens_signed_in(page: Page, server: Server) -> None:
    page.goto(f"data:text/html,<a href={server.url}/about>to Callus</a>")
    page.get_by_role("link", name="to Callus").click()
    expect(page.get_by_role("heading", name="About", exact=True)).to_be_visible()
