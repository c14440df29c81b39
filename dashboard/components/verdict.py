"""A model's answer in words, colour and shape; never colour alone."""

from html import escape

import streamlit as st

from core.records import Analysis, Band, OperatingPoints
from dashboard.depiction import sentence as shown
from dashboard.theme import BANDS


def shape(band: Band) -> str:
    """Return a band's shape in the band's colour, cut out by the style sheet and hidden from screen readers.

    No SVG: Streamlit takes it out of HTML.
    """
    return (
        f"<i class='callus-shape callus-{band}' style='--band:{BANDS[band].colour}' aria-hidden='true'></i>"
    )


def badge(band: Band) -> str:
    """Return a band as HTML: shape and word."""
    return f"<span class='callus-badge'>{shape(band)}{BANDS[band].word}</span>"


def percent(probability: float, digits: int = 0) -> str:
    """Return a probability as a person reads it: whole per cent, never a certain 0 or 100.

    digits: decimals, where whole per cent don't tell it from another one.
    """
    least = 10.0**-digits
    if probability * 100 < least:
        return f"< {least:.{digits}f} %"
    most = 100 - least
    return f"> {most:.{digits}f} %" if probability * 100 > most else f"{probability * 100:.{digits}f} %"


def told_apart(probability: float, points: OperatingPoints) -> tuple[str, str, str]:
    """Return a probability and both thresholds in words, with decimals (two at most) that tell them apart.

    "43 %, uncertain; positive from 43 %" would contradict itself.
    """
    values = (probability, points.high_sensitivity, points.high_specificity)
    different = len(set(values))
    ways = [tuple(percent(value, digits) for value in values) for digits in (0, 1, 2)]
    said, low, high = next((way for way in ways if len(set(way)) == different), ways[-1])
    return said, low, high


def sentence(band: Band, probability: float) -> str:
    """Return band and probability as one plain sentence, for alt texts and exports."""
    look = BANDS[band]
    return f"{look.phrase}: probability of a fracture {percent(probability)} ({look.word.lower()} band)."


def verdict(analysis: Analysis | None) -> None:
    """Draw one model's answer large: shape, phrase, probability, and where it lies between the thresholds.

    What the film shows in the model's eyes stands quietly below, where it says so. Without an answer the
    place stays empty.
    """
    if analysis is None:
        st.empty()
        return
    look, points = BANDS[analysis.band], analysis.operating_points
    said, low, high = told_apart(analysis.probability, points)
    _draw(
        f"{shape(analysis.band)}<strong>{look.phrase}</strong><b>{escape(said)}</b>",
        f"<span>{look.word} band</span><span>calibrated probability of a fracture</span>",
        "<i class='callus-track'></i><i class='callus-mark'></i>",
        f"Negative below {low}, positive from {high}.",
        shown(analysis.depiction),
        style=f"--band:{look.colour};--p:{analysis.probability:.4f};"
        f"--low:{points.high_sensitivity:.4f};--high:{points.high_specificity:.4f}",
    )


def pending() -> None:
    """Draw a place of the size of a verdict while the answer is being made."""
    _draw(
        "<i class='callus-bone'></i><strong>Being analysed</strong>",
        "<span>The film is kept and can be viewed meanwhile.</span>",
        "<i class='callus-track callus-none'></i>",
        "",
        style="--band:currentColor",
    )


def _draw(head: str, words: str, scale: str, below: str, last: str = "", *, style: str) -> None:
    quiet = f"<p class='callus-scale-words'>{escape(last)}</p>" if last else ""
    st.html(
        f"<section class='callus-verdict' role='status' style='{style}'>"
        f"<div class='callus-verdict-head'>{head}</div><div class='callus-verdict-words'>{words}</div>"
        f"<div class='callus-scale' aria-hidden='true'>{scale}</div>"
        f"<p class='callus-scale-words'>{escape(below) or '&nbsp;'}</p>{quiet}</section>"
    )
