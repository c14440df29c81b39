"""The gate on a real server: every address without a session, with a false one, and with each role."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import httpx
import pytest
from sqlalchemy import update
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from core.accounts import Seal
from core.casebook.tables import SessionTable
from core.records import Role
from dashboard import server
from dashboard.routes import PLACES
from dashboard.server import paths
from dashboard.session import COOKIE
from tests.casebook.builders import film, open_casebook
from tests.live import Server

RERUN = BackMsg(rerun_script=ClientState()).SerializeToString()
HTML = {"Accept": "text/html"}
# Every route of our own, and one address of each kind that Streamlit serves.
OWN = sorted(route.path for route in server.routes() if isinstance(route, Route))
STREAMLITS = (
    "/media/0123456789abcdef.png",
    "/media/0123456789abcdef.pdf",
    "/_stcore/upload_file/session/file",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/bidi-components/any/index.js",
    "/component/any/index.html",
    "/static/js/any.js",
    "/index.html",
    "/favicon.png",
    "/auth/logout",
    "/pages/read.py",
    "/dashboard/app.py",
    "/a-page-that-is-not-there",
)
ADDRESSES = [
    *(
        path.format(address="1.x", file="x")
        for path in OWN
        if not paths.is_public(path.format(address="1", file="x"))
    ),
    *STREAMLITS,
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One running server for all tests here, with one film and somebody of each role."""
    running = Server(tmp_path_factory.mktemp("gate") / "home", tmp_path_factory.mktemp("models"))
    casebook = open_casebook(running.home)
    casebook.keep(*film())
    casebook.close()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def client(house: Server) -> Iterator[httpx.Client]:
    """One client for all; it keeps no cookie, each request brings its own."""
    with httpx.Client(base_url=house.url, timeout=60) as opened:
        yield opened


def cookie_of(cookie: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}


def change_sessions(house: Server, **values: datetime) -> None:
    casebook = open_casebook(house.home)
    with casebook.database.writing() as session:
        session.execute(update(SessionTable).values(**values))
    casebook.close()


def false_cookies(house: Server) -> dict[str, str]:
    """Return cookies that must open nothing: forged, expired by rest and by age, and ended."""
    long_ago = datetime.now(UTC) - timedelta(days=1)
    false = {}
    for kind, values in {
        "rested": {"seen_at": long_ago},
        "aged": {"made_at": long_ago},
        "ended": {"ended_at": long_ago},
    }.items():
        false[kind] = house.let_in(name=kind)
        change_sessions(house, **values)
    sound = house.let_in()
    return {
        **false,
        "no signature": sound.partition(".")[0],
        "changed": ("A" if sound[0] != "A" else "B") + sound[1:],
        "another key": Seal(b"0" * 32).cookie(sound.partition(".")[0]),
        "well signed, of no session": Seal.of(house.home).cookie("a" * 43),
        "nonsense": "x" * 5000,
    }


def test_the_list_of_addresses_is_whole() -> None:
    assert {f"/{place.name}" for place in PLACES} < set(ADDRESSES)
    assert f"{paths.FILMS}/1.x" in ADDRESSES
    assert set(OWN) - set(ADDRESSES) == {
        "/callus/films/{address}", "/callus/viewer/{file}", *(path for path in OWN if paths.is_public(path)),
    }  # fmt: skip


@pytest.mark.parametrize("path", ADDRESSES)
def test_without_a_session_no_address_answers(client: httpx.Client, path: str) -> None:
    navigation = client.get(path, headers=HTML)
    assert (navigation.status_code, navigation.headers["location"].partition("?")[0]) == (303, paths.SIGN_IN)
    for method in ("GET", "HEAD", "PUT", "POST", "DELETE"):
        answer = client.request(method, path)
        assert answer.status_code == 401
        assert len(answer.content) < 50


def test_no_false_cookie_opens_any_address(client: httpx.Client, house: Server) -> None:
    for kind, cookie in false_cookies(house).items():
        for path in ADDRESSES:
            assert client.get(path, headers=cookie_of(cookie)).status_code == 401, (kind, path)
        with pytest.raises(InvalidStatus, match="403"):
            socket(house, cookie)


def test_a_cookie_stolen_before_sign_out_is_worth_nothing_after(client: httpx.Client, house: Server) -> None:
    stolen = house.let_in()
    assert client.get("/about", headers=cookie_of(stolen)).status_code == 200
    page = client.get(paths.SIGN_OUT, headers=cookie_of(stolen))
    assert "You are signed in as Reader" in page.text
    form = page.headers["set-cookie"].partition(";")[0]
    headers = {"Cookie": f"{COOKIE}={stolen}; {form}"}
    answer = client.post(paths.SIGN_OUT, data={"token": token_in(page)}, headers=headers)
    assert answer.headers["location"] == paths.SIGN_IN
    assert all(client.get(path, headers=cookie_of(stolen)).status_code == 401 for path in ADDRESSES)


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_the_shell_of_every_page_and_the_films_it_may_see(
    client: httpx.Client, house: Server, role: Role
) -> None:
    cookie = house.let_in(role, role.value)
    for place in PLACES:
        answer = client.get(f"/{place.name}?case=1", headers=cookie_of(cookie))
        if answer.status_code == 303:  # a person's first page has its address at the root
            assert answer.headers["location"] == "/?case=1"
            answer = client.get("/", headers=cookie_of(cookie))
        assert answer.status_code == 200
        assert "/callus/watch.js" in answer.text
        assert answer.headers["cache-control"] == "no-store"
    sees = role is not Role.VIEWER
    assert client.get("/media/0123.png", headers=cookie_of(cookie)).status_code == (404 if sees else 403)
    film_there = client.get(film_of(house, cookie), headers=cookie_of(cookie))
    assert (film_there.status_code == 403) is not sees
    upload = client.put("/_stcore/upload_file/a/b", headers=cookie_of(cookie))
    assert (upload.status_code == 403 and "role" in upload.text) is not sees


def test_a_film_is_at_an_address_of_one_session_only(client: httpx.Client, house: Server) -> None:
    first, second = house.let_in(), house.let_in()
    address = film_of(house, first)
    assert address.startswith(f"{paths.FILMS}/1.")
    assert client.get(address, headers=cookie_of(second)).status_code == 404
    assert client.get(f"{paths.FILMS}/1", headers=cookie_of(first)).status_code == 404
    answer = client.get(address, headers=cookie_of(first))
    assert "There is no such film" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_pages_socket_opens_with_a_session_and_closes_when_it_ends(house: Server) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        socket(house, "")
    cookie = house.let_in(name="sockets")
    with socket(house, cookie) as opened:
        opened.send(RERUN)
        assert opened.recv(timeout=30)
        change_sessions(house, ended_at=datetime.now(UTC))
        opened.send(RERUN)
        with pytest.raises(ConnectionClosed, match="4401"):
            while opened.recv(timeout=30):
                pass


def test_a_socket_from_another_site_is_refused(house: Server) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        socket(house, house.let_in(), origin="https://evil.example")


def test_a_change_that_another_site_sends_is_refused(client: httpx.Client, house: Server) -> None:
    headers = {**cookie_of(house.let_in()), "Origin": "https://evil.example"}
    answer = client.put("/_stcore/upload_file/a/b", headers=headers)
    assert answer.status_code == 403
    assert "the engineer must let the proxy pass the Host header on" in answer.text


def test_a_link_from_another_site_is_asked_again_from_here(client: httpx.Client, house: Server) -> None:
    answer = client.get("/case?case=1", headers={**HTML, "Sec-Fetch-Site": "cross-site"})
    assert 'content="0;url=/case?case=1"' in answer.text


def test_the_look_stays_in_the_browser_and_takes_only_its_two_words(
    client: httpx.Client, house: Server
) -> None:
    signed_in = cookie_of(house.let_in())
    answer = client.get(f"{paths.LOOK}?to=light", headers=signed_in)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert answer.headers["set-cookie"].startswith("callus_look=light; HttpOnly; Max-Age=31536000")
    assert "set-cookie" not in client.get(f"{paths.LOOK}?to=<script>", headers=signed_in).headers
    page = client.get("/about", headers={"Cookie": f"{signed_in['Cookie']}; callus_look=light"}).text
    assert page.index("'\"Light\"'") < page.index(paths.WATCH)


def test_what_anybody_may_have_holds_no_film(client: httpx.Client, house: Server) -> None:
    assert client.get("/_stcore/health").text == "ok"
    assert client.get(f"{paths.VIEWER}/nothing.js").status_code == 404
    assert client.get(f"{paths.VIEWER}/../films/1.x").status_code == 401
    assert client.get(paths.SESSION).status_code == 401
    assert client.get(paths.SESSION, headers=cookie_of(house.let_in())).status_code == 204


@pytest.mark.parametrize("path", ["/", "/media/x.png", paths.SIGN_IN, "/_stcore/health", "/static/js/any.js"])
def test_every_answer_is_guarded(client: httpx.Client, house: Server, path: str) -> None:
    for cookie in ("", house.let_in()):
        headers = client.get(path, headers=cookie_of(cookie)).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "cache-control" in headers


def socket(house: Server, cookie: str, origin: str = "") -> ClientConnection:
    return connect(
        house.url.replace("http", "ws") + "/_stcore/stream",
        additional_headers=cookie_of(cookie),
        origin=Origin(origin or house.url),
        subprotocols=[Subprotocol("streamlit")],
        open_timeout=30,
    )


def film_of(house: Server, cookie: str) -> str:
    seal = Seal.of(house.home)
    return f"{paths.FILMS}/{seal.film(sha256(seal.token(cookie).encode()).hexdigest(), 1)}"


def token_in(page: httpx.Response) -> str:
    return page.text.partition("name='token' value='")[2].partition("'")[0]
