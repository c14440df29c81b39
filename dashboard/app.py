"""The router: frame, menu and the page that was asked for.

Start it from the repository's root with `python -m streamlit run dashboard/app.py`, which puts the root on
the import path. A page does its own work; nothing here may import what only one page needs.
"""

from dashboard import routes
from dashboard.components import layout

page = layout.frame(routes.pages())
with layout.body():
    page.run()
