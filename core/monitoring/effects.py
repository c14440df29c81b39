"""From counted reads to what answers did to them, kinds of study weighted for how often they are decided."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from core.monitoring.effect import BeforeAfter, Influence
from core.monitoring.figures import Figure, mean, paired_difference, rate
from core.monitoring.read_cells import DECIDED, ReadCell, number
from core.monitoring.verification import FEWEST_DECIDED, weighted
from core.monitoring.weighing import Kind, difference, share
from core.records import Call, Mode

_Counts = tuple[bool, int, int, int]  # called, and the numbers of all, of decided and of fractured ones
_KIND = (
    "Too few decisions on some kinds of study. Studies on which nobody disagreed are taken for rightly read, "
    "so this looks better than it is."
)


def of_reads(cells: Iterable[ReadCell]) -> Influence:
    """Return what answers did to these reads."""
    cells = tuple(cells)
    blind = [cell for cell in cells if cell.blind]
    decided = [cell for cell in blind if cell.reference]
    better = number(decided, lambda c: c.first != c.reference and c.call == c.reference)
    worse = number(decided, lambda c: c.first == c.reference and c.call != c.reference)
    skill = _skill(blind)
    concurrent = [cell for cell in cells if cell.mode == Mode.CONCURRENT]
    return Influence(
        reads=number(cells),
        blind=number(blind),
        readers=len({cell.reader for cell in cells}),
        undecided=number(blind, lambda c: not c.reference and c.disputed),
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
    """Return reads by band, both calls and dispute; score, counts: of a read if a call were the truth."""
    kinds: dict[tuple[str | bool, ...], list[ReadCell]] = {}
    for cell in blind:
        # Disputed studies are nearly all decided and often fractured: they say nothing of the agreed ones.
        kind = cell.band, cell.first, cell.call, cell.disputed, cell.settled
        kinds.setdefault(kind, []).append(cell)
    return [
        Kind(
            n=number(alike),
            decided=number(alike, lambda c: bool(c.reference)),
            fractured=number(alike, lambda c: c.reference == Call.FRACTURE),
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
        return {truth: _agreed(blind, truth) for truth in DECIDED}
    return {
        truth: BeforeAfter(before[name], after[name], _change(blind, truth))
        for truth, name in zip(DECIDED, ("sensitivity", "specificity"), strict=True)
    }


def _change(blind: Sequence[ReadCell], truth: Call) -> Figure:
    kinds = _kinds(blind, _gained, lambda _, assumed: assumed == truth)
    return difference(kinds, *_changed([cell for cell in blind if cell.reference == truth], truth))


def _weighted(blind: Sequence[ReadCell], said: str) -> Mapping[str, Figure]:
    """Return sensitivity and specificity of the first or the final call."""
    agreed, disputed = ([c for c in blind if c.disputed is side] for side in (False, True))
    return weighted([*_counts(agreed, said), *_pooled(_counts(disputed, said))])


def _counts(cells: Iterable[ReadCell], said: str) -> list[_Counts]:
    kinds = _kinds(cells, lambda *_: 0, lambda cell, _: getattr(cell, said) == Call.FRACTURE)
    return [(kind.fractured_counts, kind.n, kind.decided, kind.fractured) for kind in kinds]


def _pooled(disputed: Iterable[_Counts]) -> list[_Counts]:
    """Let kinds in dispute with hardly a decision speak together, those of one call.

    A dispute waits somewhere on any day, and a kind of two with one of them undecided must not take the
    interval from all.
    """
    found: list[_Counts] = []
    pools = {True: [0, 0, 0], False: [0, 0, 0]}
    for called, n, decided, fractured in disputed:
        if decided >= min(FEWEST_DECIDED, n):
            found.append((called, n, decided, fractured))
        else:
            pools[called] = [a + b for a, b in zip(pools[called], (n, decided, fractured), strict=True)]
    return found + [(called, n, decided, fractured) for called, (n, decided, fractured) in pools.items() if n]


def _agreed(blind: Sequence[ReadCell], truth: Call) -> BeforeAfter:
    """Return the share read rightly, studies on which nobody disagreed taken for rightly read.

    That is too good by a part that nobody knows, so an interval would claim what isn't so; the change hardly
    depends on it.
    """
    these = [cell for cell in blind if (cell.reference or (cell.call if cell.agreed else "")) == truth]
    n = number(these)
    before, after = (
        rate(number(these, lambda c: c.first == truth), n),
        rate(number(these, lambda c: c.call == truth), n),
    )
    return BeforeAfter(_at_best(before), _at_best(after), paired_difference(*_changed(these, truth), n))


def _at_best(figure: Figure) -> Figure:
    return figure if figure.value is None else replace(figure, low=None, high=None, method="", note=_KIND)


def _changed(cells: Sequence[ReadCell], truth: Call) -> tuple[int, int]:
    """Return how many reads of studies of one truth changed to the better, and to the worse."""
    gained = number(cells, lambda c: _gained(c, truth) > 0)
    return gained, number(cells, lambda c: _gained(c, truth) < 0)


def _seconds(cells: Sequence[ReadCell], *, first: bool = False) -> Figure:
    sums: list[tuple[float, float, int]]
    if first:
        sums = [(c.first_seconds, c.first_squares, c.first_timed) for c in cells]
    else:
        sums = [(c.seconds, c.squares, c.timed) for c in cells]
    total, squares, timed = (sum(each[place] for each in sums) for place in range(3))
    return mean(total, squares, int(timed))
