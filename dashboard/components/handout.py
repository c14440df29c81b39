"""The Report view: a version's report as files, where it has one."""

from collections.abc import Sequence

import streamlit as st

from core.models import ModelStore
from dashboard.components import layout
from dashboard.components.charts_validation import Evaluated

_FILES = {
    "report.html": ("Report (HTML)", "text/html"),
    "report.pdf": ("Report (PDF)", "application/pdf"),
    "metrics.json": ("All figures (JSON)", "application/json"),
    "predictions.csv": ("Every test film's answer (CSV)", "text/csv"),
}


def report(networks: Sequence[Evaluated], store: ModelStore) -> None:
    """Offer the files of each version, or say how its report is made."""
    for network in networks:
        version = store.find(network.label)
        folder = store.folder(version)
        layout.section(network.name)
        there = {name: words for name, words in _FILES.items() if (folder / name).is_file()}
        if not there.keys() & {"report.html", "report.pdf"}:
            st.markdown("This version has no report yet. Where the test films are, this makes one:")
            command = f"python -m core evaluate --model {folder.name} --data FILMS --ids TEST --out REPORT"
            st.code(command, language=None)
            st.caption("It is offered here once its files lie in the version's folder of the model store.")
        with st.container(horizontal=True):
            for name, (label, kind) in there.items():
                st.download_button(
                    label, (folder / name).read_bytes, f"callus-{folder.name}-{name}", kind,
                    key=f"file_{folder.name}_{name}", icon=":material/download:", on_click="ignore",
                )  # fmt: skip
