"""About: what Callus is for, what it is not, and which networks answer."""

import streamlit as st

from core.accounts import Right
from core.errors import ModelError
from dashboard import resources, session
from dashboard.components import layout
from dashboard.version import version

USE = """
Callus is a second reader for plain radiographs of the **hand, leg, hip and shoulder**. It gives a
calibrated probability of a fracture, a decision band and a heatmap to a clinician who **has looked at the
film**, and keeps what the clinician says of it.

- The **probability** is that of a fracture anywhere on the film, as calibrated on films that were kept from
  training.
- The **band** says where it lies between two thresholds: ▲ positive, ◆ doubt, ● negative. In doubt the
  network doesn't know; the film needs the reader more, not less.
- The **heatmap** shows what moved the network towards its answer. It does not outline a fracture, and a
  film without heat is not a film without a fracture.
"""

LIMITS = """
- **Not a medical device.** It is decision support for research and teaching, not a diagnosis; no authority
  has cleared it, and no patient may be treated on its answer alone.
- It says nothing of other findings: dislocation, tumour, infection, foreign bodies, alignment.
- Spine, skull, chest and any other region are outside what it was trained and tested on. The data don't
  record age: how it does on children is not known.
- The training films come from three hospitals in Bangladesh. On other devices, populations and prevalences
  its figures will differ: the Validation page shows them for its own test films only.
- Metal is seen far more often in the fractured training films, so a plate or a nail may raise the
  probability by itself.
- A confident answer can be wrong, and a wrong answer can mislead: read first, then look.
"""

SOURCE = """
Trained and tested on **FracAtlas**: Abedeen I., Rahman M. A., Prottyasha F. Z., Ahmed T., Chowdhury T. M.,
Shatabda S., *FracAtlas: A Dataset for Fracture Classification, Localization and Segmentation of
Musculoskeletal Radiographs*, Scientific Data 10, 521 (2023),
[doi:10.1038/s41597-023-02432-4](https://doi.org/10.1038/s41597-023-02432-4), licence [CC BY
4.0](https://creativecommons.org/licenses/by/4.0/). Pretrained, to know bones, on graded knees of the **Knee
Osteoarthritis Severity Grading Dataset**: Chen P., Mendeley Data V1 (2018),
[doi:10.17632/56rmx5bjcr.1](https://doi.org/10.17632/56rmx5bjcr.1), licence CC BY 4.0. Callus itself
is under the Apache License 2.0.
"""


def versions() -> None:
    """Draw the card of each version in the store."""
    from dashboard.components import cards  # the words above are on the screen while its libraries load

    try:
        found = resources.store().versions()
    except ModelError as error:
        st.error(error.sentence, icon=":material/error:")
        return
    if not found:
        st.caption("The model store is empty: no network can answer.")
    for one in found:
        cards.card(one)


session.require(Right.SEE_FIGURES)
layout.header("About", f"Callus {version()}, a second reader for fracture radiographs.")
left, right = st.columns(2, gap="large")
with left:
    layout.section("Intended use")
    st.markdown(USE)
with right:
    layout.section("What it is not, and its limits")
    st.markdown(LIMITS)

layout.section("Model versions")
versions()

layout.section("Data and licences")
st.markdown(SOURCE)
