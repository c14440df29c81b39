"""How model and readers really do after installation, from the casebook alone.

Five questions, each a function that takes a casebook and a `Window` and gives a frozen record with a
sentence: `accuracy`, `influence`, `shift`, `turnround`, `attention`. Beside them `estimates` (accuracy
without labels) and `standing` (is there anything to judge). Every rate is a `Figure` that knows its n and its
interval and refuses where there are too few. All of it is answered from counts a day (`counting`), so that
what a million studies take depends on their days and not on their number.
"""

from core.monitoring.accuracy import Accuracy, AtPoint, CalibrationBin, Group, Rolling, accuracy
from core.monitoring.attention import Attention, Wanted, attention
from core.monitoring.cells import POINTS, Source
from core.monitoring.concordance import Concordance, DayConcordance, ModelConcordance, Share, concordance
from core.monitoring.counting import bring_up_to_date
from core.monitoring.estimating import ASSUMES, Estimate, estimates
from core.monitoring.figures import FEWEST, Figure
from core.monitoring.influence import BeforeAfter, Influence, Influences, ReaderInfluence, influence
from core.monitoring.monthly import Month, month, write_month
from core.monitoring.notices import Notice, tell
from core.monitoring.series import Point, Series
from core.monitoring.shift import Alarm, Shift, Watched, look, shift
from core.monitoring.standing import Standing, standing
from core.monitoring.turnround import DayWaits, HourWaits, Turnround, Waits, turnround
from core.monitoring.verification import Bounds, Kind, Verification
from core.monitoring.window import Window

__all__ = [
    "ASSUMES",
    "FEWEST",
    "POINTS",
    "Accuracy",
    "Alarm",
    "AtPoint",
    "Attention",
    "BeforeAfter",
    "Bounds",
    "CalibrationBin",
    "Concordance",
    "DayConcordance",
    "DayWaits",
    "Estimate",
    "Figure",
    "Group",
    "HourWaits",
    "Influence",
    "Influences",
    "Kind",
    "ModelConcordance",
    "Month",
    "Notice",
    "Point",
    "ReaderInfluence",
    "Rolling",
    "Series",
    "Share",
    "Shift",
    "Source",
    "Standing",
    "Turnround",
    "Verification",
    "Waits",
    "Wanted",
    "Watched",
    "Window",
    "accuracy",
    "attention",
    "bring_up_to_date",
    "concordance",
    "estimates",
    "influence",
    "look",
    "month",
    "shift",
    "standing",
    "tell",
    "turnround",
    "write_month",
]
