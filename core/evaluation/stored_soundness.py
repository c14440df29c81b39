"""What an examination found of groups, shortcuts, heatmap and robustness, as records.

As in `core.evaluation.stored`, every function returns None for a version from before there were such keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.evaluation.figures import Figure
from core.evaluation.stored import Metrics, record
from core.records import POINTS


@dataclass(frozen=True, slots=True)
class Subgroup:
    """Figures on a group of the test films; sensitivity and specificity at the high-sensitivity point.

    family: "region", "view", "hardware", "views_in_picture", "resolution", "fractures" or "fracture_size".
    against_rest: difference of AUROC from the other films. p_adjusted: Holm's, over all groups with a p.
    flagged: worse than the rest by more than chance would have it.
    """

    family: str
    name: str
    title: str
    n: int
    n_fractured: int
    auroc: Figure
    sensitivity: Figure
    specificity: Figure
    against_rest: Figure
    p: float | None
    p_adjusted: float | None
    flagged: bool


@dataclass(frozen=True, slots=True)
class Subgroups:
    """All groups, those too small to judge by title, and how they were compared."""

    rows: tuple[Subgroup, ...]
    too_small: tuple[str, ...]
    method: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """How well fractures are told by something that can't show one."""

    auroc: Figure
    n: int
    how: str


@dataclass(frozen=True, slots=True)
class FoundBoxes:
    """How the boxes around hot regions, from a level of the heatmap on, meet the marked ones.

    iou: mean over marked boxes of the best overlap. found, touched: shares of marked boxes.
    false_per_film: boxes that touch no marked one.
    """

    n: int
    level: float
    iou: Figure
    found: Figure
    touched: Figure
    false_per_film: Figure


@dataclass(frozen=True, slots=True)
class Randomised:
    """How alike heatmaps stay (rank correlation) as more layers are made random, by the layers.

    J. Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018.
    """

    n: int
    similarity: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class Erasing:
    """Mean probability as the hottest share of each film is erased, or the only share shown.

    V. Petsiuk et al., RISE, BMVC 2018. The areas lie under the curves.
    """

    n: int
    fractions: Sequence[float]
    deletion: Sequence[float]
    insertion: Sequence[float]
    deletion_area: Figure
    insertion_area: Figure
    random_deletion_area: Figure


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Figures by strength of one disturbance, the undisturbed films first; unit may be empty."""

    name: str
    title: str
    unit: str
    levels: Sequence[float]
    sensitivity: Sequence[Figure]
    specificity: Sequence[Figure]
    auroc: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Robustness:
    """Disturbed films at the high-sensitivity point."""

    n: int
    n_fractured: int
    curves: tuple[Disturbance, ...]


def read_subgroups(metrics: Metrics) -> Subgroups | None:
    """Read the groups of test films."""
    found = metrics.get("subgroups")
    if found is None:
        return None
    return Subgroups(
        tuple(record(Subgroup, r) for r in found["rows"]), tuple(found["too_small"]), found["method"]
    )


def read_shortcuts(metrics: Metrics) -> Mapping[str, Shortcut] | None:
    """Read what "border_only" and "thumbnail" tell by themselves."""
    found = metrics.get("shortcuts")
    return None if found is None else {name: record(Shortcut, part) for name, part in found.items()}


def read_boxes(metrics: Metrics) -> Mapping[str, FoundBoxes] | None:
    """Read how found boxes meet marked ones, at each operating level by its name."""
    found = metrics.get("boxes")
    if found is None or "level" in found:  # Versions released before had one level only.
        return None
    return {name: record(FoundBoxes, {"n": found["n"], **found[name]}) for name in POINTS}


def read_randomised(metrics: Metrics) -> Randomised | None:
    """Read whether the heatmap depends on what was learnt."""
    found = metrics.get("randomised")
    if found is None:
        return None
    steps = tuple((step["layers"], step["rank_correlation"]) for step in found["similarity"])
    return Randomised(found["n"], steps)


def read_erasing(metrics: Metrics) -> Erasing | None:
    """Read what erasing and showing the hottest part does to the answer."""
    found = metrics.get("erasing")
    return None if found is None else record(Erasing, found)


def read_robustness(metrics: Metrics) -> Robustness | None:
    """Read how the figures bear disturbed films."""
    found = metrics.get("robustness")
    if found is None:
        return None
    return Robustness(
        found["n"], found["n_fractured"], tuple(record(Disturbance, c) for c in found["curves"])
    )
