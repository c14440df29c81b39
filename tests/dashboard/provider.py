"""A house elsewhere that vouches for whoever comes: an OpenID provider of the smallest kind."""

import threading
import time
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route


class Provider:
    """Signs `claims` for everybody, without a question. port: a free one."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"
        self.claims: dict[str, Any] = {"sub": "42", "preferred_username": "zoe", "name": "Zoë Müller"}
        self._key, self._nonce = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}), ""
        routes = [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
        ]
        configuration = uvicorn.Config(Starlette(routes=routes), port=port, log_level="error")
        self._server = uvicorn.Server(configuration)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop."""
        self._server.should_exit = True
        self._thread.join(10)

    async def _metadata(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        self._nonce = asked.get("nonce", "")
        back = urlencode({"code": "code", "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}")

    async def _token(self, _: Request) -> Response:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": "callus",
            "iat": now,
            "exp": now + 600,
            "nonce": self._nonce,
            **self.claims,
        }
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self._key)
        return JSONResponse({"access_token": "none", "token_type": "Bearer", "id_token": token})

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})
