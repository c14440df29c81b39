"""What more than one section puts into its tables."""

from core.monitoring.figures import Figure
from core.reporting.blocks import Cell
from core.reporting.words import cell, percent


def share(figure: Figure) -> Cell:
    """Return a share in per cent with its interval."""
    return cell(figure.as_dict(), percent)
