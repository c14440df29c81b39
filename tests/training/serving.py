"""A local stand-in for figshare: the record of an article and its archive, with faults on demand."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Figshare:
    """What the server holds and how it misbehaves; `asked` lists the (path, Range) of each request."""

    def __init__(self, archive: bytes) -> None:
        self.archive = archive
        self.base_url = ""
        self.md5 = hashlib.md5(archive, usedforsecurity=False).hexdigest()
        self.size = len(archive)
        self.etag = '"one"'
        self.ranges = True
        self.statuses: list[int] = []  # for the next requests of the archive
        self.drops: list[int] = []  # bytes after which the next answers end
        self.record: bytes | None = None
        self.asked: list[tuple[str, str | None]] = []

    @property
    def ranges_asked(self) -> list[str | None]:
        """The Range of each request of the archive."""
        return [asked for path, asked in self.asked if path.startswith("/files")]

    def described(self) -> bytes:
        """The article's record, in figshare's words."""
        if self.record is not None:
            return self.record
        files = [
            {"name": "readme.txt", "size": 9, "download_url": "", "computed_md5": "", "supplied_md5": ""},
            {
                "name": "FracAtlas.zip",
                "size": self.size,
                "download_url": f"{self.base_url}/files/1",
                "computed_md5": self.md5,
                "supplied_md5": "",
            },
        ]
        return json.dumps(
            {"files": files, "doi": "10.6084/m9.figshare.22363012.v7", "license": {"name": "CC BY 4.0"}}
        ).encode()


def _handler(figshare: Figshare) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            figshare.asked.append((self.path, asked))
            if self.path == "/articles/22363012":
                self._answer(200, figshare.described(), {})
            elif self.path != "/files/1":
                self._answer(404, b"", {})
            elif figshare.statuses and (status := figshare.statuses.pop(0)):
                self._answer(status, b"", {})
            else:
                self._archive(asked)

        def _archive(self, asked: str | None) -> None:
            body, headers = figshare.archive, {"ETag": figshare.etag}
            same = self.headers.get("If-Range", figshare.etag) == figshare.etag
            if not (asked and figshare.ranges and same):
                self._answer(200, body, headers)
                return
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            if start >= len(body):
                self._answer(416, b"", headers)
                return
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self._answer(206, body[start:], headers)

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            cut = figshare.drops.pop(0) if figshare.drops and self.path == "/files/1" else len(body)
            self.wfile.write(body[:cut])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    return Handler


@contextmanager
def serving(figshare: Figshare) -> Iterator[Figshare]:
    """Serve on a free local port until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(figshare))
    figshare.base_url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield figshare
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
