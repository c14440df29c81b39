"""Does it help or mislead? Readers before and after they saw the answer, from blind-first reads.

Truth is a senior reader's decision alone: the readers' own calls can't judge them. A read whose call changed,
or contradicts the answer, puts its study in dispute, so the studies in which the answer could change anything
are all up for decision. They don't get it in the order in which they came, so all figures are weighted by
kind of study (`core.monitoring.weighing`); sensitivity and specificity, which also count studies on which all
agreed, as in `core.monitoring.verification`.

Readers are shown by pseudonym to all but themselves. A group of one reader is withheld from others: whoever
knows the house would know the pseudonym.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook import Casebook
from core.casebook.tables import DailyReadTable, UserTable
from core.monitoring.counting import bring_up_to_date
from core.monitoring.figures import FEWEST, Figure, mean, paired_difference, rate
from core.monitoring.verification import weighted
from core.monitoring.weighing import Kind, difference, share
from core.monitoring.window import Window
from core.records import Band, Call, Experience, Mode

_DECIDED = (Call.FRACTURE, Call.NO_FRACTURE)
_KIND = (
    "Too few decisions on studies on which nobody disagreed. Those are taken for rightly read, so this looks "
    "better than it is."
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
    def settled(self) -> bool:
        """Whether neither a change of mind nor the answer asks for a decision."""
        return self.first == self.call and self.answer in ("", self.call)

    @property
    def answer(self) -> str:
        """The call that the band amounts to; "" for doubt and for none."""
        return _SAYS.get(self.band, "")


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A figure before the answer was shown, and after, of the same reads; change: after less before."""

    before: Figure
    after: Figure
    change: Figure


@dataclass(frozen=True, slots=True)
class Influence:
    """What answers did to some reads.

    reads: final reads of both kinds; blind: of them with a sure call before and after. readers: whose.
    undecided: blind reads that changed or contradict the answer, and still wait for a decision.
    to_better, to_worse: changes of mind among decided blind reads. net: their difference a blind read.
    followed_wrong: wrong answers that readers who were right went along with. followed_right: right answers
    that readers who were wrong took up.
    seconds_without: to the call before the answer. seconds_with: with the answer in view from the start.
    seconds_after: from the answer to the final call of a blind-first read.
    """

    reads: int
    blind: int
    readers: int
    undecided: int
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
        return f"{self.balance} {self.following}"

    @property
    def balance(self) -> str:
        """Whether reads end right more often than they began, and where the answer costs something."""
        net = self.net
        if net.value is None or net.low is None or net.high is None:
            return f"Too few reads to say whether the answer helps: {self.blind:,}."
        value, low, high = (round(1000 * each) for each in (net.value, net.low, net.high))
        if net.low <= 0 <= net.high:
            verdict = (
                f"helps or misleads can't be told: from {_more(low)} to {_more(high)} of 1,000 reads end"
            )
            return f"Whether the answer {verdict} right than began right (95 % interval, n = {net.n:,})."
        low, high = sorted((abs(low), abs(high)))
        verdict = "helps" if net.value > 0 else "misleads"
        return (
            f"On balance the answer {verdict}: {_more(value)} of 1,000 reads end right than began right "
            f"(95 % interval {low} to {high}, n = {net.n:,}).{self._cost}"
        )

    @property
    def _cost(self) -> str:
        """What gets worse with the answer by more than chance, although the whole gets better."""
        for pair, name in ((self.sensitivity, "sensitivity"), (self.specificity, "specificity")):
            high = pair.change.high
            if self.net.value and self.net.value > 0 and high is not None and high < 0:
                return f" But their {name} falls, by {-100 * (pair.change.value or 0):.1f} points."
        return ""

    @property
    def following(self) -> str:
        """How often answers are followed, wrong ones and right ones."""
        wrong, right = self.followed_wrong, self.followed_right
        if wrong.value is None:
            if wrong.n >= FEWEST:
                return f"How often wrong answers are followed isn't known yet. {wrong.note}"
            return f"Too few wrong answers met a right call to say how often they are followed: {wrong.n}."
        return (
            f"Readers who were right followed a wrong answer in {wrong.spoken()}; readers who were wrong "
            f"took up a right one in {right.spoken()}."
        )


def _more(of_thousand: int) -> str:
    return f"{abs(of_thousand)} {'more' if of_thousand >= 0 else 'fewer'}"


@dataclass(frozen=True, slots=True)
class ReaderInfluence:
    """One reader; `name` is a pseudonym unless the figures are one's own."""

    name: str
    own: bool
    experience: Experience | None
    influence: Influence


@dataclass(frozen=True, slots=True)
class Influences:
    """The second question, answered: all together, then by band, experience and reader.

    withheld: the words of experience that only one reader has, who isn't the viewer.
    """

    overall: Influence
    bands: Mapping[str, Influence]
    experience: Mapping[str, Influence]
    readers: tuple[ReaderInfluence, ...]
    withheld: tuple[str, ...] = ()


def influence(casebook: Casebook, window: Window | None = None, *, viewer: str = "") -> Influences:
    """Return what the answers do to readers; viewer: the name of whoever looks, who may know themselves.

    Raises `CasebookError`.
    """
    window = window or Window()
    bring_up_to_date(casebook.database)
    with casebook.database.reading() as session:
        cells = read_cells(session, window)
        people = _people(session)
    groups: dict[str, set[str]] = {}
    for reader in {cell.reader for cell in cells}:
        groups.setdefault(_experience(people, reader), set()).add(reader)
    withheld = {word for word, who in groups.items() if len(who) == 1 and who != {viewer}}
    return Influences(
        overall=of_reads(cells),
        bands={band.value: of_reads(cell for cell in cells if cell.band == band) for band in Band},
        experience={
            word: of_reads(cell for cell in cells if cell.reader in groups[word])
            for word in sorted(set(groups) - withheld)
        },
        readers=_readers(cells, people, viewer),
        withheld=tuple(sorted(withheld)),
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
    skill = _skill(blind)
    concurrent = [cell for cell in cells if cell.mode == Mode.CONCURRENT]
    return Influence(
        reads=_n(cells),
        blind=_n(blind),
        readers=len({cell.reader for cell in cells}),
        undecided=_n(blind, lambda c: not c.reference and not c.settled),
        sensitivity=skill[Call.FRACTURE],
        specificity=skill[Call.NO_FRACTURE],
        to_better=better,
        to_worse=worse,
        net=difference(_kinds(blind, _gained, lambda *_: True), better, worse),
        followed_wrong=share(_kinds(_contradicted(blind), _took_up, lambda c, truth: c.first == truth)),
        followed_right=share(_kinds(_contradicted(blind), _took_up, lambda c, truth: c.answer == truth)),
        seconds_without=_seconds(blind, first=True),
        seconds_with=_seconds(concurrent),
        seconds_after=_seconds(blind),
    )


def _kinds(
    blind: Iterable[ReadCell],
    score: Callable[[ReadCell, Call], int],
    counts: Callable[[ReadCell, Call], bool],
) -> list[Kind]:
    """Return reads by band and both calls; score, counts: of a read if a call were the truth."""
    kinds: dict[tuple[str, str, str], list[ReadCell]] = {}
    for cell in blind:
        kinds.setdefault((cell.band, cell.first, cell.call), []).append(cell)
    return [
        Kind(
            n=_n(alike),
            decided=_n(alike, lambda c: bool(c.reference)),
            fractured=_n(alike, lambda c: c.reference == Call.FRACTURE),
            fractured_score=score(alike[0], Call.FRACTURE) if counts(alike[0], Call.FRACTURE) else 0,
            intact_score=score(alike[0], Call.NO_FRACTURE) if counts(alike[0], Call.NO_FRACTURE) else 0,
            fractured_counts=counts(alike[0], Call.FRACTURE),
            intact_counts=counts(alike[0], Call.NO_FRACTURE),
        )
        for alike in kinds.values()
    ]


def _contradicted(blind: Iterable[ReadCell]) -> Iterable[ReadCell]:
    """Return the reads in which the answer said otherwise than the reader had."""
    return (cell for cell in blind if cell.answer and cell.first != cell.answer)


def _took_up(cell: ReadCell, _: Call) -> int:
    return cell.call == cell.answer


def _gained(cell: ReadCell, truth: Call) -> int:
    return (cell.call == truth) - (cell.first == truth)


def _skill(blind: Sequence[ReadCell]) -> Mapping[Call, BeforeAfter]:
    """Return sensitivity by fracture and specificity by no fracture, weighted by kind of study."""
    before, after = (_weighted(blind, said) for said in ("first", "call"))
    if before["sensitivity"].value is None or after["sensitivity"].value is None:
        return {truth: _agreed(blind, truth) for truth in _DECIDED}
    return {
        truth: BeforeAfter(before[name], after[name], _change(blind, truth))
        for truth, name in zip(_DECIDED, ("sensitivity", "specificity"), strict=True)
    }


def _change(blind: Sequence[ReadCell], truth: Call) -> Figure:
    kinds = _kinds(blind, _gained, lambda _, assumed: assumed == truth)
    return difference(kinds, *_changed([cell for cell in blind if cell.reference == truth], truth))


def _weighted(blind: Sequence[ReadCell], said: str) -> Mapping[str, Figure]:
    """Return sensitivity and specificity of the first or the final call."""
    kinds = _kinds(blind, lambda *_: 0, lambda cell, _: getattr(cell, said) == Call.FRACTURE)
    return weighted([(kind.fractured_counts, kind.n, kind.decided, kind.fractured) for kind in kinds])


def _agreed(blind: Sequence[ReadCell], truth: Call) -> BeforeAfter:
    """Return the share read rightly, studies on which reader and model agreed taken for rightly read.

    That is too good by a part that nobody knows, so an interval would claim what isn't so; the change hardly
    depends on it.
    """
    these = [cell for cell in blind if (cell.reference or (cell.call if cell.settled else "")) == truth]
    n = _n(these)
    before, after = (
        rate(_n(these, lambda c: c.first == truth), n),
        rate(_n(these, lambda c: c.call == truth), n),
    )
    return BeforeAfter(_at_best(before), _at_best(after), paired_difference(*_changed(these, truth), n))


def _at_best(figure: Figure) -> Figure:
    return figure if figure.value is None else replace(figure, low=None, high=None, method="", note=_KIND)


def _changed(cells: Sequence[ReadCell], truth: Call) -> tuple[int, int]:
    """Return how many reads of studies of one truth changed to the better, and to the worse."""
    gained = _n(cells, lambda c: _gained(c, truth) > 0)
    return gained, _n(cells, lambda c: _gained(c, truth) < 0)


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
