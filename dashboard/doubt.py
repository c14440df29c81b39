"""Why an answer deserves a second look: plain sentences, worked out from records alone."""

from collections.abc import Sequence

from core.records import Analysis, Band
from dashboard.components.figures import name_of_model
from dashboard.components.verdict import told_apart
from dashboard.theme import BANDS

SMALLEST_SIDE = 256
NEAR = 0.03


def agreement(analyses: Sequence[Analysis]) -> str:
    """Return one sentence on whether the networks agree; empty where there are not at least two.

    They agree when all bands are the same, and contradict each other when one says positive and one negative.
    """
    if len(analyses) < 2:
        return ""
    bands = {analysis.band for analysis in analyses}
    all_of_them = "Both networks" if len(analyses) == 2 else "All networks"
    if bands == {Band.DOUBT}:
        return f"{all_of_them} are in doubt."
    if len(bands) == 1:
        return f"{all_of_them} agree."
    if {Band.POSITIVE, Band.NEGATIVE} <= bands:
        return "The networks contradict each other."
    return "The networks differ: one is less sure."


def reasons(analyses: Sequence[Analysis], size: tuple[int, int], remarks: Sequence[str]) -> tuple[str, ...]:
    """Return the reasons for doubt, the weightiest first.

    analyses: the deciding one first; size: (width, height) of the film in pixels; remarks: the file's own.
    """
    if not analyses:
        return (*_of_film(size), *remarks)
    return (*_of_answer(analyses[0]), *_of_others(analyses), *_of_film(size), *remarks)


def _of_answer(answer: Analysis) -> list[str]:
    found = []
    if answer.band is Band.DOUBT:
        _, low, high = told_apart(answer.probability, answer.operating_points)
        found.append(f"The probability lies between the operating points ({low} and {high}).")
    elif (gap := _nearest(answer)) < NEAR:
        found.append(f"The probability is only {gap * 100:.1f} points from the doubt band.")
    if answer.band is Band.POSITIVE and not answer.has_evidence:
        found.append("The heatmap shows no region that explains the positive answer.")
    return found


def _nearest(answer: Analysis) -> float:
    points = answer.operating_points
    if answer.band is Band.POSITIVE:
        return answer.probability - points.high_specificity
    return points.high_sensitivity - answer.probability


def _of_others(analyses: Sequence[Analysis]) -> list[str]:
    if len(analyses) == 1:
        return ["Only one network gave an opinion."]
    first = analyses[0]
    return [
        f"{name_of_model(other.model, other.version)} says {BANDS[other.band].word.lower()}, "
        f"{name_of_model(first.model, first.version)} says {BANDS[first.band].word.lower()}."
        for other in analyses[1:]
        if other.band is not first.band
    ]


def _of_film(size: tuple[int, int]) -> list[str]:
    if min(size) >= SMALLEST_SIDE:
        return []
    return [f"The film is small ({size[0]} by {size[1]} pixels): fine fracture lines may be lost."]
