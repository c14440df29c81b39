"""Who sends a request: its cookie, looked up in the database each time."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from core.accounts import SignedIn
from dashboard import resources
from dashboard.session import COOKIE

_KEY = "callus_signed_in"


def token_of(scope: Scope) -> str:
    """Return the token of a request's cookie; empty where there is none that was signed here."""
    cookie = HTTPConnection(scope).cookies.get(COOKIE, "")
    return resources.seal().token(cookie) if cookie else ""


async def signed_in(scope: Scope) -> SignedIn | None:
    """Return whose session a request belongs to; raises `CallusError` where the casebook can't be asked."""
    return await run_in_threadpool(lambda: resources.accounts().sessions.find(token_of(scope)))


def remember(scope: Scope, found: SignedIn) -> None:
    """Keep for a route what the gate has looked up already."""
    scope[_KEY] = found


def remembered(scope: Scope) -> SignedIn | None:
    """Return what the gate looked up for this request."""
    found = scope.get(_KEY)
    return found if isinstance(found, SignedIn) else None


def give(response: Response, token: str, scope: Scope) -> None:
    """Hand a session's cookie to the browser; it ends with the browser, at the latest."""
    response.set_cookie(
        COOKIE,
        resources.seal().cookie(token),
        path="/",
        httponly=True,
        samesite="strict",
        secure=secure(scope),
    )


def take_back(response: Response) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def secure(scope: Scope) -> bool:
    """Return whether cookies may travel by https only."""
    return scope["scheme"] in ("https", "wss") or resources.settings().secure_cookie
