"""A department that never was: studies, answers, reads and decisions whose truth is known.

It is how the Performance pages are tested, and how they are shown. Everything it writes is marked synthetic.
"""

from core.monitoring.simulation.plan import READERS, Drift, DriftKind, Plan, SimulatedReader
from core.monitoring.simulation.running import simulate

__all__ = ["READERS", "Drift", "DriftKind", "Plan", "SimulatedReader", "simulate"]
