"""The way in: the drop area, progress per file, and a line for each file that was refused or known before."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import streamlit as st

from core.casebook import Casebook
from core.settings import Settings
from dashboard import routes
from dashboard.components import layout
from dashboard.desk import Desk
from dashboard.reading import take_in

File = tuple[str, Callable[[], bytes]]


def drop_area(desk: Desk, casebook: Casebook, settings: Settings) -> None:
    """Draw the drop area; take in what was dropped, each file's bytes read once, and start the page anew.

    It is large while the desk is empty, one line beside a film.
    """
    place = st.container(key=f"callus-drop-{'small' if desk.cases else 'large'}")
    dropped = place.file_uploader(
        "Drop radiographs here: DICOM, PNG, JPEG or TIFF, one or several",
        type=None,  # DICOM files often have no extension; what a file is, its content says
        accept_multiple_files=True,
        key=f"drop-{desk.drops}",
        max_upload_size=settings.max_file_megabytes,
        label_visibility="collapsed",
    )
    if dropped:
        _take_in_all([(file.name, file.getvalue) for file in dropped], desk, casebook, settings)


def samples_offer(desk: Desk, casebook: Casebook, settings: Settings) -> None:
    """Draw the button that fills an empty casebook with drawn radiographs."""
    if st.button("Fill with synthetic samples", icon=":material/draw:"):
        from core.imaging import sample_radiographs

        samples = [(sample.name, partial(bytes, sample.data)) for sample in sample_radiographs()]
        _take_in_all(samples, desk, casebook, settings, synthetic=True)
    st.caption("Drawn by this program, not patients; labelled on each picture.", width="content")


def _take_in_all(
    files: Sequence[File], desk: Desk, casebook: Casebook, settings: Settings, *, synthetic: bool = False
) -> None:
    bar = st.progress(0.0)
    taken = []
    for number, (name, read) in enumerate(files, start=1):
        bar.progress((number - 1) / len(files), f"Reading file {number} of {len(files)}: {name}")
        taken.append(take_in(name, read(), casebook, settings, synthetic=synthetic))
    bar.progress(1.0, "All files read.")
    desk.put(taken)
    st.rerun()


def notes(desk: Desk) -> None:
    """Draw one line for each refused file, with its reason, and one for each that was kept before."""
    if not desk.notes:
        st.empty()
        return
    refused = [each for each in desk.notes if each.case is None]
    with st.container(border=True, key="callus-notes", gap="xsmall"):
        words, away = st.columns([6, 1], vertical_alignment="center")
        if refused:
            files = "1 file was" if len(refused) == 1 else f"{len(refused)} files were"
            words.markdown(f":material/block: **{files} refused.** Nothing else was lost.")
        away.button("Dismiss", type="tertiary", on_click=desk.notes.clear, key="dismiss-notes")
        lines = "".join(f"<li><b>{escape(each.name)}</b> {escape(each.reason)}</li>" for each in refused)
        if lines:
            st.html(f"<ul class='callus-notes'>{lines}</ul>")
        for each in desk.notes:
            if each.case:
                routes.case_link(
                    each.case.case_id,
                    f"{layout.plain(each.name)} is already case {each.case.case_id}: open it",
                )
