"""What a missing reference can hide: bounds, and the figures corrected for who was verified.

Only studies in dispute and those drawn for an audit get a decision. Judging the model on them alone would be
unfair, and taking the readers' calls for the rest is wrong where they err: where reader and model err
alike there is no dispute. Where the decided studies are a fair draw within each kind of study, the rest can
be worked out. Of studies that nobody disputes only the audited are a fair draw; one that was decided on in a
dispute that has ended since speaks for itself alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.monitoring.cells import CALLED, Cell
from core.monitoring.figures import FEWEST, Figure, missing, rate, too_few
from core.records import POINTS

BEGG_GREENES = "Begg and Greenes, Jeffreys intervals by simulation"
_TURNS, _ENDS = 2_000, (0.025, 0.975)
# Decided studies that a kind of studies needs before it speaks for the others of its kind.
FEWEST_DECIDED = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """Studies of one band and call, in dispute or not: how many there are, how many decided and fractured.

    settled: nobody disputes them any more, but somebody did, and they were decided on for that.
    """

    band: str
    call: str
    disputed: bool
    n: int
    decided: int
    fractured: int
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """A figure if every study without a reference spoke against the model, and if every one spoke for it."""

    worst: float | None
    best: float | None


@dataclass(frozen=True, slots=True)
class Verification:
    """decided_only: among decided studies, which are the difficult ones. corrected: Begg and Greenes.

    bounds: with decisions and readers' final calls taken for true; strict_bounds: with decisions alone. All
    by operating point, then "sensitivity" and "specificity".
    """

    kinds: tuple[Kind, ...]
    decided_only: Mapping[str, Mapping[str, Figure]]
    corrected: Mapping[str, Mapping[str, Figure]]
    bounds: Mapping[str, Mapping[str, Bounds]]
    strict_bounds: Mapping[str, Mapping[str, Bounds]]

    @property
    def sentence(self) -> str:
        """Which studies the decisions are on."""
        n, decided = sum(kind.n for kind in self.kinds), sum(kind.decided for kind in self.kinds)
        disputed = sum(kind.n for kind in self.kinds if kind.disputed)
        among = sum(kind.decided for kind in self.kinds if kind.disputed)
        return (
            f"A senior reader decided on {decided:,} of {n:,} read studies: {among:,} of the {disputed:,} in "
            f"dispute and {decided - among:,} of the {n - disputed:,} others."
        )


def verification(answered: Iterable[Cell]) -> Verification:
    """Return what decisions on some of the studies say of all; studies that nobody read are left out."""
    answered = list(answered)
    kinds = kinds_of(answered)
    return Verification(
        kinds=kinds,
        decided_only={point: _decided_only(kinds, CALLED[point]) for point in POINTS},
        corrected={point: corrected(kinds, CALLED[point]) for point in POINTS},
        bounds={point: _bounds(answered, CALLED[point], strict=False) for point in POINTS},
        strict_bounds={point: _bounds(answered, CALLED[point], strict=True) for point in POINTS},
    )


def kinds_of(answered: Iterable[Cell]) -> tuple[Kind, ...]:
    """Return the read studies by kind."""
    found: dict[tuple[str, str, bool, bool], list[int]] = {}
    for cell in answered:
        if not cell.call:
            continue
        settled = bool(cell.reference) and not (cell.disputed or cell.audited)
        sums = found.setdefault((cell.band, cell.call, cell.disputed, settled), [0, 0, 0])
        sums[0] += cell.n
        if cell.reference:
            sums[1] += cell.n
            sums[2] += cell.n if cell.truth else 0
    return tuple(
        Kind(band, call, disputed, n, decided, fractured, settled)
        for (band, call, disputed, settled), (n, decided, fractured) in sorted(found.items())
    )


def corrected(kinds: Sequence[Kind], called: frozenset[str]) -> Mapping[str, Figure]:
    """Return sensitivity and specificity of the band, corrected for which studies were decided.

    C. B. Begg and R. A. Greenes, Assessment of diagnostic tests when disease verification is subject to
    selection bias, Biometrics 39 (1983), with the reader's call and the dispute as covariates: within a kind
    the decided are taken for a fair draw. The interval holds what the kinds' sizes and their shares fractured
    may be in truth, the latter by H. Jeffreys' prior: an audit of 2 % finds two or three fractures that
    reader and model both missed, too few for a normal interval (L. D. Brown, T. T. Cai and A. DasGupta,
    Statistical Science 16, 2001). Refused where a kind that matters has too few decided: fewer than 5, unless
    it holds less than one study in 1,000.
    """
    return weighted([(kind.band in called, kind.n, kind.decided, kind.fractured) for kind in kinds])


def weighted(kinds: Sequence[tuple[bool, int, int, int]]) -> Mapping[str, Figure]:
    """Return "sensitivity" and "specificity" from (called, n, decided, fractured) of each kind."""
    total = sum(n for _, n, _, _ in kinds)
    # In order, so that the same counts have the same chances, in whatever order a database gives them.
    judged = sorted(kind for kind in kinds if kind[2] >= FEWEST_DECIDED or kind[1] * 1000 >= total)
    if total < FEWEST:
        return {"sensitivity": too_few(total), "specificity": too_few(total)}
    lacking = [kind for kind in judged if kind[2] < min(FEWEST_DECIDED, kind[1])]
    if lacking:
        short = sum(n for _, n, _, _ in lacking)
        note = (
            f"Too few decisions on {short:,} studies, mostly ones on which nobody disagreed: more of them "
            "must be drawn for an audit."
        )
        return {"sensitivity": missing(total, note), "specificity": missing(total, note)}
    return {
        "sensitivity": _share([(called, n, m, x) for called, n, m, x in judged], total),
        "specificity": _share([(not called, n, m, m - x) for called, n, m, x in judged], total),
    }


def _share(kinds: Sequence[tuple[bool, int, int, int]], total: int) -> Figure:
    """Return the share called rightly among those that have it, with its interval."""
    held = sum(n * x / m for _, n, m, x in kinds)
    if held < FEWEST:
        return missing(round(held), f"Too few: about {held:.0f} of the {FEWEST} that it takes.")
    value = sum(n * x / m for right, n, m, x in kinds if right) / held
    low, high = _reach(kinds)
    return Figure(value, min(low, value), max(high, value), total, BEGG_GREENES)


def _reach(kinds: Sequence[tuple[bool, int, int, int]]) -> tuple[float, float]:
    """Return the 95 % interval: the share again and again, from sizes and shares as they may be in truth.

    Shares from Jeffreys' beta distribution, sizes from a Dirichlet distribution, by chances that are always
    the same.
    """
    chances = np.random.default_rng(0)
    right, n, m, x = (np.array(each, np.float64) for each in zip(*kinds, strict=True))
    parts = chances.gamma(n, size=(_TURNS, len(n)))  # (turns, kinds)
    parts *= chances.beta(x + 0.5, m - x + 0.5, size=parts.shape)
    low, high = np.quantile(parts @ right / parts.sum(axis=1), _ENDS)
    return float(low), float(high)


def _decided_only(kinds: Sequence[Kind], called: frozenset[str]) -> Mapping[str, Figure]:
    fractured = sum(kind.fractured for kind in kinds)
    intact = sum(kind.decided - kind.fractured for kind in kinds)
    found = sum(kind.fractured for kind in kinds if kind.band in called)
    cleared = sum(kind.decided - kind.fractured for kind in kinds if kind.band not in called)
    return {"sensitivity": rate(found, fractured), "specificity": rate(cleared, intact)}


def _bounds(answered: Sequence[Cell], called: frozenset[str], *, strict: bool) -> Mapping[str, Bounds]:
    sums: Counter[tuple[bool, bool | None]] = Counter()
    for cell in answered:
        known = cell.reference if strict else cell.truth is not None
        sums[cell.band in called, cell.truth if known else None] += cell.n
    tp, fp, unknown_called = (sums[True, truth] for truth in (True, False, None))
    fn, tn, unknown_cleared = (sums[False, truth] for truth in (True, False, None))
    return {
        "sensitivity": Bounds(_of(tp, fn + unknown_cleared), _of(tp + unknown_called, fn)),
        "specificity": Bounds(_of(tn, fp + unknown_called), _of(tn + unknown_cleared, fp)),
    }


def _of(right: int, wrong: int) -> float | None:
    return right / (right + wrong) if right + wrong else None
