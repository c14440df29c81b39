"""The look as tokens: colours, and what a decision band looks like.

The same colours stand in `.streamlit/config.toml`, which Streamlit reads before any Python runs; a test holds
the two together. Bands take their colours from the palette of M. Okabe and K. Ito (Color Universal Design,
2008), which people with any kind of colour vision can tell apart, and always come with a shape and a word.
"""

from dataclasses import dataclass
from types import MappingProxyType

from core.records import Agreement, Band, Call, Experience, Objection, Role


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
ROLES = MappingProxyType(
    {
        Role.READER: "Reader",
        Role.SENIOR: "Senior reader",
        Role.ADMINISTRATOR: "Administrator",
        Role.VIEWER: "Viewer",
    }
)
EXPERIENCES = MappingProxyType(
    {
        Experience.TRAINEE: "Trainee",
        Experience.SPECIALIST: "Specialist",
        Experience.SENIOR_SPECIALIST: "Senior specialist",
    }
)
OBJECTIONS = MappingProxyType(
    {
        Objection.FALSE_ALARM: "False alarm",
        Objection.MISSED: "Missed",
        Objection.WRONG_PLACE: "Wrong place",
    },
)
