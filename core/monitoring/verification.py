"""What a missing reference can hide: bounds, and the figures corrected for who was verified.

Only studies in dispute and those drawn for an audit get a decision. Judging the model on them alone would be
unfair, and taking the readers' calls for the rest is wrong where they err: where reader and model err
alike there is no dispute. Where the decided studies are a fair draw within each kind of study, the rest can
be worked out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.monitoring.cells import CALLED, POINTS, Cell
from core.monitoring.figures import FEWEST, Figure, missing, on_logit, rate, too_few

BEGG_GREENES = "Begg and Greenes, delta method, logit scale"
# Decided studies that a kind of studies needs before it speaks for the others of its kind.
FEWEST_DECIDED = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """Studies of one band and call, in dispute or not: how many there are, how many decided and fractured."""

    band: str
    call: str
    disputed: bool
    n: int
    decided: int
    fractured: int


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
    found: dict[tuple[str, str, bool], list[int]] = {}
    for cell in answered:
        if not cell.call:
            continue
        sums = found.setdefault((cell.band, cell.call, cell.disputed), [0, 0, 0])
        sums[0] += cell.n
        if cell.reference:
            sums[1] += cell.n
            sums[2] += cell.n if cell.truth else 0
    return tuple(Kind(*key, *sums) for key, sums in sorted(found.items()))


def corrected(kinds: Sequence[Kind], called: frozenset[str]) -> Mapping[str, Figure]:
    """Return sensitivity and specificity of the band, corrected for which studies were decided.

    C. B. Begg and R. A. Greenes, Assessment of diagnostic tests when disease verification is subject to
    selection bias, Biometrics 39 (1983), with the reader's call and the dispute as covariates: within a kind
    the decided are taken for a fair draw. Variance by the delta method over the kinds' sizes (multinomial)
    and their shares fractured (binomial). Refused where a kind that matters has too few decided: fewer than
    5, unless it holds less than one study in 1,000.
    """
    return weighted([(kind.band in called, kind.n, kind.decided, kind.fractured) for kind in kinds])


def weighted(kinds: Sequence[tuple[bool, int, int, int]]) -> Mapping[str, Figure]:
    """Return "sensitivity" and "specificity" from (called, n, decided, fractured) of each kind."""
    total = sum(n for _, n, _, _ in kinds)
    judged = [kind for kind in kinds if kind[2] >= FEWEST_DECIDED or kind[1] * 1000 >= total]
    if total < FEWEST:
        return {"sensitivity": too_few(total), "specificity": too_few(total)}
    lacking = [kind for kind in judged if kind[2] < min(FEWEST_DECIDED, kind[1])]
    if lacking:
        short = sum(n for _, n, _, _ in lacking)
        note = (
            f"Too few decisions on {short:,} studies, mostly ones on which nobody disagreed: have some of "
            "them drawn for an audit."
        )
        return {"sensitivity": missing(total, note), "specificity": missing(total, note)}
    return {
        "sensitivity": _share([(called, n, m, x) for called, n, m, x in judged], total),
        "specificity": _share([(not called, n, m, m - x) for called, n, m, x in judged], total),
    }


def _share(kinds: Sequence[tuple[bool, int, int, int]], total: int) -> Figure:
    """Return the share called rightly among those that have it, with its interval."""
    held = sum(n / total * x / m for _, n, m, x in kinds)
    if held * total < FEWEST:
        return missing(
            round(held * total), f"Too few: about {held * total:.0f} of the {FEWEST} that it takes."
        )
    value = sum(n / total * x / m for right, n, m, x in kinds if right) / held
    variance = 0.0
    for right, n, m, x in kinds:
        part, pull = n / total, (right - value) / held
        # Half a study either way: a kind in which all decided are alike is not known for certain.
        p = (x + 0.5) / (m + 1)
        variance += (part * pull) ** 2 * p * (1 - p) / m + part * (x / m * pull) ** 2 / total
    return on_logit(value, variance, total, BEGG_GREENES)


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
