"""Does it help or mislead? Readers before and after they saw the answer, from blind-first reads.

Truth is a senior reader's decision alone: the readers' own calls can't judge them. A read whose call changed,
or contradicts the answer, puts its study in dispute, so the studies in which the answer could change anything
are all up for decision, and how often readers follow needs no correction. Sensitivity and specificity also
count studies on which all agreed; they are weighted by kind of study as in `core.monitoring.verification`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook import Casebook
from core.casebook.tables import DailyReadTable, UserTable
from core.monitoring.counting import bring_up_to_date
from core.monitoring.figures import Figure, mean, paired_difference, rate
from core.monitoring.verification import weighted
from core.monitoring.window import Window
from core.records import Band, Call, Experience, Mode

_DECIDED = (Call.FRACTURE, Call.NO_FRACTURE)
_KIND = (
    "Films on which reader and model agreed are taken for rightly read, so both look better than they are."
)
_SAYS = {Band.POSITIVE.value: Call.FRACTURE.value, Band.NEGATIVE.value: Call.NO_FRACTURE.value}


@dataclass(frozen=True, slots=True)
class ReadCell:
    """n reads that are alike; words as in the casebook, "" where there is none. Times are sums in seconds."""

    reader: str
    mode: str
    band: str
    first: str
    call: str
    reference: str
    n: int
    timed: int
    seconds: float
    squares: float
    first_timed: int
    first_seconds: float
    first_squares: float

    @property
    def blind(self) -> bool:
        """Whether both calls, before and after the answer, are known and sure."""
        return self.mode == Mode.BLIND_FIRST and self.first in _DECIDED and self.call in _DECIDED

    @property
    def answer(self) -> str:
        """The call that the band amounts to; "" for doubt and for none."""
        return _SAYS.get(self.band, "")


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A figure before the answer was shown, and after."""

    before: Figure
    after: Figure


@dataclass(frozen=True, slots=True)
class Influence:
    """What answers did to some reads.

    reads: final reads of both kinds; blind: of them with a sure call before and after.
    to_better, to_worse: changes of mind among decided blind reads. net: their difference a read.
    followed_wrong: wrong answers that readers who were right went along with. followed_right: right answers
    that readers who were wrong took up.
    seconds_without: to the call before the answer. seconds_with: with the answer in view from the start.
    seconds_after: from the answer to the final call of a blind-first read.
    """

    reads: int
    blind: int
    sensitivity: BeforeAfter
    specificity: BeforeAfter
    to_better: int
    to_worse: int
    net: Figure
    followed_wrong: Figure
    followed_right: Figure
    seconds_without: Figure
    seconds_with: Figure
    seconds_after: Figure

    @property
    def sentence(self) -> str:
        """What the figures say, for a person who reads only one line."""
        if not self.blind:
            return "No study was read before the answer was shown, so its influence can't be told."
        wrong, right = self.followed_wrong, self.followed_right
        if wrong.value is None:
            return f"Too few wrong answers met a right call to say how often they are followed: {wrong.n}."
        return (
            f"Readers who were right followed a wrong answer in {wrong.spoken()}; readers who were wrong "
            f"took up a right one in {right.spoken()}."
        )


@dataclass(frozen=True, slots=True)
class ReaderInfluence:
    """One reader; `name` is a pseudonym unless the figures are one's own."""

    name: str
    own: bool
    experience: Experience | None
    influence: Influence


@dataclass(frozen=True, slots=True)
class Influences:
    """The second question, answered: all together, then by band, experience and reader."""

    overall: Influence
    bands: Mapping[str, Influence]
    experience: Mapping[str, Influence]
    readers: tuple[ReaderInfluence, ...]


def influence(casebook: Casebook, window: Window | None = None, *, viewer: str = "") -> Influences:
    """Return what the answers do to readers; viewer: the name of whoever looks, who may know themselves.

    Raises `CasebookError`.
    """
    window = window or Window()
    bring_up_to_date(casebook.database)
    with casebook.database.reading() as session:
        cells = read_cells(session, window)
        people = _people(session)
    return Influences(
        overall=of_reads(cells),
        bands={band.value: of_reads(cell for cell in cells if cell.band == band) for band in Band},
        experience={
            word: of_reads(cell for cell in cells if _experience(people, cell.reader) == word)
            for word in sorted({_experience(people, cell.reader) for cell in cells})
        },
        readers=_readers(cells, people, viewer),
    )


def read_cells(session: Session, window: Window) -> tuple[ReadCell, ...]:
    """Return a window's reads, counted."""
    table = DailyReadTable
    keys: tuple[Any, ...] = (
        table.reader,
        table.mode,
        table.band,
        table.first_call,
        table.call,
        table.reference,
    )
    sums = (table.n, table.timed, table.seconds, table.seconds_squares, table.first_timed,
            table.first_seconds, table.first_squares)  # fmt: skip
    statement = select(*keys, *map(func.sum, sums)).where(*window.holds(table)).group_by(*keys)
    return tuple(ReadCell(*row) for row in session.execute(statement))


def of_reads(cells: Iterable[ReadCell]) -> Influence:
    """Return what answers did to these reads."""
    cells = tuple(cells)
    blind = [cell for cell in cells if cell.blind]
    decided = [cell for cell in blind if cell.reference]
    better = _n(decided, lambda c: c.first != c.reference and c.call == c.reference)
    worse = _n(decided, lambda c: c.first == c.reference and c.call != c.reference)
    misled = [c for c in decided if c.answer and c.answer != c.reference and c.first == c.reference]
    helped = [c for c in decided if c.answer == c.reference and c.first != c.reference]
    before, after = (_skill(blind, said) for said in ("first", "call"))
    concurrent = [cell for cell in cells if cell.mode == Mode.CONCURRENT]
    return Influence(
        reads=_n(cells),
        blind=_n(blind),
        sensitivity=BeforeAfter(before["sensitivity"], after["sensitivity"]),
        specificity=BeforeAfter(before["specificity"], after["specificity"]),
        to_better=better,
        to_worse=worse,
        net=paired_difference(better, worse, _n(decided)),
        followed_wrong=rate(_n(misled, lambda c: c.call == c.answer), _n(misled)),
        followed_right=rate(_n(helped, lambda c: c.call == c.answer), _n(helped)),
        seconds_without=_seconds(blind, first=True),
        seconds_with=_seconds(concurrent),
        seconds_after=_seconds(blind),
    )


def _skill(blind: Sequence[ReadCell], said: str) -> Mapping[str, Figure]:
    """Return sensitivity and specificity of the first or the final call, weighted by kind of study."""
    kinds: dict[tuple[str, str, str], list[int]] = {}
    for cell in blind:
        sums = kinds.setdefault((cell.band, cell.first, cell.call), [0, 0, 0])
        sums[0] += cell.n
        sums[1] += cell.n if cell.reference else 0
        sums[2] += cell.n if cell.reference == Call.FRACTURE else 0
    place = 1 if said == "first" else 2
    found = weighted([(key[place] == Call.FRACTURE, n, m, x) for key, (n, m, x) in kinds.items()])
    return found if found["sensitivity"].value is not None else _agreed(blind, said)


def _agreed(blind: Sequence[ReadCell], said: str) -> Mapping[str, Figure]:
    """Return sensitivity and specificity, studies on which reader and model agreed taken for rightly read."""
    table: Counter[tuple[bool, bool]] = Counter()
    for cell in blind:
        settled = cell.first == cell.call and cell.answer in ("", cell.call)
        if truth := cell.reference or (cell.call if settled else ""):
            table[truth == Call.FRACTURE, getattr(cell, said) == truth] += cell.n
    return {
        name: replace(rate(table[kind, True], table[kind, True] + table[kind, False]), note=_KIND)
        for name, kind in (("sensitivity", True), ("specificity", False))
    }


def _seconds(cells: Sequence[ReadCell], *, first: bool = False) -> Figure:
    sums: list[tuple[float, float, int]]
    if first:
        sums = [(c.first_seconds, c.first_squares, c.first_timed) for c in cells]
    else:
        sums = [(c.seconds, c.squares, c.timed) for c in cells]
    total, squares, timed = (sum(each[place] for each in sums) for place in range(3))
    return mean(total, squares, int(timed))


def _readers(
    cells: Sequence[ReadCell], people: Mapping[str, tuple[str, str, Experience | None]], viewer: str
) -> tuple[ReaderInfluence, ...]:
    found = []
    unknown = sorted({cell.reader for cell in cells} - set(people))
    for reader in sorted({cell.reader for cell in cells}):
        own = reader == viewer
        pseudonym, display, experience = people.get(
            reader, (f"Reader {unknown.index(reader) + 1}" if reader in unknown else "", reader, None)
        )
        part = of_reads(cell for cell in cells if cell.reader == reader)
        found.append(ReaderInfluence(f"{display} (you)" if own else pseudonym, own, experience, part))
    # By pseudonym: the order of names would give them away.
    return tuple(sorted(found, key=lambda each: (not each.own, each.name)))


def _people(session: Session) -> dict[str, tuple[str, str, Experience | None]]:
    asked = select(UserTable.name, UserTable.pseudonym, UserTable.display, UserTable.experience)
    return {name: (pseudonym, display, years) for name, pseudonym, display, years in session.execute(asked)}


def _experience(people: Mapping[str, tuple[str, str, Experience | None]], reader: str) -> str:
    known = people.get(reader)
    return known[2].value if known and known[2] else "not known"


def _n(cells: Iterable[ReadCell], which: Callable[[ReadCell], bool] = lambda _: True) -> int:
    return sum(cell.n for cell in cells if which(cell))
