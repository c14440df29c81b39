"""Networks, the model store, calibration and operating points.

Importing this front door costs no Keras: that is imported when a network is built.
"""

from core.models.architectures import ARCHITECTURES, FEATURE_LAYER, build_network
from core.models.calibration import calibrated, fit_calibration
from core.models.heads import Heads
from core.models.operating import choose_finding_levels, choose_operating_points
from core.models.store import ModelStore, Prediction, get_weights, set_weights

__all__ = [
    "ARCHITECTURES",
    "FEATURE_LAYER",
    "Heads",
    "ModelStore",
    "Prediction",
    "build_network",
    "calibrated",
    "choose_finding_levels",
    "choose_operating_points",
    "fit_calibration",
    "get_weights",
    "set_weights",
]
