"""The way through a list of many pages, and which of its rows are shown."""

from typing import Any

import streamlit as st

from core.casebook import Page


def pager(pages: int, key: str = "page") -> int:
    """Draw the way to the other pages, where there are any, and return the page that is asked for."""
    if pages == 1:
        return 1
    return int(st.pagination(pages, key=key, bind="query-params", width="stretch"))


def places(page: Page[Any]) -> str:
    """Say which rows are shown: "26\u201350"."""
    return f"{page.first:,}\u2013{page.first + len(page.rows) - 1:,}"


def of_studies(page: Page[Any]) -> str:
    """Say which of how many studies are shown."""
    return f"{places(page)} of {page.total:,} {'study' if page.total == 1 else 'studies'}"
