"""Large files over HTTP: resumed where they stopped, tried again when the network falters, then checked."""

import hashlib
import http.client
import json
import shutil
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tqdm import tqdm

from core.errors import DownloadError

Pause = Callable[[float], None]

_CHUNK = 1 << 18
_TIMEOUT_S = 60
_ATTEMPTS = 6
_LONGEST_PAUSE_S = 60.0
_RETRY_STATUS = frozenset({202, 408, 425, 429, 500, 502, 503, 504})
_OK, _PARTIAL, _RANGE_REFUSED = 200, 206, 416
_PASSING = (http.client.HTTPException, urllib.error.URLError, ssl.SSLError, ConnectionError, TimeoutError)
# figshare turns away clients that don't name themselves as a browser would.
_AGENT = "Mozilla/5.0 (compatible; Callus)"


class _FalteredError(Exception):
    """An attempt failed in a way that may pass."""


def fetch_json(url: str, *, pause: Pause = time.sleep) -> Any:
    """Fetch a small JSON document; raises `DownloadError` where it can't be had or isn't JSON."""

    def attempt() -> Any:
        with _open(url, {}) as response:
            return json.loads(response.read())

    try:
        return _patiently(attempt, pause)
    except ValueError as cause:
        raise DownloadError("The server's answer can't be understood.") from cause


def fetch_file(url: str, path: Path, *, size: int, md5: str, pause: Pause = time.sleep) -> None:
    """Fetch a file of known size and MD5 into `path`, which appears only when it is whole and checked.

    What has arrived lies in `path` with .part. It is taken up again if it belongs to the same MD5, asked for
    by Range with If-Range, so that a file that changed on the server is begun anew and never glued.
    Raises `DownloadError` for no network, a refusal, too little room or a wrong checksum, and OSError where
    the disk can't be written.
    """
    if path.is_file() and path.stat().st_size == size and _md5(path) == md5:
        return
    part = _Part(path, size, md5)
    part.need_room()
    _patiently(lambda: part.go_on(url), pause, progress=part.have)
    if _md5(part.path) != md5:
        part.discard()
        raise DownloadError("The file arrived damaged: its checksum is wrong. Please run the command again.")
    part.finish(path)


class _Part:
    """A file on its way: its bytes so far, and beside them what they are bytes of."""

    def __init__(self, path: Path, size: int, md5: str) -> None:
        self.path = path.with_name(f"{path.name}.part")
        self._note = path.with_name(f"{path.name}.part.json")
        self._size = size
        self._md5 = md5
        if self._noted().get("md5") != md5 or self.have() > size:
            self.discard()

    def have(self) -> int:
        """Bytes that have arrived."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def need_room(self) -> None:
        missing = self._size - self.have()
        if shutil.disk_usage(self.path.parent).free < missing:
            raise DownloadError(f"There is too little room on the disk: {missing / 1e6:,.0f} MB are needed.")

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def finish(self, path: Path) -> None:
        self.path.replace(path)
        self._note.unlink(missing_ok=True)

    def go_on(self, url: str) -> None:
        """Fetch what is missing; raises `_FalteredError` where the connection ends early."""
        have = self.have()
        if have == self._size:
            return
        with _open(url, self._range(have)) as response:
            if response.status == _RANGE_REFUSED or not self._fits(response, have):
                self.discard()
                raise _FalteredError("the server did not go on where the file ends")
            if response.status == _OK:
                have = 0
            self._note.write_text(json.dumps({"md5": self._md5, "etag": _strong_etag(response)}))
            self._take(response, have)
        if self.have() < self._size:
            raise _FalteredError("the connection ended early")

    def _noted(self) -> Mapping[str, Any]:
        try:
            noted = json.loads(self._note.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def _range(self, have: int) -> dict[str, str]:
        if not have:
            return {}
        etag = self._noted().get("etag")
        return {"Range": f"bytes={have}-"} | ({"If-Range": str(etag)} if etag else {})

    def _fits(self, response: http.client.HTTPResponse, have: int) -> bool:
        """Whether a partial answer begins where the file ends and belongs to a file of the right size."""
        if response.status != _PARTIAL:
            return True
        return response.headers.get("Content-Range", "") == f"bytes {have}-{self._size - 1}/{self._size}"

    def _take(self, response: http.client.HTTPResponse, have: int) -> None:
        bar = tqdm(
            total=self._size, initial=have, unit="B", unit_scale=True, desc=self.path.stem, disable=None
        )
        with bar, self.path.open("ab" if have else "wb") as file:
            while chunk := response.read(_CHUNK):
                have += len(chunk)
                if have > self._size:
                    raise DownloadError("The server sends more than the file should have.")
                file.write(chunk)
                bar.update(len(chunk))


def _patiently(attempt: Callable[[], Any], pause: Pause, progress: Callable[[], int] = lambda: 0) -> Any:
    """Try until it works; give up after several attempts in a row that brought nothing new."""
    failures, furthest = 0, progress()
    while True:
        try:
            return attempt()
        except (*_PASSING, _FalteredError) as cause:
            _refuse_if_final(cause)
            failures = 1 if progress() > furthest else failures + 1
            furthest = max(furthest, progress())
            if failures >= _ATTEMPTS:
                raise DownloadError(
                    "The server can't be reached. Is there a network? The same command goes on from here."
                ) from cause
        pause(min(_LONGEST_PAUSE_S, 2.0**failures))


def _refuse_if_final(cause: Exception) -> None:
    if isinstance(cause, urllib.error.HTTPError) and cause.code not in _RETRY_STATUS:
        raise DownloadError(f"The server refuses the file (HTTP status {cause.code}).") from cause


def _open(url: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
    if urlsplit(url).scheme not in {"https", "http"}:
        raise DownloadError("The file's address is not one of the web.")
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT, **headers})  # noqa: S310
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310
    except urllib.error.HTTPError as refusal:
        if refusal.code == _RANGE_REFUSED:
            return refusal  # type: ignore[return-value]  # it is a response as well
        raise
    if response.status not in {_OK, _PARTIAL}:
        response.close()
        raise _FalteredError(f"HTTP status {response.status}")
    return response


def _strong_etag(response: http.client.HTTPResponse) -> str | None:
    """A weak ETag (W/...) does not vouch for the same bytes (RFC 9110, 8.8.1)."""
    etag = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else None


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
