"""The film viewer: a radiograph with its heatmap and marked regions, all views of it made in the browser.

`viewer` sends the picture once; heatmap, opacity, boxes, zoom and pan then need no server. The pictures
travel inside the message as data URIs: none has an address that could be guessed or cached.
"""

from dashboard.components.film.layers import Layer, alt_text, layer
from dashboard.components.film.viewer import viewer

__all__ = ["Layer", "alt_text", "layer", "viewer"]
