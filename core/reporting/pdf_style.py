"""Sizes in millimetres and points, and colours, of the PDF."""

FAMILY = "DejaVu"
MARGIN = 18.0
RULE = 0.2
SIZE = 9.0
SMALL = 7.5
LEADING = 4.6
INK, GREY, LINE, BLUE = (29, 39, 51), (90, 101, 114), (213, 219, 226), (31, 95, 168)
PALE, WARM, ORANGE = (244, 247, 250), (255, 244, 232), (194, 86, 10)
