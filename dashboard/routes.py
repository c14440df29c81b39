"""Where each page lies and how one leads to another; the only module that knows the pages' files."""

from pathlib import Path

import streamlit as st

_PAGES = Path(__file__).resolve().parent.parent / "pages"
CASE_PARAMETER = "case"


def pages() -> list[st.Page]:
    """Return every page in the order of the menu; the case page, reached from others, is not in it."""
    return [
        _page("read", "Read", "radiology", default=True),
        _page("cases", "Cases", "folder_open"),
        _page("validation", "Validation", "fact_check"),
        _page("performance", "Performance", "monitoring"),
        _page("about", "About", "info"),
        _case_page(),
    ]


def case_link(case_id: int, label: str | None = None) -> None:
    """Draw a link to the page of one case."""
    st.page_link(
        _case_page(), label=label or f"Open case {case_id}", query_params={CASE_PARAMETER: str(case_id)}
    )


def open_case(case_id: int) -> None:
    """Leave the running page for the page of one case."""
    st.switch_page(_case_page(), query_params={CASE_PARAMETER: str(case_id)})


def read_link(label: str = "Read a radiograph") -> None:
    """Draw a link to the Read page."""
    st.page_link(_page("read", "Read", "radiology", default=True), label=label)


def read_case(case_id: int) -> None:
    """Leave the running page for the Read page, with one case of the casebook on it."""
    st.switch_page(
        _page("read", "Read", "radiology", default=True), query_params={CASE_PARAMETER: str(case_id)}
    )


def cases_link(label: str = "All cases", **filters: str) -> None:
    """Draw a link to the Cases page; filters: what its address says, by parameter."""
    st.page_link(_page("cases", "Cases", "folder_open"), label=label, query_params=filters)


def asked_case() -> int | None:
    """Return the case number in the address of the running page, or None where there is no whole number."""
    text = str(st.query_params.get(CASE_PARAMETER, ""))
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def name_case(case_id: int | None) -> None:
    """Let the address of the running page name a case, so that a reload comes back to it."""
    if case_id is None:
        st.query_params.pop(CASE_PARAMETER, None)
    elif asked_case() != case_id:
        st.query_params[CASE_PARAMETER] = str(case_id)


def _case_page() -> st.Page:
    return _page("case", "Case", "description", visible=False)


def _page(name: str, title: str, icon: str, *, default: bool = False, visible: bool = True) -> st.Page:
    return st.Page(
        _PAGES / f"{name}.py",
        title=title,
        icon=f":material/{icon}:",
        url_path=name,
        default=default,
        visibility="visible" if visible else "hidden",
    )
