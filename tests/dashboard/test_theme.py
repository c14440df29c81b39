"""The tokens: one truth for Python and Streamlit, legible, and never colour alone."""

import tomllib
from pathlib import Path

import pytest

from core.records import Agreement, Band, Call
from dashboard.theme import AGREEMENTS, BANDS, CALLS, DARK, LIGHT, Palette

CONFIG = tomllib.loads((Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text())


@pytest.mark.parametrize(("name", "palette"), [("dark", DARK), ("light", LIGHT)])
def test_streamlit_and_python_have_the_same_colours(name: str, palette: Palette) -> None:
    theme = CONFIG["theme"][name]
    assert theme["backgroundColor"] == palette.background
    assert theme["secondaryBackgroundColor"] == palette.panel
    assert theme["borderColor"] == palette.line
    assert theme["textColor"] == palette.text
    assert theme["primaryColor"] == theme["linkColor"] == palette.accent


def test_no_offer_to_developers_lies_over_the_answer() -> None:
    assert CONFIG["logger"]["hideWelcomeMessage"] is True


def test_the_server_keeps_to_itself() -> None:
    assert CONFIG["server"]["enableXsrfProtection"] is True
    assert CONFIG["server"]["address"] == "localhost"
    assert CONFIG["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_words_are_legible(palette: Palette) -> None:
    for ground in (palette.background, palette.panel):
        assert contrast(palette.text, ground) >= 7  # WCAG 2.2, 1.4.6
        assert contrast(palette.quiet, ground) >= 4.5  # 1.4.3
        assert contrast(palette.accent, ground) >= 4.5


def test_bands_differ_in_shape_and_word_and_stand_out_from_the_dark() -> None:
    looks = [BANDS[band] for band in Band]
    assert len({look.shape for look in looks}) == len({look.word for look in looks}) == 3
    assert all(contrast(look.colour, DARK.background) >= 3 for look in looks)  # 1.4.11
    assert (BANDS[Band.POSITIVE].colour, BANDS[Band.POSITIVE].shape) == ("#D55E00", "▲")
    assert (BANDS[Band.DOUBT].colour, BANDS[Band.DOUBT].shape) == ("#F0E442", "◆")
    assert (BANDS[Band.NEGATIVE].colour, BANDS[Band.NEGATIVE].shape) == ("#009E73", "●")


def test_every_call_and_agreement_has_a_word() -> None:
    assert set(CALLS) == set(Call)
    assert set(AGREEMENTS) == set(Agreement)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio of two sRGB colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
