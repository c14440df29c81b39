"""The desk: the study in front of one reader, for as long as the browser page stays open.

Everything that must last is in the casebook, drafts too; what lies here may be lost.
"""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.casebook import Draft, StudyFilter, StudySort
from core.records import Call

_KEY = "desk"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a click asked for: to save the first read, or to sign; `call` where the click itself says it.

    It is carried out once the page has taken up what every control says, so that nothing that was drawn or
    typed just before the click is left out.
    """

    study: int
    what: Literal["first", "sign"]
    call: Call | None = None


@dataclass(slots=True)
class Desk:
    """What one reader has in hand.

    study: in view; address: the one that the page's address named last.
    which, sort: the worklist that the reader came from; it says what comes next.
    drafts: by study, as the casebook holds them; an entry says that the study was opened in this window.
    unseeded: studies whose controls have still to take up their draft.
    begun_before: studies on which an earlier window began: how long they took in all is not known.
    film_at, answer_at: by study, when film and answer came into view, by a clock that only runs forward.
    failures: by case, a sentence for every network that could not speak; an entry says that they were asked.
    up_front: by study, the view that the reader asked for.
    signed: the study that was signed last, to come back to it. trouble: why the last click kept nothing.
    wish: what the last click asked for and is still to be done.
    scene: what the panel beside the film was drawn for last; turn: in which of its two places.
    """

    study: int | None = None
    address: int | None = None
    which: StudyFilter | None = None
    sort: StudySort = StudySort.MOST_SUSPICIOUS
    drafts: dict[int, Draft] = field(default_factory=dict)
    unseeded: set[int] = field(default_factory=set)
    begun_before: set[int] = field(default_factory=set)
    film_at: dict[int, float] = field(default_factory=dict)
    answer_at: dict[int, float] = field(default_factory=dict)
    failures: dict[int, tuple[str, ...]] = field(default_factory=dict)
    up_front: dict[int, int] = field(default_factory=dict)
    signed: int | None = None
    trouble: str = ""
    wish: Wish | None = None
    scene: object = None
    turn: int = 0

    @classmethod
    def of(cls, state: MutableMapping[Any, Any]) -> "Desk":
        """Return the desk of a session, a new one where it has none."""
        return state.setdefault(_KEY, cls())  # type: ignore[no-any-return]

    def follow(self, which: StudyFilter | None, sort: StudySort) -> None:
        """Take a worklist, as filtered and sorted, for the order of what comes next."""
        self.which, self.sort = which, sort

    def begin(self, study: int, draft: Draft) -> None:
        """Let a form begin with a draft; its controls take it up before anything reads them."""
        self.unseeded.add(study)
        self.drafts[study] = draft

    def ask(self, wish: Wish) -> None:
        """Note what a click asked for."""
        self.wish = wish

    def show(self, study: int, case: int) -> None:
        """Bring one view of a study up front."""
        self.up_front[study] = case

    def film_seconds(self, study: int) -> float | None:
        """Note that a study's films are in view; return the seconds since they first were, where known."""
        return self._since(self.film_at, study)

    def answer_seconds(self, study: int) -> float | None:
        """Note that a study's answer is in view; return the seconds since it first was, where known."""
        return self._since(self.answer_at, study)

    def put_away(self, study: int) -> None:
        """Forget a study that is done with, so that opening it again begins anew."""
        for known in (self.film_at, self.answer_at):
            known.pop(study, None)
        self.drafts.pop(study, None)
        self.up_front.pop(study, None)
        self.begun_before.discard(study)

    def _since(self, moments: dict[int, float], study: int) -> float | None:
        now = time.monotonic()
        seconds = now - moments.setdefault(study, now)
        return None if study in self.begun_before else round(seconds, 1)
