"""Where each page lies, what right it needs, how one leads to another; only this module knows the files."""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import streamlit as st

from core.accounts import Person, Right

_PAGES = Path(__file__).resolve().parent.parent / "pages"
CASE_PARAMETER = "case"
STUDY_PARAMETER = "study"


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its file and address, its words in the menu, the right it needs, whether the menu lists it."""

    name: str
    title: str
    icon: str
    right: Right
    listed: bool = True


# In the order of the menu. A page that is in no line here is served to nobody.
PLACES = (
    Place("worklist", "Worklist", "view_list", Right.READ),
    Place("read", "Read", "radiology", Right.READ),
    Place("cases", "Cases", "folder_open", Right.SEE_IMAGES),
    Place("disputes", "Disagreements", "balance", Right.ADJUDICATE),
    Place("recalls", "Recalls", "assignment_return", Right.READ),
    Place("validation", "Validation", "fact_check", Right.SEE_FIGURES),
    Place("performance", "Performance", "monitoring", Right.SEE_FIGURES),
    Place("trail", "Trail", "history", Right.ADMINISTER),
    Place("department", "Department", "tune", Right.ADMINISTER),
    Place("people", "People", "group", Right.ADMINISTER),
    Place("about", "About", "info", Right.SEE_FIGURES),
    Place("account", "Account", "account_circle", Right.SEE_FIGURES),
    Place("case", "Case", "description", Right.SEE_IMAGES, listed=False),
)
_BY_NAME = {place.name: place for place in PLACES}


def home_of(person: Person) -> Place:
    """Return the page that someone comes to first: the first of the menu that they may open."""
    return next(place for place in PLACES if person.may(place.right))


def pages(person: Person) -> list[st.Page]:
    """Return every page in the order of the menu, which lists those that this person may open.

    The others are there too, so that their addresses answer with a refusal and not with another page.
    """
    return [_page(place, person) for place in PLACES]


def right_of(page: st.Page, person: Person) -> Right:
    """Return the right that a page needs; the one without an address of its own is the person's first."""
    return (_BY_NAME[page.url_path] if page.url_path else home_of(person)).right


def case_link(case_id: int, label: str | None = None) -> None:
    """Draw a link to the page of one case."""
    st.page_link(
        _to("case"), label=label or f"Open case {case_id}", query_params={CASE_PARAMETER: str(case_id)}
    )


def open_case(case_id: int) -> None:
    """Leave the running page for the page of one case."""
    st.switch_page(_to("case"), query_params={CASE_PARAMETER: str(case_id)})


def read_link(label: str = "Read a radiograph") -> None:
    """Draw a link to the Read page."""
    st.page_link(_to("read"), label=label)


def read_study(study_id: int) -> None:
    """Leave the running page for the Read page, with one study on it."""
    st.switch_page(_to("read"), query_params={STUDY_PARAMETER: str(study_id)})


def worklist_link(label: str = "Worklist", **filters: str) -> None:
    """Draw a link to the worklist; filters: what its address says, by parameter."""
    st.page_link(_to("worklist"), label=label, query_params=filters)


def open_disputes() -> None:
    """Leave the running page for the disagreements."""
    st.switch_page(_to("disputes"))


def open_recalls() -> None:
    """Leave the running page for the recalls."""
    st.switch_page(_to("recalls"))


def cases_link(label: str = "All cases", **filters: str) -> None:
    """Draw a link to the Cases page; filters: what its address says, by parameter."""
    st.page_link(_to("cases"), label=label, query_params=filters)


def asked_case() -> int | None:
    """Return the case number in the address of the running page, or None where there is no whole number."""
    return _asked(CASE_PARAMETER)


def asked_study() -> int | None:
    """Return the study number in the address of the running page, or None where there is no whole number."""
    return _asked(STUDY_PARAMETER)


def name_case(case_id: int | None) -> None:
    """Let the address of the running page name a case, so that a reload comes back to it."""
    _name(CASE_PARAMETER, case_id)


def name_study(study_id: int | None) -> None:
    """Let the address of the running page name a study, so that a reload comes back to it."""
    _name(STUDY_PARAMETER, study_id)


def again() -> NoReturn:
    """Draw the running page anew after its work, unless the person has gone elsewhere since.

    Streamlit looks for what the browser asked only when something is drawn, and its `rerun` takes the place
    of a request that still waits: the way back to another page would be lost, so it is let through first.
    """
    st.empty()
    st.rerun()


def _asked(parameter: str) -> int | None:
    text = str(st.query_params.get(parameter, ""))
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def _name(parameter: str, number: int | None) -> None:
    if number is None:
        st.query_params.pop(parameter, None)
    elif _asked(parameter) != number:
        st.query_params[parameter] = str(number)


def _to(name: str) -> st.Page:
    from dashboard import session

    person = session.person()
    if person is None:
        st.stop()
    return _page(_BY_NAME[name], person)


def _page(place: Place, person: Person) -> st.Page:
    shown = place.listed and person.may(place.right)
    return st.Page(
        _PAGES / f"{place.name}.py",
        title=person.display if place.name == "account" else place.title,
        icon=f":material/{place.icon}:",
        url_path=place.name,
        default=place == home_of(person),
        visibility="visible" if shown else "hidden",
    )
