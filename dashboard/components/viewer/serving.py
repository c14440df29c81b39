"""What the server answers to the viewer: the pixels of a film, and the viewer's program.

The routes and who may ask are the server's business; here nothing checks a session.
"""

import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from starlette.responses import Response

    from core.casebook import Casebook
    from core.imaging import FullDepth

BUNDLES = Path(__file__).parent / "bundle"
MAGIC = b"CALLUS1\n"
_PATTERN = "viewer-*.js"
_HEADER_STEP = 8
_YEAR_S = 365 * 24 * 3600


def film_response(casebook: "Casebook", case_id: int) -> "Response":
    """Return one film at full depth; nothing on the way may store it.

    The body, which `source/src/films.js` reads: `MAGIC`; the length of the header as little-endian uint32;
    the header, JSON in UTF-8 filled up with spaces (so that pixels begin at a multiple of 8); the pixels,
    rows from the top, little-endian uint16. The header has width, height, bits, low, high, curve and spacing
    as in `core.imaging.FullDepth`. A case that is unknown, lost or unreadable is a plain sentence with status
    404.
    """
    from starlette.responses import PlainTextResponse, Response

    from core.errors import CallusError
    from core.imaging import read_full_depth
    from dashboard import resources

    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    limits = resources.settings()
    try:
        data = casebook.original(case_id)
        film = read_full_depth(data, max_bytes=limits.max_file_bytes, max_pixels=limits.max_pixels)
    except CallusError as error:
        return PlainTextResponse(error.sentence, 404, headers)
    # Packing grey noise costs more time than it saves on a hospital's network: no gzip.
    headers["Content-Encoding"] = "identity"
    return Response(packed(film), 200, headers, "application/octet-stream")


def packed(film: "FullDepth") -> bytes:
    """Return header and pixels as `film_response` sends them."""
    height, width = film.pixels.shape
    head = {
        "width": width,
        "height": height,
        "bits": film.bits,
        "low": film.low,
        "high": film.high,
        "curve": film.curve,
        "spacing": film.spacing_mm,
    }
    text = json.dumps(head).encode()
    start = len(MAGIC) + 4
    text += b" " * (-(start + len(text)) % _HEADER_STEP)
    return MAGIC + struct.pack("<I", len(text)) + text + film.pixels.astype("<u2").tobytes()


def bundle_address() -> str:
    """Return the path of the viewer's program, under which the server gives `bundle_response`."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/callus/viewer/{_bundle().name}" if base else f"/callus/viewer/{_bundle().name}"


def bundle_response(name: str) -> "Response":
    """Return the viewer's program; its name is its content, so a browser may keep it for good."""
    from starlette.responses import FileResponse, PlainTextResponse

    if name != _bundle().name:
        return PlainTextResponse("There is no such file.", 404, {"Cache-Control": "no-store"})
    headers = {
        "Cache-Control": f"public, max-age={_YEAR_S}, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(_bundle(), 200, headers, "text/javascript")


def _bundle() -> Path:
    return next(BUNDLES.glob(_PATTERN))
