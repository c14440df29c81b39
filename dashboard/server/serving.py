"""What is handed to `st.App`: the script of the pages, the routes beside them, the gate, and the start."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from core.errors import CallusError
from dashboard import resources
from dashboard.daily import Watch
from dashboard.routes import PLACES
from dashboard.server import door, films, paper, paths, shell, single_sign_on
from dashboard.server.gate import Gate

SCRIPT = Path(__file__).resolve().parent.parent / "router.py"


def routes() -> list[BaseRoute]:
    """Return the routes beside Streamlit's own; each is either named in `paths.PUBLIC` or behind the gate."""
    pages = ["/", *(f"/{place.name}" for place in PLACES)]
    return [
        Route(paths.SIGN_IN, door.sign_in, methods=["GET", "POST"]),
        Route(paths.FIRST_RUN, door.first_run, methods=["GET", "POST"]),
        Route(paths.NEW_PASSWORD, door.new_password, methods=["GET", "POST"]),
        Route(paths.SIGN_OUT, door.sign_out, methods=["GET", "POST"]),
        Route(paths.SINGLE_SIGN_ON, single_sign_on.go, methods=["GET"]),
        Route(paths.SESSION, shell.session, methods=["GET", "POST"]),
        Route(paths.WATCH, shell.watch, methods=["GET"]),
        Route(paths.LOOK, shell.look, methods=["GET"]),
        Route(f"{paths.FILMS}/{{address}}", films.film, methods=["GET"]),
        Route(f"{paths.VIEWER}/{{file}}", films.bundle, methods=["GET"]),
        *(Route(page, shell.page, methods=["GET"]) for page in pages),
    ]


def middleware() -> list[Middleware]:
    """Return the gate, which sees every request and every WebSocket before Streamlit does."""
    return [Middleware(Gate)]


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Open the casebook while the browser is still on its way; what fails is logged, and said at the door.

    While the server runs it is looked for alarms once a day.
    """
    threading.Thread(target=_open_up, name="open-up", daemon=True).start()
    watch = Watch(resources.casebook, resources.settings).start()
    yield
    watch.stop()


def _open_up() -> None:
    try:
        resources.accounts().any()
        resources.seal()
    except CallusError as error:
        paper.log_trouble(error)
