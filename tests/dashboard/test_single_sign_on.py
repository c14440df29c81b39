"""Signing in elsewhere, by Streamlit's own OpenID Connect, with a provider that vouches for everybody."""

from collections.abc import Iterator

import httpx
import pytest

from core.accounts import Accounts
from core.records import Role
from dashboard.server import paths
from dashboard.session import COOKIE
from tests.casebook.builders import open_casebook
from tests.dashboard.provider import Provider
from tests.live import Server, free_port

HTML = {"Accept": "text/html"}
SECRETS = """
[auth]
redirect_uri = "{callus}/oauth2callback"
cookie_secret = "a secret of the tests that is long enough to sign"
client_id = "callus"
client_secret = "shared with the provider"
server_metadata_url = "{provider}/.well-known/openid-configuration"
label = "Sign in with the clinic"
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    running = Provider(free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def house(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that knows the provider, and has an administrator."""
    folder = tmp_path_factory.mktemp("outside")
    secrets = folder / "secrets.toml"
    running = Server(folder / "home", folder / "models", STREAMLIT_SECRETS_FILES=str(secrets))
    secrets.write_text(SECRETS.format(callus=running.url, provider=provider.url))
    running.let_in(Role.ADMINISTRATOR, "anna")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def browser(house: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.url, timeout=60) as opened:
        yield opened


def come_back(browser: httpx.Client, wanted: str = "/about") -> httpx.Response:
    """Go to the provider and back, as far as the page that the browser comes to."""
    page = browser.get(f"{paths.SIGN_IN}?next={wanted}")
    link = page.text.partition("class='button' href='")[2].partition("'")[0].replace("&amp;", "&")
    return browser.get(link, headers=HTML, follow_redirects=True)


def test_the_sign_in_page_offers_what_is_set_up(browser: httpx.Client) -> None:
    assert "Sign in with the clinic" in browser.get(paths.SIGN_IN).text
    assert browser.get(f"{paths.SINGLE_SIGN_ON}?provider=another").status_code == 404


def test_somebody_vouched_for_becomes_a_viewer_and_goes_on_to_where_they_wanted(
    house: Server, browser: httpx.Client
) -> None:
    answer = come_back(browser)
    assert 'content="0;url=/about"' in answer.text
    assert browser.get("/about").status_code == 200
    casebook = open_casebook(house.home)
    (account,) = [
        each for each in Accounts(casebook.database).people() if each.outside and each.person.name == "zoe"
    ]
    casebook.close()
    assert (account.person.display, account.person.role) == ("Zoë Müller", Role.VIEWER)


def test_what_streamlit_keeps_is_removed_so_that_signing_out_is_for_good(browser: httpx.Client) -> None:
    come_back(browser)
    assert {name for name in browser.cookies if name.startswith("_streamlit_user")} == set()
    page = browser.get(paths.SIGN_OUT)
    token = page.text.partition("name='token' value='")[2].partition("'")[0]
    browser.post(paths.SIGN_OUT, data={"token": token})
    assert COOKIE not in browser.cookies
    assert "Sign in with the clinic" in browser.get(paths.SIGN_IN).text
    assert browser.get("/about", headers=HTML).status_code == 303


def test_what_was_vouched_for_long_ago_opens_nothing(provider: Provider, browser: httpx.Client) -> None:
    provider.claims["iat"] = 1_000_000_000
    try:
        answer = come_back(browser)
    finally:
        del provider.claims["iat"]
    assert COOKIE not in browser.cookies
    assert "Sign in with the clinic" in answer.text


def test_somebody_deactivated_is_told_so(house: Server, provider: Provider, browser: httpx.Client) -> None:
    provider.claims["sub"] = "43"
    come_back(browser)
    casebook = open_casebook(house.home)
    Accounts(casebook.database).deactivate("zoe-2", "anna")
    casebook.close()
    browser.cookies.clear()
    answer = come_back(browser)
    assert "Your account is not active." in answer.text
    assert COOKIE not in browser.cookies
