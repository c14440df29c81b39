"""The viewer: radiographs at full depth, every change of the view made in the browser.

`viewer` draws it and gives back what the reader marked. `film_response` and `bundle_response` are what the
server answers with: the pixels of one film, and the viewer's program. See docs/viewer.md.
"""

from dashboard.components.viewer.mounting import viewer
from dashboard.components.viewer.serving import bundle_address, bundle_response, film_response
from dashboard.components.viewer.view import View

__all__ = ["View", "bundle_address", "bundle_response", "film_response", "viewer"]
