"""The file as it came in: it may name the patient, so only an administrator takes it, and the trail knows."""

import streamlit as st

from core.accounts import Person, Right
from core.casebook import Casebook, CaseRecord

_KINDS = {
    "DICOM": ("dcm", "application/dicom"),
    "PNG": ("png", "image/png"),
    "JPEG": ("jpg", "image/jpeg"),
    "TIFF": ("tif", "image/tiff"),
}


def original(casebook: Casebook, case: CaseRecord, person: Person) -> None:
    """Offer the original of a case to somebody who may have it; to others nothing is drawn."""
    if not person.may(Right.ADMINISTER):
        return
    ending, kind = _KINDS.get(case.source_format, ("bin", "application/octet-stream"))
    with st.popover("Original file", icon=":material/lock_open:", width="content"):
        st.warning(
            "The original is unaltered: its header and its pixels may name the patient. "
            "Taking it is written to the trail with your name.",
            icon=":material/privacy_tip:",
        )
        st.download_button(
            "Take the original",
            lambda: casebook.hand_out(case.id, person.name),
            f"callus-case-{case.id}.{ending}",
            kind,
            key=f"original-{case.id}",
            icon=":material/download:",
            on_click="ignore",
        )
