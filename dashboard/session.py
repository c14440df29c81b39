"""Who is in front of the screen: asked anew at every run of a page, so that an ended session ends at once."""

import streamlit as st

from core.accounts import Person, Right, SignedIn
from dashboard import resources

COOKIE = "callus_session"
SIGN_IN = "/callus/sign-in"
FILMS = "/callus/films"
_OWNER = "owner"
_WORDS = {
    Right.SEE_FIGURES: "see figures",
    Right.SEE_IMAGES: "see radiographs",
    Right.READ: "read studies",
    Right.ADJUDICATE: "decide on disagreements",
    Right.ADMINISTER: "manage this installation",
}


def person() -> Person | None:
    """Return who is signed in, None where nobody is; looks at the database."""
    found = _signed_in()
    return found.person if found and not found.must_change else None


def arrive() -> Person:
    """Return who is signed in at the beginning of a run; take everybody else to the sign-in page.

    Streamlit keeps what is in a page's state for a browser that comes back: not for another person.
    """
    found = person()
    if found is None:
        leave()
        st.stop()
    if st.session_state.get(_OWNER, found.name) != found.name:
        st.session_state.clear()
    st.session_state[_OWNER] = found.name
    return found


def require(right: Right) -> Person:
    """Return who is signed in; draw a plain refusal and stop the page where they lack the right."""
    from dashboard.components import layout

    found = person()
    if found is None:
        leave()
        st.stop()
    if not found.may(right):
        words = f"Your role may not {_WORDS[right]}. An administrator can change that on the People page."
        layout.empty("Not for your role", words, icon="lock")
        st.stop()
    return found


def film_address(case_id: int) -> str:
    """Return where this session, and no other, finds a case's film; raises nothing where nobody is signed in.

    Without a session the address is one that no route answers.
    """
    found = _signed_in()
    return f"{FILMS}/{resources.seal().film(found.digest, case_id)}" if found else f"{FILMS}/none"


def leave(*, for_good: bool = False) -> None:
    """Take the browser to the sign-in page, which comes back to where it was unless this is for good."""
    back = "" if for_good else " + '?next=' + encodeURIComponent(location.pathname + location.search)"
    st.html(f"<script>location.replace('{SIGN_IN}'{back})</script>", unsafe_allow_javascript=True)


def sign_out(*, everywhere: bool = False) -> None:
    """End this session, or all of this person's, and take the browser to the sign-in page."""
    found = _signed_in()
    if found:
        resources.accounts().sessions.end(found.digest, everywhere=everywhere)
    leave(for_good=True)


def _signed_in() -> SignedIn | None:
    cookie = st.context.cookies.get(COOKIE, "")
    return resources.accounts().sessions.find(resources.seal().token(cookie)) if cookie else None
