"""The plain pages of the door on a real server: first run, sign in, a new password, sign out."""

from collections.abc import Iterator

import httpx
import pytest

from dashboard.server import paths
from dashboard.session import COOKIE
from tests.casebook.builders import open_casebook
from tests.live import Server

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("door") / "home", tmp_path_factory.mktemp("models"))
    running.home.mkdir()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def browser(house: Server) -> Iterator[httpx.Client]:
    """A browser without a session; it keeps its cookies and follows no redirect by itself."""
    with httpx.Client(base_url=house.url, timeout=60) as opened:
        yield opened


def send(browser: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Open the page with a form, fill it in and send it, as a browser does."""
    token = browser.get(path).text.partition("name='token' value='")[2].partition("'")[0]
    return browser.post(path.partition("?")[0], data={"token": token, **fields})


def refused(answer: httpx.Response) -> str:
    """Return the sentence of a page that refuses."""
    assert COOKIE not in answer.headers.get("set-cookie", "")
    return answer.text.partition('role="alert">')[2].partition("</p>")[0]


def sign_in(
    browser: httpx.Client, name: str = "anna", password: str = PASSWORD, **more: str
) -> httpx.Response:
    return send(browser, paths.SIGN_IN, name=name, password=password, **more)


# The tests of one house run in the order of a first day.


def test_a_house_without_people_makes_its_administrator(browser: httpx.Client) -> None:
    assert (
        browser.get("/about", headers={"Accept": "text/html"}).headers["location"].startswith(paths.SIGN_IN)
    )
    assert browser.get(paths.SIGN_IN).headers["location"] == paths.FIRST_RUN
    first = {"name": "anna", "display": "Anna <Weber>"}
    answer = send(browser, paths.FIRST_RUN, **first, password=PASSWORD, again="another")
    assert "The two passwords are not the same." in answer.text
    answer = send(browser, paths.FIRST_RUN, **first, password="short", again="short")  # noqa: S106
    assert "at least 12 characters" in answer.text
    assert "Anna &lt;Weber&gt;" in answer.text
    answer = send(browser, paths.FIRST_RUN, **first, password=PASSWORD, again=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    given = answer.headers["set-cookie"]
    assert all(word in given for word in (COOKIE, "HttpOnly", "SameSite=strict", "Path=/"))
    assert "Max-Age" not in given
    assert browser.get("/").status_code == 200


def test_the_first_run_is_over_for_everybody_else(browser: httpx.Client) -> None:
    assert browser.get(paths.FIRST_RUN).headers["location"] == paths.SIGN_IN
    answer = browser.post(paths.FIRST_RUN, data={"name": "mallory", "password": PASSWORD, "again": PASSWORD})
    assert answer.headers["location"] == paths.SIGN_IN


def test_signing_in_leads_to_where_one_wanted_to_go(browser: httpx.Client) -> None:
    asked = browser.get("/cases?band=positive", headers={"Accept": "text/html"})
    page = browser.get(asked.headers["location"])
    assert "value='/cases?band=positive'" in page.text
    answer = sign_in(browser, next="/cases?band=positive")
    assert answer.headers["location"] == "/cases?band=positive"
    assert browser.get(paths.SIGN_IN).headers["location"] == "/"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/callus/sign-out",
        "",
        "/a\r\nb",
    ],
)
def test_signing_in_leads_nowhere_else(browser: httpx.Client, wanted: str) -> None:
    assert sign_in(browser, next=wanted).headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_one_answer(browser: httpx.Client) -> None:
    answers = {refused(sign_in(browser, name, "no such password")) for name in ("anna", "nobody")}
    assert len(answers) == 1
    assert "Name or password is not right." in answers.pop()


def test_a_form_that_another_site_sends_is_refused(house: Server, browser: httpx.Client) -> None:
    sent = {"name": "anna", "password": PASSWORD}
    assert "open too long" in browser.post(paths.SIGN_IN, data=sent).text
    token = browser.get(paths.SIGN_IN).text.partition("name='token' value='")[2].partition("'")[0]
    evil = {"Origin": "https://evil.example"}
    answer = browser.post(paths.SIGN_IN, data={**sent, "token": token}, headers=evil)
    assert "let the proxy pass the Host header on" in refused(answer)
    log = (house.home.parent / "server.log").read_text()
    assert f"Origin is 'https://evil.example', Host is '{house.url.partition('://')[2]}'" in log
    assert PASSWORD not in log
    with httpx.Client(base_url=house.url) as another:
        assert "open too long" in another.post(paths.SIGN_IN, data={**sent, "token": token}).text
    own = {"Origin": house.url}
    assert browser.post(paths.SIGN_IN, data={**sent, "token": token}, headers=own).status_code == 303


def test_a_given_password_opens_nothing_but_its_own_change(house: Server, browser: httpx.Client) -> None:
    from core.accounts import Accounts, invented
    from core.records import Role

    casebook, given = open_casebook(house.home), invented("ben")
    Accounts(casebook.database).add("ben", Role.READER, "anna", password=given)
    casebook.close()
    assert sign_in(browser, "ben", given).status_code == 303
    for path in ("/", "/cases", "/media/x.png", "/_stcore/host-config"):
        assert browser.get(path).headers["location"] == paths.NEW_PASSWORD
    assert "good for this one sign-in" in browser.get(paths.NEW_PASSWORD).text
    answer = send(browser, paths.NEW_PASSWORD, old="wrong", password=PASSWORD, again=PASSWORD)
    assert "old password is not right" in answer.text
    before = browser.cookies[COOKIE]
    answer = send(browser, paths.NEW_PASSWORD, old=given, password=PASSWORD, again=PASSWORD)
    assert answer.headers["location"] == "/"
    assert browser.cookies[COOKIE] != before
    assert browser.get("/").status_code == 200


def test_signing_out_ends_this_session_or_all(house: Server, browser: httpx.Client) -> None:
    with httpx.Client(base_url=house.url, timeout=60) as other:
        assert sign_in(other).status_code == sign_in(browser).status_code == 303
        stolen = dict(browser.cookies)
        assert send(browser, paths.SIGN_OUT).headers["location"] == paths.SIGN_IN
        assert COOKIE not in browser.cookies
        assert (
            httpx.get(f"{house.url}/about", headers={"Cookie": f"{COOKIE}={stolen[COOKIE]}"}).status_code
            == 401
        )
        assert other.get("/").status_code == 200
        sign_in(browser)
        send(browser, paths.SIGN_OUT, where="everywhere")
        assert other.get("/").status_code == 401


def test_the_doors_pages_run_nothing_and_are_never_stored(browser: httpx.Client) -> None:
    answer = browser.get(paths.SIGN_IN)
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_behind_https_the_cookie_travels_by_https_only(house: Server) -> None:
    """The server trusts a proxy on the same machine to say how the request came."""
    with httpx.Client(base_url=house.url, timeout=60, headers={"X-Forwarded-Proto": "https"}) as secure:
        page = secure.get(paths.SIGN_IN)
        token = page.text.partition("name='token' value='")[2].partition("'")[0]
        form = page.headers["set-cookie"].partition(";")[0]
        sent = {"name": "anna", "password": PASSWORD, "token": token}
        answer = secure.post(paths.SIGN_IN, data=sent, headers={"Cookie": form})
    assert "Secure" in page.headers["set-cookie"]
    assert "Secure" in answer.headers["set-cookie"]
