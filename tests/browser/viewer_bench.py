"""A server that shows nothing but the viewer, on films of known pixels: `streamlit run` this file.

film 1  DICOM, 16 bits, 400 x 300 pixels of 0.5 mm; the grey value of a pixel is 100 x row + column
film 2  DICOM, MONOCHROME1, 12 bits, 300 x 400, rows 0.2 mm and columns 0.1 mm apart
film 3  PNG, 8 bits, 200 x 200, spacing unknown
"""

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from PIL import Image
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.starlette import App

from core.casebook import Casebook
from core.errors import UnknownCaseError
from dashboard.components.viewer import bundle_response, film_response
from tests.imaging.films import dicom


def films() -> dict[int, bytes]:
    rows, columns = np.mgrid[0:300, 0:400]
    deep = (100 * rows + columns).astype(np.uint16)
    rows, columns = np.mgrid[0:400, 0:300]
    turned = (4095 - 10 * columns).astype(np.uint16)
    png = BytesIO()
    Image.fromarray(np.mgrid[0:200, 0:200][1].astype(np.uint8)).save(png, "PNG")
    return {
        1: dicom(deep, 16, WindowCenter=15000, WindowWidth=30001, PixelSpacing=["0.5", "0.5"]),
        2: dicom(turned, 12, PhotometricInterpretation="MONOCHROME1", PixelSpacing=["0.2", "0.1"]),
        3: png.getvalue(),
    }


KEPT = films()


def original(case_id: int) -> bytes:
    if case_id not in KEPT:
        raise UnknownCaseError
    return KEPT[case_id]


BOOK = cast(Casebook, SimpleNamespace(original=original))


def give_film(request: Request) -> Response:
    return film_response(BOOK, int(request.path_params["address"]))


def give_bundle(request: Request) -> Response:
    return bundle_response(request.path_params["file"])


ROUTES: list[Any] = [
    Route("/callus/films/{address}", give_film),
    Route("/callus/viewer/{file}", give_bundle),
]
app = App(Path(__file__).with_name("viewer_page.py"), routes=ROUTES)
