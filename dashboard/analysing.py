"""The analyst: lets the networks speak on every film that came in, in the background, once a process.

What is to be done is in the casebook (a film without an analysis), so that a restart goes on where it ended.
The network that decides speaks first, on all films; the others follow.
"""

import heapq
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.casebook import Casebook, CaseFilter, Sort
from core.errors import CasebookError, ModelError
from core.records import ModelVersion
from core.settings import Settings
from dashboard.reading import analyse, deciding_first, failures_of, to_ask

if TYPE_CHECKING:
    from core.inference import Engine
    from core.models import ModelStore

NAME = "callus"
"""Who the trail names: nobody pressed a button."""
_LOOK_AGAIN_S = 30.0
_PAGE = 1000
_AT_ONCE, _DECIDES, _SECOND = range(3)


@dataclass(frozen=True, slots=True)
class Progress:
    """waiting: films without an answer yet, the one in hand too; done: answered since none waited.

    failures: by case, why it could not be analysed. problem: why nothing can be, empty where all is well.
    """

    waiting: int
    done: int
    failures: Mapping[int, str]
    problem: str


class Analyst:
    """Works through the films that wait for an answer; any thread may ask and add.

    engine, store: called when they are needed, since a network library comes with the first film.
    """

    def __init__(
        self,
        casebook: Casebook,
        engine: "Callable[[], Engine]",
        store: "Callable[[], ModelStore]",
        settings: Settings,
    ) -> None:
        self._casebook, self._engine, self._store, self._settings = casebook, engine, store, settings
        self._news = threading.Condition()
        self._queue: list[tuple[int, int]] = []
        self._queued: set[tuple[int, int]] = set()
        self._done, self._in_hand = 0, False
        self._failures: dict[int, str] = {}
        self._problem = ""

    def start(self) -> "Analyst":
        """Begin to work in a thread of its own, for as long as the process lives."""
        threading.Thread(target=self._work, name="analyst", daemon=True).start()
        return self

    def add(self, case_ids: Iterable[int], *, at_once: bool = False) -> None:
        """Take films up, in front of all others where somebody waits for them."""
        with self._news:
            for case_id in case_ids:
                self._failures.pop(case_id, None)
                self._push(_AT_ONCE if at_once else _DECIDES, case_id)
            self._news.notify()

    def progress(self) -> Progress:
        """Return how far it is."""
        with self._news:
            waiting = sum(rank != _SECOND for rank, _ in self._queue) + self._in_hand
            return Progress(waiting, self._done, MappingProxyType(dict(self._failures)), self._problem)

    def work_off(self) -> None:
        """Take up what the casebook holds unanswered, and work until nothing is left or can be done."""
        self._look()
        while not self._problem and (task := self._next()):
            self._speak(*task)

    def _work(self) -> None:
        while True:
            self.work_off()
            with self._news:
                if self._problem or not self._queue:
                    self._news.wait(_LOOK_AGAIN_S)

    def _look(self) -> None:
        """Find the films without an answer: those from before a restart, and those that others kept.

        A failure is forgotten where somebody else, the Read page say, got the answer since.
        """
        try:
            versions, found = self._versions(), list(self._left())
            failed = self.progress().failures.keys() - set(found)
            answered = [each for each in failed if not to_ask(versions, each, self._casebook)]
        except (CasebookError, ModelError) as error:
            self._problem = error.sentence
            return
        with self._news:
            self._problem = "" if versions else ModelError.default
            for case_id in answered:
                self._failures.pop(case_id, None)
            for case_id in found:
                if case_id not in self._failures:
                    self._push(_DECIDES, case_id)

    def _left(self) -> Iterable[int]:
        page, pages = 1, 1
        while page <= pages:
            found = self._casebook.search(
                CaseFilter(analysed=False), sort=Sort.OLDEST, page=page, page_size=_PAGE
            )
            yield from (row.id for row in found.rows)
            page, pages = page + 1, found.pages

    def _push(self, rank: int, case_id: int) -> None:
        if (rank, case_id) not in self._queued:
            self._queued.add((rank, case_id))
            heapq.heappush(self._queue, (rank, case_id))

    def _next(self) -> tuple[int, int] | None:
        with self._news:
            if not self._queue:
                self._done = 0
                return None
            rank, case_id = heapq.heappop(self._queue)
            self._queued.discard((rank, case_id))
            self._in_hand = rank != _SECOND
            return rank, case_id

    def _speak(self, rank: int, case_id: int) -> None:
        failure = " ".join(failures_of(partial(self._ask, rank, case_id)))
        with self._news:
            self._done += self._in_hand
            self._in_hand = False
            if failure:
                self._failures[case_id] = failure
            elif rank != _SECOND:
                self._push(_SECOND, case_id)

    def _ask(self, rank: int, case_id: int) -> tuple[str, ...]:
        """Let the deciding network speak, in the second round all others; return why one could not."""
        versions = self._versions()
        asked = versions if rank == _SECOND else versions[:1]
        if not to_ask(asked, case_id, self._casebook):
            return ()
        return analyse(case_id, asked, self._casebook, self._engine(), self._settings, who=NAME)

    def _versions(self) -> tuple[ModelVersion, ...]:
        return deciding_first(self._store(), self._settings)
