"""Drawing a department's studies: everything that happens to them, as arrays."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.monitoring.simulation.plan import AGES, DEVICES, REGIONS, SITES, VIEWS, DriftKind, Plan

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

FEATURES = 16
NEGATIVE, DOUBT, POSITIVE = 0, 1, 2
_WEEKEND = 0.6  # of a workday's studies
_HOURS = (1.0, 0.8, 0.6, 0.5, 0.5, 0.8, 1.5, 3.0, 5.0, 6.0, 6.5, 6.0, 5.5, 5.5, 6.0, 6.0, 5.5, 5.0, 5.0, 4.5,
          4.0, 3.0, 2.0, 1.5)  # fmt: skip
_MICRO = 1_000_000
_ORIGINS = 1  # which stream of the seed's chances draws sites and ages


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Everything about n studies in the order they came in, each array (n,) unless said otherwise.

    Moments are microseconds since 1970 (UTC). fractured: the truth. region, view, device, site, age, reader:
    places in the plan's lists. first, final: calls, True for fracture. first counts where blind.
    audited: drawn for an audit, since nobody disputes them.
    features: (n, 16) of unit length.
    """

    arrived: Ints
    fractured: Bools
    region: Ints
    view: Ints
    device: Ints
    site: Ints
    age: Ints
    probability: Floats
    band: Ints
    analysed: Ints
    reader: Ints
    blind: Bools
    first: Bools
    final: Bools
    first_seconds: Floats
    seconds: Floats
    read: Ints
    is_read: Bools
    audited: Bools
    decided: Bools
    decided_at: Ints
    grey_mean: Floats
    grey_spread: Floats
    features: NDArray[np.float16]

    @property
    def disputed(self) -> Bools:
        """Whether reader and model contradict each other, or the reader changed their mind."""
        return np.asarray(self.is_read & (self.against_model | self.changed_mind))

    @property
    def against_model(self) -> Bools:
        """Whether the reader's final call contradicts a positive or negative answer."""
        return np.asarray((self.band != DOUBT) & (self.final != (self.band == POSITIVE)))

    @property
    def changed_mind(self) -> Bools:
        """Whether the reader's call before the answer was another one."""
        return np.asarray(self.blind & (self.first != self.final))


def draw(plan: Plan) -> Drawn:
    """Return the studies of a plan; the same plan gives the same ones."""
    rng = np.random.default_rng(plan.seed)
    n = plan.studies
    day, arrived = _arrivals(plan, rng)
    drifted = np.zeros(n, np.bool_) if plan.drift is None else day >= plan.drift.day - 1
    region = _regions(plan, rng, drifted)
    fractured = rng.random(n) < np.array([each.prevalence for each in REGIONS])[region]
    probability, band = _answers(plan, rng, fractured, region, drifted)
    reader, blind = rng.integers(len(plan.readers), size=n), rng.random(n) < plan.blind_share
    first, final = _calls(plan, rng, fractured, band, reader)
    grey_mean, grey_spread, features = _films(plan, rng, region, probability, drifted)
    read = arrived + (_waits(rng, arrived, band) * 60 * _MICRO).astype(np.int64)
    now = int(plan.now.timestamp()) * _MICRO
    is_read = read < now
    drawn = {
        "arrived": arrived,
        "fractured": fractured,
        "region": region,
        "view": _pick(rng, n, [share for _, share in VIEWS]),
        "device": _pick(rng, n, [share for *_, share in DEVICES]),
        "probability": probability,
        "band": band,
        "analysed": arrived + (rng.lognormal(np.log(20), 0.5, n) * _MICRO).astype(np.int64),
        "reader": reader,
        "blind": blind,
        "first": first,
        "final": final,
        "first_seconds": rng.lognormal(np.log(40), 0.5, n),
        "seconds": np.where(blind, rng.lognormal(np.log(12), 0.5, n), rng.lognormal(np.log(42), 0.5, n)),
        "read": read,
        "is_read": is_read,
        "grey_mean": grey_mean,
        "grey_spread": grey_spread,
        "features": features,
    }
    return Drawn(**drawn, **_decisions(plan, rng, drawn, now), **_origins(plan, drawn))


def _arrivals(plan: Plan, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return each study's day from 0 and its moment, in order."""
    weekday = (plan.begins.weekday() + np.arange(plan.days)) % 7
    busy = np.where(weekday < 5, 1.0, _WEEKEND) * rng.lognormal(0, 0.05, plan.days)
    a_day = rng.multinomial(plan.studies, busy / busy.sum())
    day = np.repeat(np.arange(plan.days), a_day)
    hour = _pick(rng, plan.studies, _HOURS)
    began = int(datetime(plan.begins.year, plan.begins.month, plan.begins.day, tzinfo=UTC).timestamp())
    seconds = began + day * 86_400 + hour * 3_600 + rng.random(plan.studies) * 3_600
    moments = np.sort((seconds * _MICRO).astype(np.int64))
    return (moments // _MICRO - began) // 86_400, moments


def _regions(plan: Plan, rng: np.random.Generator, drifted: Bools) -> Ints:
    region = _pick(rng, plan.studies, [each.share for each in REGIONS])
    if plan.drift and plan.drift.kind is DriftKind.MIX:
        # Others become hands as often as it takes to raise the share of hands by the size.
        turned = rng.random(plan.studies) < plan.drift.size / (1 - REGIONS[0].share)
        region = np.where(drifted & turned, 0, region)
    return region


def _answers(
    plan: Plan, rng: np.random.Generator, fractured: Bools, region: Ints, drifted: Bools
) -> tuple[Floats, Ints]:
    """Return probabilities, right on average until the drift, and bands."""
    prevalence = np.array([each.prevalence for each in REGIONS])[region]
    score = rng.normal(np.where(fractured, 0.5, -0.5) * plan.separation, 1.0)
    logit = plan.separation * score + np.log(prevalence / (1 - prevalence))
    if plan.drift and plan.drift.kind is DriftKind.SCORE:
        logit = logit + plan.drift.size * drifted
    probability = 1 / (1 + np.exp(-logit))
    band = np.where(probability >= plan.high, POSITIVE, np.where(probability < plan.low, NEGATIVE, DOUBT))
    return probability, band


def _calls(
    plan: Plan, rng: np.random.Generator, fractured: Bools, band: Ints, reader: Ints
) -> tuple[Bools, Bools]:
    """Return what readers say alone, and with the answer; an answer in doubt changes nobody's mind."""
    skill = np.array([(each.sensitivity, each.specificity) for each in plan.readers])[reader]
    right = rng.random(len(band)) < np.where(fractured, skill[:, 0], skill[:, 1])
    first = fractured == right
    follows = np.array([(each.follows_wrong, each.follows_right) for each in plan.readers])[reader]
    contradicted = (band != DOUBT) & (first != (band == POSITIVE))
    given_up = contradicted & (rng.random(len(band)) < np.where(right, follows[:, 0], follows[:, 1]))
    return first, first != given_up


def _films(
    plan: Plan, rng: np.random.Generator, region: Ints, probability: Floats, drifted: Bools
) -> tuple[Floats, Floats, NDArray[np.float16]]:
    n = plan.studies
    moved = plan.drift.size if plan.drift and plan.drift.kind is DriftKind.INPUT else 0.0
    grey = np.clip(0.42 + 0.06 * (rng.normal(size=n) + moved * drifted), 0, 1)
    spread = np.clip(0.22 + 0.03 * (rng.normal(size=n) + moved / 2 * drifted), 0, 1)
    features = rng.normal(size=(n, FEATURES))
    features[np.arange(n), region] += 2.0
    features[:, FEATURES - 1] += 2 * probability
    features[:, :8] += (moved * drifted)[:, None]
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    return grey, spread, features.astype(np.float16)


def _waits(rng: np.random.Generator, arrived: Ints, band: Ints) -> Floats:
    """Return minutes to the read: longer at night, shorter where the worklist puts a study first."""
    hour = arrived // (3_600 * _MICRO) % 24
    slower = np.where((hour < 7) | (hour >= 20), 1.8, 1.0) * np.where(band == POSITIVE, 0.6, 1.0)
    waits: Floats = rng.lognormal(np.log(25), 0.8, len(arrived)) * slower
    return waits


def _decisions(plan: Plan, rng: np.random.Generator, drawn: dict[str, Any], now: int) -> dict[str, Any]:
    n, band, final, blind = plan.studies, drawn["band"], drawn["final"], drawn["blind"]
    against = (band != DOUBT) & (final != (band == POSITIVE))
    disputed = against | (blind & (drawn["first"] != final))
    drawn_for = rng.random(n) < np.where(disputed, plan.decided, plan.audited)
    at = drawn["read"] + (rng.uniform(2, 48, n) * 3_600 * _MICRO).astype(np.int64)
    drawn_for &= drawn["is_read"]
    return {"audited": drawn_for & ~disputed, "decided": drawn_for & (at < now), "decided_at": at}


def _origins(plan: Plan, drawn: dict[str, Any]) -> dict[str, Any]:
    """Return sites by device and ages by region, by chances of their own: whatever else was drawn stays."""
    rng = np.random.default_rng([plan.seed, _ORIGINS])
    return {
        "site": _given(rng, drawn["device"], [shares for _, shares in SITES]),
        "age": _given(rng, drawn["region"], [shares for _, shares in AGES]),
    }


def _given(rng: np.random.Generator, condition: Ints, shares: Any) -> Ints:
    """Return for each study a place, by the shares (places, conditions) under its condition."""
    steps = np.cumsum(np.asarray(shares, np.float64), axis=0)
    steps /= steps[-1]
    return np.asarray((rng.random(len(condition)) >= steps[:-1, condition]).sum(axis=0))


def _pick(rng: np.random.Generator, n: int, weights: Any) -> Ints:
    shares = np.asarray(weights, np.float64)
    return rng.choice(len(shares), size=n, p=shares / shares.sum())
