"""The desk: the films in front of one reader, by case number, for as long as the browser page stays open."""

import time
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.reading import Taken

_KEY = "desk"


@dataclass(slots=True)
class Desk:
    """What one reader has in hand. Everything that must last is in the casebook; this may be lost.

    cases: in the order dropped; current: the one in view.
    notes: files that were refused or known before, until the reader puts them away.
    answered: the cases on which the networks have spoken, each with a sentence for every one that could not.
    saved: per case, the read saved here; correcting: the cases whose saved read is being corrected.
    shown_at: per case, when its answer came into view, by a clock that only runs forward.
    drops: how often files were taken in; a fresh number empties the drop area.
    address: the case that the page's address named last.
    """

    cases: list[int] = field(default_factory=list)
    current: int | None = None
    notes: list[Taken] = field(default_factory=list)
    answered: dict[int, tuple[str, ...]] = field(default_factory=dict)
    saved: dict[int, int] = field(default_factory=dict)
    correcting: set[int] = field(default_factory=set)
    shown_at: dict[int, float] = field(default_factory=dict)
    drops: int = 0
    address: int | None = None

    @classmethod
    def of(cls, state: MutableMapping[Any, Any]) -> "Desk":
        """Return the desk of a session, a new one where it has none."""
        return state.setdefault(_KEY, cls())  # type: ignore[no-any-return]

    def put(self, taken: Sequence[Taken]) -> None:
        """Lay what became of dropped files on the desk and bring the first film of them into view."""
        found = [each.case.case_id for each in taken if each.case]
        self.cases += [case for case in dict.fromkeys(found) if case not in self.cases]
        self.notes = [each for each in taken if each.case is None or each.case.earlier]
        self.drops += 1
        if found:
            self.current = found[0]

    def fetch(self, case: int) -> None:
        """Lay a case of the casebook on the desk, where it isn't yet, and bring it into view."""
        if case not in self.cases:
            self.cases.append(case)
        self.current = case

    def put_away(self) -> None:
        """Take the case in view off the desk."""
        self.cases = [case for case in self.cases if case != self.current]
        self.current = self.cases[-1] if self.cases else None

    def unanswered(self) -> list[int]:
        """Return the cases on which the networks have still to speak."""
        return [case for case in self.cases if case not in self.answered]

    def neighbour(self, by: int) -> int | None:
        """Return the case `by` places on from the current one; None beyond either end."""
        if self.current is None:
            return None
        place = self.cases.index(self.current) + by
        return self.cases[place] if 0 <= place < len(self.cases) else None

    def next_unread(self) -> int | None:
        """Return the next film without a saved read, from the current one on and round, if there is one."""
        if self.current is None:
            return None
        place = self.cases.index(self.current)
        turned = self.cases[place + 1 :] + self.cases[:place]
        return next((case for case in turned if case not in self.saved), None)

    def seen(self, case: int) -> float:
        """Note that the answer of a case is in view and return the seconds since it first was."""
        return time.monotonic() - self.shown_at.setdefault(case, time.monotonic())
