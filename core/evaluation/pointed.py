"""Two versions' heatmaps on the same films: whose highest point lies on a marked fracture where the other's
does not.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.evaluation.agreement import crossed, mcnemar
from core.evaluation.figures import Figure, undefined
from core.evaluation.grouped import mean, share
from core.evaluation.intervals import Vector
from core.evaluation.labelled import FEWEST

_TOO_FEW = f"Too few films with marked fractures: fewer than {FEWEST}."


def compare_pointing(
    one: Mapping[str, Any] | None,
    other: Mapping[str, Any] | None,
    groups: Mapping[str, int] | None = None,
) -> dict[str, Any] | None:
    """Return how two versions' Grad-CAM maps differ on the films that both were asked of, JSON-ready.

        n               films with marked fractures
        hits            {"both", "only_one", "only_other", "neither"}: films whose fracture the map points at
        mcnemar         p of McNemar's exact test, or null
        one, other      figures, the share of hits of each
        difference      figure, the mean paired difference of hits (one less other)
        energy          figure, the same of the share of the map inside the boxes

    one, other: "pointing" of metrics.json; None is returned where either lacks it or does not tell it film by
    film. groups: image id -> group of related films; without, every film is one of its own.
    """
    ours, theirs = _films(one), _films(other)
    if not ours or not theirs:
        return None
    ids = [image_id for image_id in ours if image_id in theirs]
    hits, others = (np.array([side[i]["hit"] for i in ids], np.bool_) for side in (ours, theirs))
    energy = np.array([ours[i]["energy"] - theirs[i]["energy"] for i in ids], np.float64)
    members = np.array([number if groups is None else groups[i] for number, i in enumerate(ids)], np.int64)
    table = crossed(hits, others)

    def paired(values: Vector) -> Figure:
        return undefined(len(ids), _TOO_FEW) if len(ids) < FEWEST else mean(values, members)

    return {
        "n": len(ids),
        "hits": table,
        "mcnemar": mcnemar(table),
        "one": share(hits, members),
        "other": share(others, members),
        "difference": paired(hits.astype(np.float64) - others),
        "energy": paired(energy),
    }


def _films(pointing: Mapping[str, Any] | None) -> Mapping[str, Mapping[str, Any]]:
    return {film["image_id"]: film for film in (pointing or {}).get("films", ())}
