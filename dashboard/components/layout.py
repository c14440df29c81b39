"""The frame that every page shares: menu, width, header, empty states and footer."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from html import escape
from pathlib import Path
from re import sub

import streamlit as st

from dashboard.components.colours import palette

FILM_AND_ANSWER = (13, 7)
NOTICE = "Decision support, not a diagnosis."
_MARK = Path(__file__).with_name("mark.svg")  # a Material icon here would be fetched from outside
_STYLE = Path(__file__).with_name("style.css")


def frame(pages: Sequence[st.Page]) -> st.Page:
    """Set the window up, draw the menu and return the page that was asked for."""
    st.set_page_config(page_title="Callus", page_icon=str(_MARK), layout="wide")
    page = st.navigation(list(pages), position="top")
    st.html(_STYLE)
    return page


def body() -> AbstractContextManager[object]:
    """Return the place of the page's own content, with the footer already below it.

    The footer is drawn first, so that it is there even when a page stops half way.
    """
    content = st.container(key="callus-body")
    st.container(key="callus-foot").html(f"<footer class='callus-footer'>{escape(NOTICE)}</footer>")
    return content


def anchor(address: str, words: str) -> None:
    """Draw a link to an address outside the pages, one that the server answers by itself."""
    style = f"color:{palette().accent}"
    st.html(f"<a style='{style}' href='{escape(address)}' target='_self'>{escape(words)}</a>")


def header(title: str, purpose: str) -> None:
    """Draw a page's title and the one line that says what the page is for.

    Not as HTML: Streamlit fetches another script for that, and the title is what a page is first seen by.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(title, anchor=False, width="content")
        st.caption(purpose, width="content")


def plain(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    return sub(r"([\\`*_{}\[\]()#+.!|<>~:$-])", r"\\\1", text)


def section(title: str, remark: str = "") -> None:
    """Draw the heading of a part of a page, with a quiet remark below where there is one."""
    quiet = f"<p>{escape(remark)}</p>" if remark else ""
    st.html(f"<div class='callus-section'><h2>{escape(title)}</h2>{quiet}</div>")


def empty(title: str, what_to_do: str, icon: str = "inbox") -> AbstractContextManager[object]:
    """Draw an empty state that says what to do; what is drawn inside the returned container belongs to it."""
    around = st.container(horizontal_alignment="center")
    box = around.container(border=True, width=640, horizontal_alignment="center")
    box.html(
        "<div class='callus-empty'>"
        f"<span class='callus-icon' aria-hidden='true'>{escape(icon)}</span>"
        f"<h2>{escape(title)}</h2><p>{escape(what_to_do)}</p></div>"
    )
    return box
