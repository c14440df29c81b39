"""The Overview's parts as plain HTML: the headline, a tile, its small trend. No chart library is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

_DOTS = 12
_LOWEST = 0.12  # of the height: where the least lies


@dataclass(frozen=True, slots=True)
class Tile:
    """A question's main figure.

    trend: the oldest first, None where too few are known; of: what it is of; share: whether of shares.
    """

    title: str
    value: str
    below: str
    trend: Sequence[float | None]
    of: str
    share: bool = True


def first(shape: str, word: str, sentence: str) -> None:
    """Draw what comes first."""
    st.html(
        f"<div class='callus-first'><span><i aria-hidden='true'>{shape}</i> {escape(word)}</span>"
        f"<strong>{escape(sentence)}</strong></div>"
    )


def other(shape: str, word: str, sentence: str) -> None:
    """Draw one of those that come after it."""
    st.html(
        f"<p class='callus-other'><i aria-hidden='true'>{shape}</i> "
        f"<span class='callus-said'>{escape(word)}: </span>{escape(sentence)}</p>"
    )


def tile(found: Tile) -> None:
    """Draw a tile: what it is, the figure, its interval and n, and the trend."""
    st.html(
        f"<div class='callus-tile'><span>{escape(found.title)}</span><strong>{escape(found.value)}</strong>"
        f"<small>{escape(found.below)}</small>{_trend(found)}</div>"
    )


def thinned(values: Sequence[float]) -> list[float]:
    """Return at most twelve of many values, the last among them."""
    return [values[place] for place in places(len(values))]


def places(count: int) -> list[int]:
    """Return at most twelve evenly spread places, the last among them."""
    if count <= _DOTS:
        return list(range(count))
    return [round((count - 1) * place / (_DOTS - 1)) for place in range(_DOTS)]


def _trend(found: Tile) -> str:
    """Dots between the least and the most; where there are fewer than two, a quiet word instead.

    Dots and not bars: a bar is read from zero, and this scale doesn't begin there.
    """
    known = [value for value in found.trend if value is not None]
    if len(known) < 2:
        return "<div class='callus-trend'><small>no trend yet</small></div>"
    least, spread = _scale(known, share=found.share)
    dots = "".join(
        "<b class='callus-none'></b>"
        if value is None
        else f"<b style='height:{100 * (_LOWEST + (1 - _LOWEST) * (value - least) / spread):.0f}%'></b>"
        for value in found.trend
    )
    words = (
        f"{found.of}: from {_short(known[0], share=found.share)} to {_short(known[-1], share=found.share)}"
    )
    return (
        f"<div class='callus-trend'><span role='img' aria-label='{escape(words)}'>{dots}</span>"
        f"<small>{escape(words)}</small></div>"
    )


def _scale(known: Sequence[float], *, share: bool) -> tuple[float, float]:
    """Return where the scale begins and its reach: shares at least 10 points, or noise would look big."""
    least, most = min(known), max(known)
    narrow = 0.1 if share else 1.0
    if most - least >= narrow:
        return least, most - least
    return (least + most - narrow) / 2, narrow


def _short(value: float, *, share: bool) -> str:
    return f"{100 * value:.0f} %" if share else f"{value:,.0f}"
