"""What only the network and the films can tell: where it looks, what moves it, on whom it does worse.

`core.evaluation` judges predictions, which are numbers; here the network is asked again. A release puts both
into a version's metrics.json, whose keys `core.evaluation` describes.
"""
