"""Signing in elsewhere: Streamlit's own OpenID Connect (`st.login`), from the sign-in page and back to it.

`[auth]` in `.streamlit/secrets.toml` sets it up; docs/SIGN-IN.md says how. Streamlit keeps whom the provider
vouched for in a signed cookie of 30 days; here that cookie is taken once, while fresh, and then removed.
"""

import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from core.errors import AccountError
from dashboard import resources
from dashboard.server import paper, paths, standing

_FRESH_S = 300
_NEXT = "callus_next"
_STREAMLIT = ("_streamlit_user", "_streamlit_user_tokens")
_CONNECTION = ("client_id", "client_secret", "server_metadata_url")


def providers() -> tuple[tuple[str, str], ...]:
    """Return each provider that is set up: its name in the settings, and what its button says."""
    section = _section()
    named = tuple(
        (name, str(part.get("label", f"Sign in with {name.title()}")))
        for name, part in section.items()
        if isinstance(part, Mapping) and all(part.get(key) for key in _CONNECTION)
    )
    if all(section.get(key) for key in _CONNECTION):
        named = (("default", str(section.get("label", "Sign in with your hospital's account"))), *named)
    return named


async def go(request: Request) -> Response:
    """Send the browser to a provider, by Streamlit's own route."""
    from streamlit.auth_util import encode_provider_token

    provider = request.query_params.get("provider", "")
    if provider not in dict(providers()):
        return PlainTextResponse("There is no such sign-in service.", HTTPStatus.NOT_FOUND)
    token = encode_provider_token(provider)
    response = RedirectResponse(f"/auth/login?provider={token}", HTTPStatus.SEE_OTHER)
    response.set_cookie(
        _NEXT,
        paths.safe_next(request.query_params.get("next", "/")),
        path="/callus",
        max_age=_FRESH_S * 2,
        httponly=True,
        samesite="lax",
        secure=standing.secure(request.scope),
    )
    return response


async def arrive(request: Request, wanted: str) -> Response | None:
    """Let in whoever comes back from a provider; None where nobody does."""
    claims = _vouched_for(request)
    if claims is None:
        return None
    try:
        token = await run_in_threadpool(lambda: _enter(claims))
    except AccountError as error:
        response: Response = paper.page(
            "Not signed in", f"<p><a href='{paths.SIGN_IN}'>Sign in another way</a></p>",
            status=HTTPStatus.FORBIDDEN, problem=error.sentence,
        )  # fmt: skip
    else:
        # No redirect: a browser that comes from another site sends a strict cookie only with the next page.
        onward = paths.safe_next(request.cookies.get(_NEXT, wanted))
        response = paper.page("Signed in", "", onward=onward)
        standing.give(response, token, request.scope)
    forget(request, response)
    return response


def forget(request: Request, response: Response) -> None:
    """Remove what Streamlit keeps of whoever a provider vouched for."""
    for name in request.cookies:
        if name.startswith(_STREAMLIT):
            response.delete_cookie(name, path="/")
    if _NEXT in request.cookies:
        response.delete_cookie(_NEXT, path="/callus")


def _enter(claims: Mapping[str, Any]) -> str:
    return resources.accounts().outside.enter(
        str(claims.get("iss", "")),
        str(claims.get("sub", "")),
        called=str(claims.get("preferred_username") or claims.get("email") or claims.get("name") or ""),
        display=str(claims.get("name") or ""),
        newcomers=resources.settings().sso_newcomers,
    )


def _vouched_for(request: Request) -> Mapping[str, Any] | None:
    """Return the claims that a provider signed within the last minutes, None where there are none."""
    if not providers() or _STREAMLIT[0] not in request.cookies:
        return None
    from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

    try:
        kept = _get_signed_cookie_with_chunks(dict(request.cookies), _STREAMLIT[0])
        claims = json.loads(kept) if kept else None
    except ValueError:
        return None
    if not isinstance(claims, Mapping) or not claims.get("is_logged_in"):
        return None
    age = time.time() - float(claims.get("iat", 0))
    return claims if -_FRESH_S < age < _FRESH_S else None


def _section() -> Mapping[str, Any]:
    from streamlit.auth_util import get_secrets_auth_section

    return get_secrets_auth_section().to_dict()
