"""The application that is served: Streamlit's own, behind the gate, with the door beside it.

Start it from the repository's root with `python -m streamlit run dashboard/app.py`, which puts the root on
the import path. Streamlit reads this file for a variable that is given an `st.App`, and serves that one.
"""

import streamlit as st

from dashboard import server

app = st.App(server.SCRIPT, routes=server.routes(), middleware=server.middleware(), lifespan=server.lifespan)
