"""The gate: nothing passes without a session but what `paths` calls public, and every answer leaves guarded.

It is plain ASGI, since Starlette's own class for middleware sees no WebSocket. Each request and each message
of a WebSocket asks the database, so that a session that was ended opens nothing from that moment.
"""

from html import escape
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.accounts import SignedIn
from core.errors import CallusError
from dashboard.server import origins, paper, paths, standing
from dashboard.server.presence import Presence

_ENDED, _TROUBLE = 4401, 1011
_NEVER_KEPT = ("/media/", "/_stcore/", f"{paths.FILMS}/")
_GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Streamlit's own pages compile templates and styles in the browser. Nothing comes from, or goes, outside.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class Gate:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, presence: Presence | None = None) -> None:
        self._app, self._presence = app, presence or Presence()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or a WebSocket pass, or answer it here."""
        if scope["type"] == "http":
            await self._request(scope, receive, _guarded(scope["path"], send))
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        if paths.is_public(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            found = await standing.signed_in(scope)
        except CallusError as error:
            await paper.trouble(error)(scope, receive, send)
            return
        answer = _refusal(scope, found)
        if answer is None and found:
            standing.remember(scope, found)
            await self._app(scope, receive, send)
        elif answer:
            await answer(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            found = await standing.signed_in(scope)
        except CallusError:
            found = None
        if found is None or found.must_change or _from_elsewhere(scope):
            await receive()
            await send({"type": "websocket.close", "code": _ENDED})
            return
        watched = _Watched(scope, receive, send)
        self._presence.come(found.person.name)
        try:
            await self._app(scope, watched.receive, watched.send)
        finally:
            self._presence.go(found.person.name)


class _Watched:
    """A WebSocket that closes at the first message after its session has ended."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._closed = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        try:
            code = 0 if await standing.signed_in(self._scope) else _ENDED
        except CallusError:
            code = _TROUBLE
        if not code:
            return message
        await self.send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

    async def send(self, message: Message) -> None:
        if not self._closed:
            self._closed = message["type"] == "websocket.close"
            await self._send(message)


def _refusal(scope: Scope, found: SignedIn | None) -> Response | None:
    """Return the answer to a request that may not pass, None for one that may."""
    if found is None:
        return _to_sign_in(scope)
    path = scope["path"]
    if found.must_change and path != paths.NEW_PASSWORD:
        return RedirectResponse(paths.NEW_PASSWORD, HTTPStatus.SEE_OTHER)
    right = paths.right_for(path)
    if right and not found.person.may(right):
        return PlainTextResponse("Your role may not open this.", HTTPStatus.FORBIDDEN)
    if scope["method"] not in ("GET", "HEAD", "OPTIONS") and _from_elsewhere(scope):
        return PlainTextResponse(origins.ELSEWHERE, HTTPStatus.FORBIDDEN)
    return None


def _to_sign_in(scope: Scope) -> Response:
    headers = Headers(scope=scope)
    if scope["method"] not in ("GET", "HEAD") or "text/html" not in headers.get("accept", ""):
        return PlainTextResponse("Sign in first.", HTTPStatus.UNAUTHORIZED)
    query = scope["query_string"].decode("latin-1")
    if headers.get("sec-fetch-site") == "cross-site":
        # A link from elsewhere comes without the cookie (SameSite=Strict): ask again from here, with it.
        wanted = paths.safe_next(f"{scope['path']}?{query}" if query else scope["path"])
        return HTMLResponse(f'<!doctype html><meta http-equiv="refresh" content="0;url={escape(wanted)}">')
    return RedirectResponse(paths.sign_in_for(scope["path"], query), HTTPStatus.SEE_OTHER)


def _from_elsewhere(scope: Scope) -> bool:
    """Return whether a browser says that another site sent this; clients that are no browsers say nothing."""
    headers = HTTPConnection(scope).headers
    if headers.get("origin"):
        return origins.is_elsewhere(headers)
    return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _guarded(path: str, send: Send) -> Send:
    """Return a `send` that gives every answer the headers that keep a browser from harm."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _GUARDS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", _POLICY)
            headers.setdefault("Cache-Control", "no-store")
            if path.startswith(_NEVER_KEPT):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return guarded
