"""AUROC from counted probabilities."""

from collections.abc import Sequence

import numpy as np

from core.monitoring.cells import Cell
from core.monitoring.figures import FEWEST, Figure, missing, on_logit, too_few
from core.monitoring.steps import PROBABILITIES

METHOD = "DeLong on 31 steps of the probability, logit scale"


def auroc(known: Sequence[Cell]) -> Figure:
    """Return the area under the ROC curve of studies with a reference.

    Studies in one of the 31 steps (`core.monitoring.steps`) count as tied, which takes a little off the area.
    Given the steps it is the very area and variance of E. R. DeLong et al., Biometrics 44 (1988): each
    fractured study's placement is the share of others below it, ties counting half. The interval is built on
    the logit scale (M. S. Pepe, 2003, section 5.2).
    """
    counts = np.zeros((2, len(PROBABILITIES) + 1))
    for cell in known:
        if cell.step >= 0:
            counts[int(bool(cell.truth)), cell.step] += cell.n
    others, fractured = counts
    n, m = others.sum(), fractured.sum()
    if min(n, m) < FEWEST:
        few = too_few(int(min(n, m)))
        return few if few.n else missing(0, "It takes films with and without a fracture.")
    above = (np.cumsum(others) - others / 2) / n  # of others, below each fractured study
    below = 1 - (np.cumsum(fractured) - fractured / 2) / m  # of fractured, above each other study
    area = float(fractured @ above / m)
    variance = fractured @ (above - area) ** 2 / (m - 1) / m + others @ (below - area) ** 2 / (n - 1) / n
    return on_logit(area, float(variance), int(n + m), METHOD)
