"""A process of its own for the decoders of compressed DICOM pictures.

They are native code, and some end the process (GDCM) or never return (JPEG-LS) over broken data. Here that
costs one picture and not the server: the child is restarted, and what it was given is refused.
"""

import atexit
import json
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import DamagedFileError

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-m", "core.imaging.decoder_child")


class DecoderProcess:
    """Starts the child at the first picture, keeps it for the next ones, and takes one picture at a time."""

    def __init__(self, seconds: float = 30) -> None:
        """`seconds`: how long one picture may take."""
        self._seconds = seconds
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def decode(
        self, encapsulated: bytes, syntax: str, plugin: str, options: dict[str, Any]
    ) -> tuple[NDArray[Any], str]:
        """Return what `core.imaging.decoder_child.decode` returns, or raise `DamagedFileError`."""
        request = {"syntax": syntax, "plugin": plugin, "options": options, "length": len(encapsulated)}
        with self._lock:
            child = self._running()
            timer = Timer(self._seconds, child.kill)
            timer.start()
            try:
                head, body = _exchange(child, request, encapsulated)
            except (OSError, ValueError) as cause:
                self._stop()
                raise DamagedFileError from cause
            finally:
                timer.cancel()
        if "error" in head:
            raise DamagedFileError from RuntimeError(f"decoder raised {head['error']}")
        return np.frombuffer(bytearray(body), head["dtype"]).reshape(head["shape"]), head["photometric"]

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = subprocess.Popen(  # noqa: S603 (the command is a constant)
                _COMMAND,
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # decoders write there what they find odd
            )
        return self._child

    def _stop(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        child.kill()
        child.communicate()


def _exchange(
    child: subprocess.Popen[bytes], request: dict[str, Any], body: bytes
) -> tuple[dict[str, Any], bytes]:
    """Send one request and wait for its answer; raise OSError or ValueError when the child ends over it."""
    if child.stdin is None or child.stdout is None:
        raise OSError("the decoder process has no pipes")
    child.stdin.write(json.dumps(request).encode() + b"\n" + body)
    child.stdin.flush()
    head = json.loads(child.stdout.readline())
    answer = child.stdout.read(head["length"])
    if len(answer) != head["length"]:
        raise OSError("the decoder process ended in the middle of its answer")
    return head, answer


DECODERS = DecoderProcess()
"""The one of this process."""

atexit.register(DECODERS.close)
