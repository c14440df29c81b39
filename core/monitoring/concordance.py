"""How readers' calls and the model's answers compare so far.

The unit is a reader's final read of a case. A read is *decided* when the model's band is positive or negative
and the reader's call is fracture or no fracture; agreement and kappa are over decided reads only, the table
shows the rest. Agreement is not correctness: neither side is the truth here. Intervals take reads to be
independent, so where several readers read the same cases they are a little too narrow.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from core.casebook import Casebook, Tally
from core.evaluation.intervals import wilson
from core.records import Agreement, Band, Call

_AGREEING = frozenset({(Band.POSITIVE, Call.FRACTURE), (Band.NEGATIVE, Call.NO_FRACTURE)})
_DISAGREEING = frozenset({(Band.POSITIVE, Call.NO_FRACTURE), (Band.NEGATIVE, Call.FRACTURE)})
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, with the 95 % Wilson interval; value, low and high are None where n is 0."""

    hits: int
    n: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ModelConcordance:
    """Readers against one model version: final reads by band and call, agreement over the decided ones.

    table: every band and every call, zeros too. kappa: Cohen's, None where it is not defined.
    """

    model: str
    version: str
    reads: int
    table: Mapping[Band, Mapping[Call, int]]
    agreement: Share
    kappa: float | None


@dataclass(frozen=True, slots=True)
class DayConcordance:
    """The final reads made on one day (UTC)."""

    day: date
    reads: int
    agreement: Share


@dataclass(frozen=True, slots=True)
class Concordance:
    """Everything together, then by model version (by name) and by day (oldest first, days with reads only).

    cases, read_cases: cases in the casebook, and those with at least one read.
    reads: final reads; `unpaired` of them are on cases that no model analysed and are in no table.
    stated: what the readers themselves said of the model's answers.
    """

    cases: int
    read_cases: int
    reads: int
    unpaired: int
    table: Mapping[Band, Mapping[Call, int]]
    agreement: Share
    kappa: float | None
    stated: Mapping[Agreement, int]
    models: tuple[ModelConcordance, ...]
    days: tuple[DayConcordance, ...]

    @property
    def sentence(self) -> str:
        """What the figures say, for a person who reads only one line."""
        share = self.agreement
        if share.value is None or share.low is None or share.high is None:
            return "No reads can be compared with the model yet."
        return (
            f"Readers and model agreed on {share.hits} of {share.n} decided reads: {share.value:.0%} "
            f"(95 % interval {share.low:.0%} to {share.high:.0%})."
        )


def concordance(casebook: Casebook, *, include_synthetic: bool = False) -> Concordance:
    """Compare all final reads with the model; drawn samples are left out unless asked for.

    Raises `CasebookError` when the casebook can't be read.
    """
    synthetic = None if include_synthetic else False
    counts, tallies = casebook.counts(synthetic=synthetic), casebook.tallies(synthetic=synthetic)
    paired = [tally for tally in tallies if tally.band is not None]
    table = _table(paired)
    reads, paired_reads = _sum(tallies), _sum(paired)
    return Concordance(
        cases=counts.cases,
        read_cases=counts.cases - counts.unread,
        reads=reads,
        unpaired=reads - paired_reads,
        table=table,
        agreement=_agreement(paired),
        kappa=cohens_kappa(table),
        stated={word: _sum(tally for tally in paired if tally.agreement is word) for word in Agreement},
        models=tuple(
            _model(key, group) for key, group in _grouped(paired, lambda tally: (tally.model, tally.version))
        ),
        days=tuple(
            DayConcordance(day, _sum(group), _agreement(group))
            for day, group in _grouped(tallies, lambda tally: tally.day)
        ),
    )


def cohens_kappa(table: Mapping[Band, Mapping[Call, int]]) -> float | None:
    """Return the agreement beyond chance of the decided reads, in [-1, 1].

    J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20
    (1960). None without decided reads, or where both sides always say the same one thing (0 / 0).
    """
    both, model_only = table[Band.POSITIVE][Call.FRACTURE], table[Band.POSITIVE][Call.NO_FRACTURE]
    reader_only, neither = table[Band.NEGATIVE][Call.FRACTURE], table[Band.NEGATIVE][Call.NO_FRACTURE]
    n = both + model_only + reader_only + neither
    by_chance = (both + model_only) * (both + reader_only) + (neither + model_only) * (neither + reader_only)
    if by_chance == n * n:
        return None
    return ((both + neither) * n - by_chance) / (n * n - by_chance)


def _model(key: tuple[str | None, str | None], tallies: list[Tally]) -> ModelConcordance:
    table = _table(tallies)
    model, version = key
    return ModelConcordance(
        str(model), str(version), _sum(tallies), table, _agreement(tallies), cohens_kappa(table)
    )


def _table(tallies: Iterable[Tally]) -> dict[Band, dict[Call, int]]:
    cells: Counter[tuple[Band | None, Call]] = Counter()
    for tally in tallies:
        cells[tally.band, tally.call] += tally.reads
    return {band: {call: cells[band, call] for call in Call} for band in Band}


def _agreement(tallies: Iterable[Tally]) -> Share:
    cells = [((tally.band, tally.call), tally.reads) for tally in tallies]
    hits = sum(reads for cell, reads in cells if cell in _AGREEING)
    n = hits + sum(reads for cell, reads in cells if cell in _DISAGREEING)
    return Share(hits, n, hits / n, *wilson(hits, n)) if n else Share(0, 0, None, None, None)


def _grouped(tallies: Iterable[Tally], key: Callable[[Tally], _Key]) -> list[tuple[_Key, list[Tally]]]:
    groups: dict[_Key, list[Tally]] = {}
    for tally in tallies:
        groups.setdefault(key(tally), []).append(tally)
    return sorted(groups.items(), key=lambda item: item[0])  # type: ignore[arg-type, return-value]


def _sum(tallies: Iterable[Tally]) -> int:
    return sum(tally.reads for tally in tallies)
