"""The way in: where files, archives and folders are dropped, how far a delivery is, what became of it."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.casebook import Casebook
from core.errors import CasebookError
from dashboard import resources, routes, session
from dashboard.components import layout
from dashboard.incoming import Delivery, Dropped, OnTaken, dropped

ARCHIVE_MEGABYTES = 1024
_DELIVERY, _DROPS, _TOGETHER = "callus-delivery", "callus-drops", "callus-together"
_SEPARATE, _ONE = "Separate exams", "One exam, several views"
_PATIENCE_S = 1.0
_LOOK_AGAIN_S = 0.5
_MOST_LINKS = 5
_MOST_VIEWS = 8


def drop_area(*, large: bool, on_taken: OnTaken = lambda _studies: None) -> None:
    """Draw the drop area, and while a delivery is taken in, how far it is.

    large: for an empty page; else it is one line. on_taken: told once which studies a delivery brought,
    before the page is drawn anew.
    """
    place = st.container(key=f"callus-drop-{'large' if large else 'small'}")
    with place:
        if under_way(on_taken):
            return
        files = _uploader(large)
    if files:
        _deliver(files, together=st.session_state.get(_TOGETHER) == _ONE)
        _finish(on_taken)


def under_way(on_taken: OnTaken = lambda _studies: None) -> bool:
    """Show how far a delivery is, and return whether one is being taken in; `on_taken` as for `drop_area`."""
    delivery = current()
    if delivery and not delivery.is_done:
        _going_on(on_taken)
        return True
    if delivery and delivery.tell(on_taken):  # done just before this run, which drew the page before it
        routes.again()
    return False


def samples_offer(on_taken: OnTaken = lambda _studies: None) -> None:
    """Draw the button that brings drawn radiographs in; nothing while a delivery is being taken in."""
    if not is_quiet():
        return
    if st.button("Fill with synthetic samples", icon=":material/draw:"):
        from core.imaging import sample_radiographs

        _deliver([dropped(each.name, each.data) for each in sample_radiographs()], synthetic=True)
        _finish(on_taken)
    st.caption("Drawn by this program, not patients; labelled on each picture.", width="content")


def current() -> Delivery | None:
    """Return this session's last delivery, until its notes are put away."""
    found = st.session_state.get(_DELIVERY)
    return found if isinstance(found, Delivery) else None


def is_quiet() -> bool:
    """Whether no delivery is being taken in."""
    delivery = current()
    return delivery is None or delivery.is_done


def notes(casebook: Casebook) -> None:
    """Say what became of the last delivery: what came in, and of each refused file in a line why."""
    delivery = current()
    if delivery is None or not delivery.is_done:
        st.empty()
        return
    with st.container(border=True, key="callus-notes", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_summary(delivery), width="stretch")
            st.button("Dismiss", type="tertiary", on_click=_put_away, key="dismiss-notes")
        lines = (f"<li><b>{escape(each.name)}</b> {escape(each.reason)}</li>" for each in delivery.refused)
        if delivery.refused:
            st.html(f"<ul class='callus-notes'>{''.join(lines)}</ul>")
        _known(delivery)
        _joining(delivery, casebook)


def _uploader(large: bool) -> list[Dropped]:
    # A DICOM file often has no extension: what a file is, its content says.
    number = st.session_state.setdefault(_DROPS, 0)
    line = st.container(
        horizontal=not large, vertical_alignment="center", horizontal_alignment="center", gap="small"
    )
    with line:
        found = list(
            st.file_uploader(
                "Drop radiographs here: DICOM, PNG, JPEG, TIFF, or a ZIP of them",
                accept_multiple_files=True,
                key=f"drop-{number}",
                max_upload_size=ARCHIVE_MEGABYTES,
                label_visibility="collapsed",
            )
        )
        folder = st.popover(
            "Folder, views", icon=":material/create_new_folder:", width="content", key=f"ways-{number}"
        )
        with folder, st.container(key="callus-folder"):
            st.segmented_control(
                "Pictures dropped together are", [_SEPARATE, _ONE], default=_SEPARATE, key=_TOGETHER,
                required=True, help="By folder, where there are any. DICOM films say themselves.",
            )  # fmt: skip
            found += st.file_uploader(
                "Take in a whole folder",
                accept_multiple_files="directory",
                key=f"folder-{number}",
                max_upload_size=ARCHIVE_MEGABYTES,
            )
    return [Dropped(file.name, file.getvalue) for file in found]


def _deliver(files: Sequence[Dropped], *, together: bool = False, synthetic: bool = False) -> None:
    person, analyst = session.person(), resources.analyst()
    if person is None:
        session.leave()
        st.stop()
    delivery = Delivery(
        files, resources.casebook(), resources.settings(), person.name,
        together=together, synthetic=synthetic, on_kept=lambda case: analyst.add([case]),
    )  # fmt: skip
    st.session_state[_DELIVERY] = delivery.start()
    st.session_state[_DROPS] = st.session_state.get(_DROPS, 0) + 1  # a fresh number empties the drop area


def _finish(on_taken: OnTaken) -> None:
    """Go on with the page: at once after a few files, with a bar beside the work that goes on after many."""
    delivery = current()
    if delivery and delivery.wait(_PATIENCE_S):
        delivery.tell(on_taken)
    routes.again()


@st.fragment(run_every=_LOOK_AGAIN_S)
def _going_on(on_taken: OnTaken) -> None:
    delivery = current()
    if delivery is None or delivery.is_done:
        if delivery:
            delivery.tell(on_taken)
        routes.again()
    done = len(delivery.taken)
    text = (
        f"Reading file {min(done + 1, delivery.total)} of {delivery.total}: {layout.plain(delivery.current)}"
    )
    st.progress(done / max(1, delivery.total), text)


def _summary(delivery: Delivery) -> str:
    films, studies = len(delivery.taken) - len(delivery.refused), len(delivery.studies)
    parts = (
        [f"**{_count(films, 'film')} in {_count(studies, 'study', 'studies')}** came in."] if films else []
    )
    if delivery.refused:
        parts.append(
            f":material/block: **{_count(len(delivery.refused), 'file')} refused.** Nothing else was lost."
        )
    if not delivery.taken:
        parts.append("There was no file of a film in what was dropped.")
    return " ".join(parts)


def _known(delivery: Delivery) -> None:
    """Name what the casebook held before, with a way to it."""
    for case in delivery.earlier[:_MOST_LINKS]:
        routes.case_link(case.case_id, f"Already here as case {case.case_id}: open it")
    if (more := len(delivery.earlier) - _MOST_LINKS) > 0:
        st.caption(f"{_count(more, 'more film was', 'more films were')} in the casebook before.")


def _joining(delivery: Delivery, casebook: Casebook) -> None:
    """Offer to make one exam of pictures that came in as several."""
    new = list(
        dict.fromkeys(each.case.study_id for each in delivery.taken if each.case and not each.case.earlier)
    )
    if not 2 <= len(new) <= _MOST_VIEWS or delivery.synthetic or delivery.together:
        return
    words = "These are views of one exam: join them"
    if st.button(words, type="tertiary", icon=":material/merge:") and join(casebook, new):
        routes.again()


def join(casebook: Casebook, studies: Sequence[int]) -> bool:
    """Make one study of several unread ones, or say why that can't be; return whether it was done."""
    person = session.person()
    if person is None:
        return False
    try:
        study = casebook.studies.join(studies, person.name)
    except CasebookError as error:
        st.error(error.sentence, icon=":material/error:")
        return False
    _put_away()
    st.toast(f"Joined into study {study}.", icon=":material/merge:")
    return True


def _put_away() -> None:
    st.session_state.pop(_DELIVERY, None)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
