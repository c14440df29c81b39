"""What can be taken away is made within the limits that the house has set, as films are taken in."""

import cv2
import numpy as np
import pytest

from core.accounts import Person
from core.casebook import Casebook
from core.errors import TooLargeError
from core.records import Role
from core.settings import Settings
from dashboard.components.downloads import overlay_png, study_sheet
from dashboard.reading import radiograph_of
from tests.dashboard.conftest import an_analysis

# 1.2 megapixels: too large for one house, and taken in by another.
FILM = cv2.imencode(".png", np.tile(np.arange(250, dtype=np.uint8), (1_200, 4)))[1].tobytes()
NARROW, WIDE = Settings(max_megapixels=1), Settings(max_megapixels=2)
ANNA = Person("anna", "Anna Weber", Role.SENIOR, None, "Reader 7F")


@pytest.fixture
def study(casebook: Casebook) -> int:
    return casebook.keep(radiograph_of(FILM, WIDE), FILM, synthetic=True).study_id


def test_what_a_house_takes_in_it_also_gives_out(casebook: Casebook, study: int) -> None:
    assert study_sheet(casebook, study, ANNA, WIDE).startswith(b"%PDF")
    assert overlay_png(FILM, an_analysis(0.8), WIDE).startswith(b"\x89PNG")


def test_what_is_above_the_limits_of_a_house_is_refused_and_not_told_as_given_out(
    casebook: Casebook, study: int
) -> None:
    with pytest.raises(TooLargeError):
        study_sheet(casebook, study, ANNA, NARROW)
    with pytest.raises(TooLargeError):
        overlay_png(FILM, an_analysis(0.8), NARROW)
    assert [event.kind for event in casebook.events()] == ["case_kept"]
