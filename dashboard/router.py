"""The script that Streamlit runs: who is there, frame, menu, and the page that was asked for.

A page does its own work; nothing here may import what only one page needs.
"""

from dashboard import holding, routes, session
from dashboard.components import layout

person = session.arrive()
page = layout.frame(routes.pages(person))
with layout.body():
    session.require(routes.right_of(page, person))
    if page.url_path != "read":
        holding.leave()
    page.run()
