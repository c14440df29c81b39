"""The plain pages of the door, as HTML that needs neither Streamlit nor JavaScript."""

import logging
from base64 import b64encode
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from html import escape
from http import HTTPStatus
from pathlib import Path

from starlette.responses import HTMLResponse

from core.errors import CallusError
from dashboard.look import palette_of

_logger = logging.getLogger(__name__)
_STYLE = Path(__file__).with_name("door.css")
_MARK = Path(__file__).parent.parent / "components" / "mark.svg"
_NOTICE = "Decision support, not a diagnosis."


def page(
    title: str,
    body: str,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    problem: str = "",
    words: str = "",
    onward: str = "",
) -> HTMLResponse:
    """Return one plain page; nothing on the way may store it, nothing in it can run.

    body: HTML. problem: what went wrong, words: what else to know, both plain text. onward: an address that
    the browser goes to by itself.
    """
    head = f'<meta http-equiv="refresh" content="0;url={escape(onward)}">' if onward else ""
    said = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    said += f'<p class="words">{escape(words)}</p>' if words else ""
    whole = (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)} | Callus</title><link rel='icon' href='data:,'>{head}"
        f"<style>{_style()}</style></head><body><main>"
        f"<div class='brand'>{_mark()}<span>Callus</span></div><h1>{escape(title)}</h1>{said}{body}"
        f"</main><footer>{escape(_NOTICE)}</footer></body></html>"
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{_style_digest()}'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(whole, status, {"Cache-Control": "no-store", "Content-Security-Policy": policy})


def trouble(error: CallusError) -> HTMLResponse:
    """Return the page that says why nothing works at the moment, and tell the log."""
    log_trouble(error)
    return page("Callus can't open", "", status=HTTPStatus.SERVICE_UNAVAILABLE, problem=error.sentence)


def log_trouble(error: CallusError) -> None:
    """Tell the log why Callus can't open; what the database raised, the casebook has told it already."""
    cause = f" ({error.__cause__})" if isinstance(error.__cause__, OSError) else ""
    _logger.error("Callus can't open: %s%s", error.sentence, cause)


def form(action: str, fields: str, button: str, hidden: dict[str, str]) -> str:
    """Return a form with one primary button; hidden: its unseen fields."""
    unseen = "".join(
        f"<input type='hidden' name='{escape(name)}' value='{escape(value)}'>"
        for name, value in hidden.items()
    )
    return (
        f"<form method='post' action='{escape(action)}'>{unseen}{fields}"
        f"<button type='submit'>{escape(button)}</button></form>"
    )


def field(
    name: str,
    label: str,
    *,
    kind: str = "text",
    value: str = "",
    help_text: str = "",
    complete: str = "off",
    **more: str,
) -> str:
    """Return a labelled field; complete: what a password manager takes it for; more: other attributes."""
    described = f" aria-describedby='{name}-help'" if help_text else ""
    note = f"<p class='help' id='{name}-help'>{escape(help_text)}</p>" if help_text else ""
    others = "".join(f" {key}='{escape(text)}'" for key, text in more.items())
    return (
        f"<label for='{name}'>{escape(label)}</label>"
        f"<input id='{name}' name='{name}' type='{kind}' value='{escape(value)}' autocomplete='{complete}'"
        f" spellcheck='false' autocapitalize='none' required{described}{others}>{note}"
    )


@cache
def _style() -> str:
    tokens = "".join(f"--{name}:{colour};" for name, colour in asdict(palette_of({})).items())
    return f":root{{{tokens}}}{_STYLE.read_text()}"


@cache
def _style_digest() -> str:
    return b64encode(sha256(_style().encode()).digest()).decode()


@cache
def _mark() -> str:
    return _MARK.read_text()
