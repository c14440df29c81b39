"""The addresses beside the pages, and which of them answer without a session."""

import re
from urllib.parse import quote, urlsplit

from core.accounts import Right

SIGN_IN = "/callus/sign-in"
FIRST_RUN = "/callus/first-run"
NEW_PASSWORD = "/callus/new-password"  # noqa: S105 - an address
SIGN_OUT = "/callus/sign-out"
SINGLE_SIGN_ON = "/callus/single-sign-on"
SESSION = "/callus/session"
WATCH = "/callus/watch.js"
LOOK = "/callus/look"
FILMS = "/callus/films"
VIEWER = "/callus/viewer"

# Everything else is behind the gate. The viewer's bundle is the same for everybody and holds no film.
PUBLIC = frozenset({SIGN_IN, FIRST_RUN, SIGN_OUT, SINGLE_SIGN_ON, SESSION, "/_stcore/health"})
# Streamlit's own way to an OpenID provider and back; it answers only where one is set up.
OPENID = frozenset({"/auth/login", "/oauth2callback"})
_BUNDLE = re.compile(re.escape(VIEWER) + r"/[^/]+")
# Addresses of Streamlit that a right opens; `media` holds exports too, which those may have who see figures.
_RIGHTS = (
    (re.compile(r"/_stcore/upload_file(/.*)?"), Right.READ),
    (re.compile(r"/media/.*\.(png|jpe?g|webp|gif|bmp|tiff?|dcm|npy|bin)", re.IGNORECASE), Right.SEE_IMAGES),
    (re.compile(re.escape(FILMS) + r"/.*"), Right.SEE_IMAGES),
)
_SAFE_NEXT = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_LONGEST_NEXT = 2000


def is_public(path: str) -> bool:
    """Return whether an address answers without a session."""
    return path in PUBLIC or path in OPENID or _BUNDLE.fullmatch(path) is not None


def right_for(path: str) -> Right | None:
    """Return the right that an address needs by itself; pages ask for theirs when they run."""
    return next((right for pattern, right in _RIGHTS if pattern.fullmatch(path)), None)


def safe_next(text: str) -> str:
    """Return where to go after signing in: an address of this house's pages, else the first page."""
    if len(text) > _LONGEST_NEXT or not _SAFE_NEXT.fullmatch(text):
        return "/"
    parts = urlsplit(text)
    return "/" if parts.scheme or parts.netloc or parts.path.startswith(("/callus/", "/auth/")) else text


def sign_in_for(path: str, query: str) -> str:
    """Return the address of the sign-in page that leads back to where somebody wanted to go."""
    wanted = safe_next(f"{path}?{query}" if query else path)
    return SIGN_IN if wanted == "/" else f"{SIGN_IN}?next={quote(wanted, safe='')}"
