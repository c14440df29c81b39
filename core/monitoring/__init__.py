"""How model and readers really do after installation, from the casebook alone.

Five questions, each a function that takes a casebook and a `Window` and gives a frozen record with a
sentence: `accuracy`, `influence`, `shift`, `turnround`, `attention`. Beside them `estimates` (accuracy
without labels) and `standing` (is there anything to judge). Every rate is a `Figure` that knows its n and its
interval and refuses where there are too few. All of it is answered from counts a day (`counting`), so that
what a million studies take depends on their days and not on their number.
"""

from core.monitoring.accuracy import Accuracy, AtPoint, CalibrationBin, Group, Rolling, accuracy
from core.monitoring.alarms import Alarm, AlarmState, AlarmStepTaken, acknowledge, alarms
from core.monitoring.attention import Attention, Disputed, Untold, Wanted, attention
from core.monitoring.behind import BehindPage, behind
from core.monitoring.cells import Source
from core.monitoring.counting import bring_up_to_date
from core.monitoring.daily import DailyLook, last_look, look_today
from core.monitoring.effect import BeforeAfter, Influence
from core.monitoring.estimating import ASSUMES, Estimate, estimates
from core.monitoring.figures import FEWEST, Figure, missing
from core.monitoring.headline import Answers, Concern, Headline, Question, Severity, answers, headline
from core.monitoring.influence import Influences, ReaderInfluence, influence
from core.monitoring.longest import Longest, Waited, longest
from core.monitoring.monthly import Month, month, write_month
from core.monitoring.notices import Channel, Notice, channels, tell
from core.monitoring.pointing import Behind, Outcome, Turn, Wait
from core.monitoring.promised import AT_A_POINT, Kept, Promised, compared, of, promised
from core.monitoring.series import Point, Series
from core.monitoring.shift import Shift, Watched, look, shift
from core.monitoring.standing import Standing, standing
from core.monitoring.trends import Trends, trends
from core.monitoring.turnround import Turnround, turnround
from core.monitoring.verification import Bounds, Kind, Verification
from core.monitoring.waits import DayWaits, HourWaits, Waits, WeekWaits
from core.monitoring.window import Window

__all__ = [
    "ASSUMES",
    "AT_A_POINT",
    "FEWEST",
    "Accuracy",
    "Alarm",
    "AlarmState",
    "AlarmStepTaken",
    "Answers",
    "AtPoint",
    "Attention",
    "BeforeAfter",
    "Behind",
    "BehindPage",
    "Bounds",
    "CalibrationBin",
    "Channel",
    "Concern",
    "DailyLook",
    "DayWaits",
    "Disputed",
    "Estimate",
    "Figure",
    "Group",
    "Headline",
    "HourWaits",
    "Influence",
    "Influences",
    "Kept",
    "Kind",
    "Longest",
    "Month",
    "Notice",
    "Outcome",
    "Point",
    "Promised",
    "Question",
    "ReaderInfluence",
    "Rolling",
    "Series",
    "Severity",
    "Shift",
    "Source",
    "Standing",
    "Trends",
    "Turn",
    "Turnround",
    "Untold",
    "Verification",
    "Wait",
    "Waited",
    "Waits",
    "Wanted",
    "Watched",
    "WeekWaits",
    "Window",
    "accuracy",
    "acknowledge",
    "alarms",
    "answers",
    "attention",
    "behind",
    "bring_up_to_date",
    "channels",
    "compared",
    "estimates",
    "headline",
    "influence",
    "last_look",
    "longest",
    "look",
    "look_today",
    "missing",
    "month",
    "of",
    "promised",
    "shift",
    "standing",
    "tell",
    "trends",
    "turnround",
    "write_month",
]
