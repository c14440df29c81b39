"""The look as tokens: colours, and what a decision band looks like.

The same colours stand in `.streamlit/config.toml`, which Streamlit reads before any Python runs; a test holds
the two together. Bands take their colours from the palette of M. Okabe and K. Ito (Color Universal Design,
2008), which people with any kind of colour vision can tell apart, and always come with a shape and a word.
"""

from dataclasses import dataclass
from types import MappingProxyType

from core.records import Agreement, Band, Call


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as CSS hexadecimal."""

    background: str
    panel: str
    line: str
    text: str
    quiet: str
    accent: str


@dataclass(frozen=True, slots=True)
class BandLook:
    """How a band is shown: colour, shape and word, never colour alone.

    word: the band's name in a table; phrase: the sentence of the verdict.
    """

    colour: str
    shape: str
    word: str
    phrase: str


DARK = Palette("#0B0D10", "#14181D", "#262C34", "#E6E9ED", "#9AA4AF", "#5AA9E6")
LIGHT = Palette("#F6F7F9", "#FFFFFF", "#D5DAE1", "#15191E", "#55606C", "#1565A9")

BANDS = MappingProxyType(
    {
        Band.POSITIVE: BandLook("#D55E00", "▲", "Positive", "Fracture likely"),
        Band.DOUBT: BandLook("#F0E442", "◆", "Doubt", "Uncertain"),
        Band.NEGATIVE: BandLook("#009E73", "●", "Negative", "Fracture unlikely"),
    }
)

CALLS = MappingProxyType(
    {Call.FRACTURE: "Fracture", Call.NO_FRACTURE: "No fracture", Call.UNSURE: "Unsure"},
)
AGREEMENTS = MappingProxyType(
    {Agreement.AGREE: "Agree", Agreement.DISAGREE: "Disagree", Agreement.UNSURE: "Unsure"},
)
