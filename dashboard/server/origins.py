"""Where a browser says that a request comes from: this house's own pages, or another site."""

import logging

from starlette.datastructures import Headers

ELSEWHERE = (
    "This came from another address than the one by which Callus is asked here. If you did open it here, the "
    "engineer must let the proxy pass the Host header on unchanged."
)
_logger = logging.getLogger(__name__)
_LONGEST = 200


def is_elsewhere(headers: Headers) -> bool:
    """Return whether the browser names another address than the server is asked by; the log gets both.

    Where every request is so, a proxy puts its own Host in the place of the browser's. Clients that are no
    browsers name none.
    """
    origin, host = headers.get("origin"), headers.get("host")
    if not origin or origin.partition("://")[2] == host:
        return False
    _logger.warning("refused: Origin is %.*r, Host is %.*r", _LONGEST, origin, _LONGEST, host)
    return True
