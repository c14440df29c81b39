"""Keeping native libraries from talking into the output of a command.

TensorFlow and the image decoders write to the process's own stdout and stderr, past Python's. A command
promises that its stdout holds its answer and nothing else.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def quiet_tensorflow() -> None:
    """Ask TensorFlow for errors only; it listens when it is imported, so call this first."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@contextmanager
def native_silence() -> Iterator[None]:
    """Send what native code writes to stdout and stderr to nowhere while the block runs.

    Python's exceptions pass as ever. Only for a command with one thread: the streams belong to the process.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # closed, or a pipe that nobody reads: the next write will tell
            stream.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    kept = {number: os.dup(number) for number in (1, 2) if _is_open(number)}
    try:
        for number in kept:
            os.dup2(nowhere, number)
        yield
    finally:
        for number, copy in kept.items():
            os.dup2(copy, number)
            os.close(copy)
        os.close(nowhere)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
