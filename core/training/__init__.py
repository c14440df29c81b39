"""The labelled films, their split, and the training of a network on them.

Importing this front door costs no Keras; `core.training.running` brings it.
"""

from core.training.fracatlas import Film, FracAtlas, read_fracatlas
from core.training.labelled import LabelledFolder, read_labelled
from core.training.recipe import RECIPES, Recipe, recipe_for
from core.training.splits import Part, Split, make_split, read_split, write_split

__all__ = [
    "RECIPES",
    "Film",
    "FracAtlas",
    "LabelledFolder",
    "Part",
    "Recipe",
    "Split",
    "make_split",
    "read_fracatlas",
    "read_labelled",
    "read_split",
    "recipe_for",
    "write_split",
]
