"""Forms that only this house's own pages can send: a cookie of the browser, and a token signed for it.

SameSite=Strict alone would do in today's browsers; the token and the look at Origin hold where it does not.
"""

import secrets

from starlette.requests import Request
from starlette.responses import Response

from dashboard import resources
from dashboard.server import origins
from dashboard.server.standing import secure

COOKIE = "callus_form"
TOKEN = "token"  # noqa: S105 - the name of a field
_LONGEST_FIELD = 1024
_STALE = "This page had been open too long. Please try again."


class Form:
    """The form of one request: what it needs unseen, whether it came from here, and what it said.

    refusal: the sentence for a person, where `said` gave None.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._mark = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
        self.refusal = _STALE

    def hidden(self, **more: str) -> dict[str, str]:
        """Return the unseen fields of the form, the token among them."""
        return {TOKEN: resources.seal().sign("form", self._mark, self._request.url.path), **more}

    def mark(self, response: Response) -> Response:
        """Give the browser the cookie that the token belongs to, and return the response."""
        response.set_cookie(
            COOKIE,
            self._mark,
            path="/callus",
            httponly=True,
            samesite="strict",
            secure=secure(self._request.scope),
        )
        return response

    async def said(self) -> dict[str, str] | None:
        """Return the fields that were sent; None where another site may have sent them."""
        if origins.is_elsewhere(self._request.headers):
            self.refusal = origins.ELSEWHERE
            return None
        sent = await self._request.form(max_files=0, max_fields=16)
        said = {name: value[:_LONGEST_FIELD] for name, value in sent.items() if isinstance(value, str)}
        cookie = self._request.cookies.get(COOKIE, "")
        token = said.get(TOKEN, "")
        genuine = resources.seal().signed(token, "form", cookie, self._request.url.path)
        return said if cookie and genuine else None
