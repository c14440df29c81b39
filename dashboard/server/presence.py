"""Who has a window open; a while after the last one is closed, what that reader held is given back."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from core.errors import CasebookError
from dashboard import resources

# A reload and a lost line come back within seconds; a colleague need not wait longer for the study.
GRACE_S = 60.0
_logger = logging.getLogger(__name__)


def give_back(reader: str) -> None:
    """Give back every study that a reader holds."""
    try:
        resources.casebook().studies.release_all(reader)
    except CasebookError as error:
        _logger.warning("claims could not be given back; they run out by themselves: %s", error.sentence)


class Presence:
    """Counts the open windows of each person; to be used from one event loop.

    It knows the windows of its own server process: where one reader has others on another, their claim is
    asked for anew with the next click there.
    """

    def __init__(self, give_back: Callable[[str], None] = give_back, grace_s: float = GRACE_S) -> None:
        self._give_back, self._grace_s = give_back, grace_s
        self._open: Counter[str] = Counter()
        self._leaving: dict[str, asyncio.Task[None]] = {}

    def come(self, who: str) -> None:
        """Note an open window."""
        self._open[who] += 1
        if leaving := self._leaving.pop(who, None):
            leaving.cancel()

    def go(self, who: str) -> None:
        """Note that a window was closed."""
        self._open[who] -= 1
        if self._open[who] <= 0:
            del self._open[who]
            self._leaving[who] = asyncio.create_task(self._leave(who))

    async def _leave(self, who: str) -> None:
        await asyncio.sleep(self._grace_s)
        self._leaving.pop(who, None)
        await run_in_threadpool(self._give_back, who)
