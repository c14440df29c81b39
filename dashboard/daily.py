"""The watch: looks for alarms once a day while the server runs, in the background.

What is done is in the casebook, so several servers and restarts share the work; see `core.monitoring.daily`.
"""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.errors import CallusError, without_words

if TYPE_CHECKING:
    from core.casebook import Casebook
    from core.settings import Settings

# The first visitors come with the start; the libraries of statistics can load after their pages.
START_AFTER_S = 60.0
# Midnight is found by asking again: a clock that is put right, or a computer that slept, does no harm.
LOOK_AGAIN_S = 600.0
_STOP_WITHIN_S = 5.0
_logger = logging.getLogger(__name__)


class Watch:
    """Looks once a day from a thread of its own. casebook: opened there, since the disk may be slow."""

    def __init__(
        self,
        casebook: "Callable[[], Casebook]",
        settings: "Callable[[], Settings]",
        *,
        start_after_s: float = START_AFTER_S,
        look_again_s: float = LOOK_AGAIN_S,
    ) -> None:
        self._casebook, self._settings = casebook, settings
        self._start_after_s, self._look_again_s = start_after_s, look_again_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="daily-watch", daemon=True)

    def start(self) -> "Watch":
        """Begin, until `stop`."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End, at the latest some seconds from now; a look in the middle is done again by the next server."""
        self._ended.set()
        self._thread.join(_STOP_WITHIN_S)

    def _work(self) -> None:
        pause = self._start_after_s
        while not self._ended.wait(pause):
            self._look()
            pause = self._look_again_s

    def _look(self) -> None:
        try:
            from core.monitoring import look_today

            look_today(self._casebook(), self._settings())
        except CallusError as error:
            _logger.error("it can't be looked for alarms: %s", error.sentence)
        except Exception as error:  # noqa: BLE001 - the watch must outlive whatever befalls one look
            _logger.error("it can't be looked for alarms: %s", without_words(error))
