"""Films and the viewer's bundle: the only pictures that are served from an address of their own."""

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.errors import CallusError
from dashboard import resources
from dashboard.server import standing


async def film(request: Request) -> Response:
    """Answer with a case's film, where the address was made for the very session that asks."""
    found = standing.remembered(request.scope)
    case_id = resources.seal().film_case(found.digest, request.path_params["address"]) if found else None
    if case_id is None:
        return PlainTextResponse("There is no such film.", HTTPStatus.NOT_FOUND)
    return await run_in_threadpool(_film, case_id)


async def bundle(request: Request) -> Response:
    """Answer with a file of the viewer's bundle."""
    from dashboard.components.viewer import serving

    return await run_in_threadpool(serving.bundle_response, request.path_params["file"])


def _film(case_id: int) -> Response:
    from dashboard.components.viewer import serving

    try:
        return serving.film_response(resources.casebook(), case_id)
    except CallusError as error:
        return PlainTextResponse(error.sentence, HTTPStatus.SERVICE_UNAVAILABLE)
