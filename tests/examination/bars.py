"""A network made by hand that sees the bright bars of `tests.training.films`, and nothing else."""

from typing import Any

import numpy as np

from core.models import Heads, build_network
from core.training.fracatlas import TRAITS

SIDE = 32


def bar_network() -> Any:
    """A tiny network whose logit rises with what is well above a film's mean.

    Every kernel takes a mean; the first batch normalisation takes 1 away, so that noise falls below 0.
    """
    network = build_network("tiny", SIDE)
    for name in ("conv0", "conv1", "features"):
        layer = network.get_layer(name)
        kernel, *rest = layer.get_weights()
        layer.set_weights([np.full_like(kernel, 1 / kernel[..., 0].size), *rest])
    norm = network.get_layer("bn0")
    gamma, beta, mean, variance = norm.get_weights()
    norm.set_weights([gamma, beta - 1, mean, variance])
    logit = network.get_layer("logit")
    kernel, bias = logit.get_weights()
    logit.set_weights([np.ones_like(kernel), bias])
    return network


def bar_heads(channels: int = 8) -> Heads:
    """Heads whose grid is the mean over the channels, and which say half of every trait."""
    return Heads(
        trait_names=TRAITS,
        trait_kernel=np.zeros((channels, len(TRAITS)), np.float32),
        trait_bias=np.zeros(len(TRAITS), np.float32),
        grid_kernel=np.full(channels, 1 / channels, np.float32),
        grid_bias=-1.0,
    )
