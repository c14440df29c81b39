"""What is to be simulated, and what is then true of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from math import log
from statistics import NormalDist
from typing import Any

from core.errors import SimulationError
from core.records import Experience

MODEL, VERSION = "simulated", "1.0.0"
DAYS_A_MONTH = 30
_phi = NormalDist().cdf


class DriftKind(StrEnum):
    """What shifts on the day: how films look, what the network says, or what is sent."""

    INPUT = "input"
    SCORE = "score"
    MIX = "mix"


@dataclass(frozen=True, slots=True)
class Drift:
    """A shift from one day on, counted from 1.

    size: of films' greys in their standard deviations (input), of the log odds (score), or of the share of
    hands (mix).
    """

    kind: DriftKind
    day: int
    size: float


@dataclass(frozen=True, slots=True)
class SimulatedReader:
    """A reader of known skill alone, and of known susceptibility to the model's answer.

    follows_wrong: how often a right call is given up for a wrong answer; follows_right: how often a wrong
    call is given up for a right one.
    """

    name: str
    experience: Experience
    sensitivity: float
    specificity: float
    follows_wrong: float
    follows_right: float


READERS = (
    SimulatedReader("sim-ash", Experience.TRAINEE, 0.80, 0.88, 0.45, 0.65),
    SimulatedReader("sim-birch", Experience.TRAINEE, 0.83, 0.90, 0.35, 0.60),
    SimulatedReader("sim-cedar", Experience.SPECIALIST, 0.88, 0.94, 0.22, 0.55),
    SimulatedReader("sim-elm", Experience.SPECIALIST, 0.90, 0.93, 0.18, 0.50),
    SimulatedReader("sim-hazel", Experience.SENIOR_SPECIALIST, 0.93, 0.96, 0.10, 0.45),
    SimulatedReader("sim-oak", Experience.SENIOR_SPECIALIST, 0.92, 0.97, 0.08, 0.40),
)


@dataclass(frozen=True, slots=True)
class Region:
    """A body region: its share of all studies, and how many of its films show a fracture."""

    name: str
    share: float
    prevalence: float


REGIONS = (
    Region("hand", 0.40, 0.22),
    Region("leg", 0.30, 0.18),
    Region("shoulder", 0.18, 0.15),
    Region("hip", 0.12, 0.25),
)
VIEWS = (("frontal", 0.55), ("lateral", 0.30), ("oblique", 0.15))
DEVICES = (("Siemens", "DX", 0.5), ("Philips", "DX", 0.3), ("Fujifilm", "CR", 0.2))
# Each site's share of each device's films, and each band's share of each region's patients: hips are old.
SITES = (
    ("Simulated Main Hospital", (0.8, 0.6, 0.0)),
    ("Simulated North Clinic", (0.2, 0.3, 0.3)),
    ("Simulated Practice", (0.0, 0.1, 0.7)),
)
AGES = (
    ("0-9", (0.12, 0.10, 0.06, 0.01)),
    ("10-19", (0.20, 0.18, 0.12, 0.02)),
    ("20-29", (0.16, 0.14, 0.12, 0.02)),
    ("30-39", (0.12, 0.12, 0.12, 0.03)),
    ("40-49", (0.11, 0.12, 0.13, 0.05)),
    ("50-59", (0.10, 0.12, 0.14, 0.09)),
    ("60-69", (0.08, 0.10, 0.13, 0.15)),
    ("70-79", (0.06, 0.07, 0.10, 0.25)),
    ("80-89", (0.04, 0.04, 0.06, 0.28)),
    ("90+", (0.01, 0.01, 0.02, 0.10)),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A department's months.

    ends: the first day after the last (UTC). separation: of fractured and other films in the network's log
    odds, in standard deviations, so that AUROC within a region is Phi(separation / sqrt(2)).
    low, high: the model's operating points. blind_share: of studies read blind first.
    decided: share of disputes that a senior reader decided on; audited: share of the other read studies that
    were drawn for an audit, all of which were decided on, too. refused: files that were refused, as a share
    of studies.
    """

    studies: int = 20_000
    months: int = 12
    seed: int = 1
    ends: date = date(2026, 1, 1)
    separation: float = 2.6
    low: float = 0.08
    high: float = 0.5
    blind_share: float = 0.5
    decided: float = 0.95
    audited: float = 0.10
    target_minutes: int = 60
    refused: float = 0.01
    drift: Drift | None = None
    readers: tuple[SimulatedReader, ...] = READERS

    def __post_init__(self) -> None:
        if self.studies < 1 or self.months < 1:
            raise SimulationError("A simulation needs at least one study and one month.")
        if self.drift and not 1 <= self.drift.day <= self.days:
            raise SimulationError(f"The day of the drift lies between 1 and {self.days}.")

    @property
    def days(self) -> int:
        """How many days are simulated."""
        return self.months * DAYS_A_MONTH

    @property
    def begins(self) -> date:
        """The first day (UTC)."""
        return self.ends - timedelta(days=self.days)

    @property
    def now(self) -> datetime:
        """The end of the last day (UTC): what would happen later has not happened."""
        return datetime(self.ends.year, self.ends.month, self.ends.day, tzinfo=UTC)


def truth(plan: Plan) -> dict[str, Any]:
    """Return what is true of a plan's department before any drift, for JSON."""
    fractured = {region.name: _share_called(plan, region, 0.5) for region in REGIONS}
    intact = {region.name: _share_called(plan, region, -0.5) for region in REGIONS}
    shares = _mixed(fractured, {region.name: region.share * region.prevalence for region in REGIONS})
    others = _mixed(intact, {region.name: region.share * (1 - region.prevalence) for region in REGIONS})
    return {
        "prevalence": sum(region.share * region.prevalence for region in REGIONS),
        "sensitivity": {"high_sensitivity": shares[0], "high_specificity": shares[1]},
        "specificity": {"high_sensitivity": 1 - others[0], "high_specificity": 1 - others[1]},
        "regions": {
            name: {"sensitivity": fractured[name], "false_alarms": intact[name]} for name in fractured
        },
        "auroc_in_a_region": _phi(plan.separation / 2**0.5),
        "readers": {reader.name: _reader(reader, shares, others) for reader in plan.readers},
        "drift": None
        if plan.drift is None
        else {
            "kind": plan.drift.kind.value,
            "day": plan.drift.day,
            "date": (plan.begins + timedelta(days=plan.drift.day - 1)).isoformat(),
            "size": plan.drift.size,
        },
    }


def _share_called(plan: Plan, region: Region, side: float) -> tuple[float, float]:
    """Return the share at or above the low and the high point of films on one side (0.5 fractured)."""
    d, odds = plan.separation, log(region.prevalence / (1 - region.prevalence))
    low, high = (1 - _phi((log(t / (1 - t)) - odds) / d - side * d) for t in (plan.low, plan.high))
    return low, high


def _mixed(shares: dict[str, tuple[float, float]], weights: dict[str, float]) -> tuple[float, float]:
    total = sum(weights.values())
    low, high = (sum(shares[name][place] * weights[name] for name in shares) / total for place in (0, 1))
    return low, high


def _reader(
    reader: SimulatedReader, fractured: tuple[float, float], intact: tuple[float, float]
) -> dict[str, Any]:
    """What a reader says with the answer follows from what it says alone, band by band."""
    found, missed = fractured[1], 1 - fractured[0]
    cleared, alarmed = 1 - intact[0], intact[1]
    se, sp = reader.sensitivity, reader.specificity
    return {
        "experience": reader.experience.value,
        "sensitivity": {
            "before": se,
            "after": se + (1 - se) * found * reader.follows_right - se * missed * reader.follows_wrong,
        },
        "specificity": {
            "before": sp,
            "after": sp + (1 - sp) * cleared * reader.follows_right - sp * alarmed * reader.follows_wrong,
        },
        "follows_wrong": reader.follows_wrong,
        "follows_right": reader.follows_right,
    }
