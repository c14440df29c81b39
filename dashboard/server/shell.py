"""The page around all pages: Streamlit's own, with a watch that leaves it when the session has ended."""

from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from core.errors import CallusError
from dashboard import resources, routes
from dashboard.look import COOKIE, Look, look_of
from dashboard.server import paths, standing

_WATCH = Path(__file__).with_name("watch.js")
_FIRST_SCRIPT = "<script"
_YEAR_S = 365 * 24 * 3600


async def page(request: Request) -> Response:
    """Answer with the page that Streamlit fills; a person's first page lives at `/` only."""
    found = standing.remembered(request.scope)
    if found and request.url.path == f"/{routes.home_of(found.person).name}":
        query = urlencode(request.query_params.multi_items())
        return RedirectResponse(f"/?{query}" if query else "/", HTTPStatus.SEE_OTHER)
    await run_in_threadpool(resources.accounts().sessions.use, standing.token_of(request.scope))
    return HTMLResponse(_index(look_of(request.cookies)), headers={"Cache-Control": "no-store"})


async def look(request: Request) -> Response:
    """Let this browser be dark or light from now on, and go back to the account."""
    answer = RedirectResponse("/account", HTTPStatus.SEE_OTHER)
    if (wish := request.query_params.get("to")) in ("dark", "light"):
        secure = standing.secure(request.scope)
        answer.set_cookie(COOKIE, wish, max_age=_YEAR_S, httponly=True, samesite="strict", secure=secure)
    return answer


async def session(request: Request) -> Response:
    """Say whether a session is open: 204, or 401; a POST says that somebody is at work, a GET only asks."""
    try:
        found = await standing.signed_in(request.scope)
        if found and request.method == "POST":
            await run_in_threadpool(resources.accounts().sessions.use, standing.token_of(request.scope))
    except CallusError:
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
    code = HTTPStatus.NO_CONTENT if found else HTTPStatus.UNAUTHORIZED
    return Response(status_code=code, headers={"Cache-Control": "no-store"})


async def watch(_: Request) -> Response:
    """Answer with the watch; its address changes with its content, so that it may be kept."""
    kept = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(_WATCH.read_bytes(), media_type="text/javascript", headers=kept)


@cache
def _index(look: Look) -> str:
    """Return Streamlit's page with two things before its first script: look and watch.

    Streamlit asks the browser's store for the theme, by path, before it draws; the watch must see every
    WebSocket.
    """
    from streamlit import file_util

    whole = (Path(file_util.get_static_dir()) / "index.html").read_text()
    mark = sha256(_WATCH.read_bytes()).hexdigest()[:12]
    theme = f"localStorage.setItem(`stActiveTheme-${{location.pathname}}-v2`, '\"{look.title()}\"')"
    first = f'<script>{theme}</script>\n<script src="{paths.WATCH}?{mark}"></script>\n'
    return whole.replace(_FIRST_SCRIPT, first + _FIRST_SCRIPT, 1)
