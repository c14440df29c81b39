"""The door: sign in, make the first account, change a password that was given, sign out."""

from collections.abc import Callable
from html import escape
from http import HTTPStatus
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.accounts import SHORTEST
from core.errors import CallusError
from dashboard import resources
from dashboard.server import paper, paths, single_sign_on, standing
from dashboard.server.forms import Form

_REFUSED = (
    "Name or password is not right. After five attempts an account rests for 15 minutes, "
    "and longer after more."
)
_RULE = f"At least {SHORTEST} characters, without your name. A sentence is easy to remember."


async def sign_in(request: Request) -> Response:
    """Show the sign-in page, or let somebody in by it."""
    wanted = paths.safe_next(request.query_params.get("next", "/"))
    try:
        if not await run_in_threadpool(resources.accounts().any):
            return RedirectResponse(paths.FIRST_RUN, HTTPStatus.SEE_OTHER)
        if request.method == "POST":
            return await _let_in(request, wanted)
        if await standing.signed_in(request.scope):
            return RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
        return await single_sign_on.arrive(request, wanted) or _sign_in_page(request, wanted)
    except CallusError as error:
        return paper.trouble(error)


async def first_run(request: Request) -> Response:
    """Make the administrator, as long as there is no account."""
    try:
        if await run_in_threadpool(resources.accounts().any):
            return RedirectResponse(paths.SIGN_IN, HTTPStatus.SEE_OTHER)
        if request.method != "POST":
            return _first_run_page(request)
        form = Form(request)
        said = await form.said()
        if said is None:
            return _first_run_page(request, problem=form.refusal)
        if said.get("password", "") != said.get("again", ""):
            return _first_run_page(request, said, "The two passwords are not the same.")
        return await _with_session(
            request,
            "/",
            lambda: resources.accounts().found(
                said.get("name", ""), said.get("password", ""), display=said.get("display", "")
            ),
            lambda problem: _first_run_page(request, said, problem),
        )
    except CallusError as error:
        return paper.trouble(error)


async def new_password(request: Request) -> Response:
    """Change the password of whoever is signed in; the gate lets nobody else come here."""
    found = standing.remembered(request.scope)
    if found is None:
        return RedirectResponse(paths.SIGN_IN, HTTPStatus.SEE_OTHER)
    if request.method != "POST":
        return _password_page(request, owed=found.must_change)
    form = Form(request)
    said = await form.said()
    if said is None:
        return _password_page(request, form.refusal, owed=found.must_change)
    if said.get("password", "") != said.get("again", ""):
        return _password_page(request, "The two new passwords are not the same.", owed=found.must_change)
    return await _with_session(
        request,
        "/",
        lambda: resources.accounts().change_password(
            found.person.name, said.get("old", ""), said.get("password", "")
        ),
        lambda problem: _password_page(request, problem, owed=found.must_change),
    )


async def sign_out(request: Request) -> Response:
    """Ask whether to sign out, and do it: here, or everywhere."""
    try:
        found = await standing.signed_in(request.scope)
        form = Form(request)
        if found and request.method != "POST":
            return _sign_out_page(form, found.person.display)
        if found:
            said = await form.said()
            if said is None:
                return _sign_out_page(form, found.person.display, form.refusal)
            everywhere = said.get("where") == "everywhere"
            await run_in_threadpool(
                lambda: resources.accounts().sessions.end(found.digest, everywhere=everywhere)
            )
    except CallusError as error:
        return paper.trouble(error)
    response = RedirectResponse(paths.SIGN_IN, HTTPStatus.SEE_OTHER)
    standing.take_back(response)
    single_sign_on.forget(request, response)
    return response


async def _let_in(request: Request, wanted: str) -> Response:
    form = Form(request)
    said = await form.said()
    if said is None:
        return _sign_in_page(request, wanted, problem=form.refusal)
    wanted = paths.safe_next(said.get("next", "/"))
    name, password = said.get("name", ""), said.get("password", "")
    token = await run_in_threadpool(lambda: resources.accounts().door.enter(name, password))
    if token is None:
        return _sign_in_page(request, wanted, name=name, problem=_REFUSED)
    await _end_earlier(request)
    response = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    standing.give(response, token, request.scope)
    return response


async def _end_earlier(request: Request) -> None:
    """End the session that this browser had: its cookie is about to be overwritten."""
    if earlier := await standing.signed_in(request.scope):
        await run_in_threadpool(lambda: resources.accounts().sessions.end(earlier.digest))


async def _with_session(
    request: Request, wanted: str, make: Callable[[], str], again: Callable[[str], Response]
) -> Response:
    """Return the way in with the session that `make` opens, or the page again with what it refused."""
    try:
        token = await run_in_threadpool(make)
    except CallusError as error:
        return again(error.sentence)
    response = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    standing.give(response, token, request.scope)
    return response


def _sign_in_page(request: Request, wanted: str, *, name: str = "", problem: str = "") -> Response:
    form = Form(request)
    focus = {"autofocus": ""}
    fields = paper.field("name", "Name", value=name, complete="username", **({} if name else focus))
    fields += paper.field(
        "password", "Password", kind="password", complete="current-password", **(focus if name else {})
    )
    body = paper.form(paths.SIGN_IN, fields, "Sign in", form.hidden(next=wanted))
    for provider, label in single_sign_on.providers():
        address = f"{paths.SINGLE_SIGN_ON}?provider={quote(provider)}&next={quote(wanted, safe='')}"
        body += f"<div class='or'>or</div><a class='button' href='{escape(address)}'>{escape(label)}</a>"
    status = HTTPStatus.UNAUTHORIZED if problem else HTTPStatus.OK
    return form.mark(paper.page("Sign in", body, status=status, problem=problem))


def _first_run_page(request: Request, said: dict[str, str] | None = None, problem: str = "") -> Response:
    form, said = Form(request), said or {}
    fields = paper.field(
        "name", "Name to sign in by", value=said.get("name", ""), complete="username", autofocus="",
        help_text="Small letters and digits, e.g. m.weber. Reads are kept under it, so it never changes.",
    )  # fmt: skip
    fields += paper.field("display", "Full name", value=said.get("display", ""), complete="name")
    fields += _new_password_fields()
    body = paper.form(paths.FIRST_RUN, fields, "Make the administrator's account", form.hidden())
    words = "Nobody has an account here yet. The first is the administrator's, who then adds everybody else."
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return form.mark(paper.page("Welcome to Callus", body, status=status, problem=problem, words=words))


def _password_page(request: Request, problem: str = "", *, owed: bool) -> Response:
    form = Form(request)
    fields = paper.field(
        "old", "Present password", kind="password", complete="current-password", autofocus=""
    )
    fields += _new_password_fields()
    body = paper.form(paths.NEW_PASSWORD, fields, "Change password", form.hidden())
    if not owed:
        body += "<p><a href='/'>Back</a></p>"
    words = "Yours was given to you by somebody else and is good for this one sign-in." if owed else ""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return form.mark(paper.page("A new password", body, status=status, problem=problem, words=words))


def _new_password_fields() -> str:
    return paper.field(
        "password", "New password", kind="password", complete="new-password", help_text=_RULE,
        minlength=str(SHORTEST),
    ) + paper.field("again", "New password once more", kind="password", complete="new-password")  # fmt: skip


def _sign_out_page(form: Form, display: str, problem: str = "") -> Response:
    hidden = form.hidden()
    body = paper.form(paths.SIGN_OUT, "", "Sign out", hidden)
    everywhere = paper.form(paths.SIGN_OUT, "", "Sign out on every device", {**hidden, "where": "everywhere"})
    body += f"<div class='second'>{everywhere}</div><p><a href='/'>Back</a></p>"
    return form.mark(paper.page("Sign out", body, problem=problem, words=f"You are signed in as {display}."))
