"""What needs attention first: one sentence for a Monday morning, and what else was looked at.

Concerns are ranked by what they do to patients who are still to come, then to those who wait: a model that
surely finds less than its report promised; readers who are surely worse with the answer than without;
something that shifted and isn't closed; positive studies unread beyond the target; missed fractures that
nobody was told of for a week. Below these come what ought to be mended, and what makes figures doubtful.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from enum import IntEnum, StrEnum

from core.casebook import Casebook
from core.monitoring.accuracy import Accuracy, accuracy
from core.monitoring.alarms import AlarmState
from core.monitoring.attention import Attention, attention
from core.monitoring.behind import behind
from core.monitoring.figures import Figure
from core.monitoring.influence import Influences, influence
from core.monitoring.pointing import Behind, Wait
from core.monitoring.promised import Broken, Promised, broken
from core.monitoring.shift import Shift, shift
from core.monitoring.standing import Standing, standing
from core.monitoring.turnround import Turnround, turnround
from core.monitoring.window import Window
from core.records import Band

# A recall that is open for longer has been forgotten.
LONG_RECALL_DAYS = 7
# Wrong answers surely followed more often than this are a habit.
MISLED = 0.20
_POINTS = {"high_sensitivity": "high-sensitivity", "high_specificity": "high-specificity"}


class Severity(IntEnum):
    """How much something matters; the lower the sooner."""

    ALARM = 1
    WARNING = 2
    NOTE = 3
    FINE = 4


class Question(StrEnum):
    """Which of the five questions a concern belongs to."""

    RIGHT = "right"
    HELP = "help"
    SHIFT = "shift"
    QUICK = "quick"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that needs attention, in one sentence."""

    severity: Severity
    question: Question
    sentence: str


@dataclass(frozen=True, slots=True)
class Headline:
    """first: what comes first; others: what comes after it. looked_at: what was judged, and what can't be."""

    first: Concern
    others: tuple[Concern, ...]
    looked_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """All five questions, answered. positive_overdue: positive studies unread beyond the target, now."""

    standing: Standing
    accuracy: Accuracy
    influences: Influences
    shift: Shift
    turnround: Turnround
    attention: Attention
    positive_overdue: int


def answers(casebook: Casebook, window: Window, *, viewer: str = "", zone: tzinfo = UTC) -> Answers:
    """Ask all five questions of a window, see each of them; raises `CasebookError`."""
    overdue = Behind(wait=Wait.OVERDUE, bands=frozenset({Band.POSITIVE}))
    return Answers(
        standing=standing(casebook, window),
        accuracy=accuracy(casebook, window, traits=()),
        influences=influence(casebook, window, viewer=viewer),
        shift=shift(casebook, window),
        turnround=turnround(casebook, window, zone=zone),
        attention=attention(casebook, window),
        positive_overdue=behind(casebook, window, overdue, page_size=1).n,
    )


def headline(found: Answers, reports: Mapping[str, Promised]) -> Headline:
    """Return what needs attention first; reports: of validation, by "name version" of a model."""
    concerns = [
        *_worse_than_promised(found.accuracy, reports),
        *_misled(found.influences),
        *_shifted(found.shift),
        *_waiting(found.turnround, found.positive_overdue),
        *_untold(found.attention),
        *_undecided(found.attention),
        *_doubtful(found.standing, found.turnround),
    ]
    ranked = sorted(concerns, key=lambda concern: concern.severity)  # within one, the order above stays
    first = ranked[0] if ranked else Concern(Severity.FINE, Question.RIGHT, _fine(found.accuracy))
    return Headline(first, tuple(ranked[1:]), tuple(_looked_at(found, reports)))


def _worse_than_promised(accuracy: Accuracy, reports: Mapping[str, Promised]) -> Iterator[Concern]:
    finds_less = broken(accuracy, reports, "sensitivity")
    if finds_less:
        yield Concern(Severity.ALARM, Question.RIGHT, _less(finds_less, "finds", "of the fractures"))
    clears_less = broken(accuracy, reports, "specificity")
    if clears_less:
        words = "of the films without a fracture"
        yield Concern(Severity.WARNING, Question.RIGHT, _less(clears_less, "clears", words))


def _less(found: Sequence[Broken], verb: str, what: str) -> str:
    """Tell of the figure that lies the farthest below."""
    worst = max(found, key=lambda each: (each.promised.value or 0.0) - (each.measured.value or 0.0))
    return (
        f"{worst.version} {verb} {worst.measured.spoken()} {what} at the {_POINTS[worst.point]} point; its "
        f"validation report has {worst.promised.spoken()}."
    )


def _misled(found: Influences) -> Iterator[Concern]:
    net = found.overall.net
    if net.high is not None and net.high < 0:
        worse, better = found.overall.to_worse, found.overall.to_better
        sentence = f"Readers change to the worse ({worse:,}) more often than to the better ({better:,})."
        yield Concern(Severity.ALARM, Question.HELP, sentence)
    groups = {"Readers": found.overall, **{_many(word): part for word, part in found.experience.items()}}
    sure = {who: part for who, part in groups.items() if (part.followed_wrong.low or 0.0) > MISLED}
    if sure:
        who = max(sure, key=lambda each: sure[each].followed_wrong.low or 0.0)
        said = sure[who].followed_wrong.spoken()
        sentence = f"{who} who were right gave up their call for a wrong answer in {said}."
        yield Concern(Severity.WARNING, Question.HELP, sentence)


def _many(experience: str) -> str:
    return f"{experience.replace('_', ' ').capitalize()}s"


def _shifted(found: Shift) -> Iterator[Concern]:
    unclosed = [alarm for alarm in found.alarms if alarm.state is not AlarmState.CLOSED]
    if unclosed:
        severity = Severity.ALARM if any(a.state is AlarmState.NEW for a in unclosed) else Severity.WARNING
        yield Concern(severity, Question.SHIFT, found.sentence)


def _waiting(found: Turnround, positive_overdue: int) -> Iterator[Concern]:
    if positive_overdue:
        studies = (
            "1 positive study waits"
            if positive_overdue == 1
            else f"{positive_overdue:,} positive studies wait"
        )
        sentence = f"{studies} unread beyond the target of {found.target_minutes} minutes."
        yield Concern(Severity.ALARM, Question.QUICK, sentence)


def _untold(found: Attention) -> Iterator[Concern]:
    if found.recalls:
        days = found.oldest_recall.days if found.oldest_recall else 0
        recalls = "1 recall is" if found.recalls == 1 else f"{found.recalls:,} recalls are"
        sentence = (
            f"{recalls} open, the oldest for {days:,} days: somebody must be told of a missed fracture."
        )
        severity = Severity.ALARM if days > LONG_RECALL_DAYS else Severity.WARNING
        yield Concern(severity, Question.NEXT, sentence)


def _undecided(found: Attention) -> Iterator[Concern]:
    if found.missed:
        sentence = (
            f"{found.disputes:,} disagreements wait for a decision; in {found.missed:,} of them a fracture "
            "may have been missed."
        )
        yield Concern(Severity.WARNING, Question.NEXT, sentence)


def _doubtful(standing: Standing, turnround: Turnround) -> Iterator[Concern]:
    if standing.future:
        sentence = f"{standing.future:,} studies are dated in the future and in no figure: a clock ran ahead."
        yield Concern(Severity.NOTE, Question.QUICK, sentence)
    if turnround.backwards:
        sentence = (
            f"{turnround.backwards:,} studies were read or analysed before they came in: a clock jumped."
        )
        yield Concern(Severity.NOTE, Question.QUICK, sentence)


def _fine(accuracy: Accuracy) -> str:
    if not accuracy.studies:
        return "No study came in: there is nothing to judge."
    return "Nothing needs attention in what can be judged."


def _looked_at(found: Answers, reports: Mapping[str, Promised]) -> Iterator[str]:
    yield _judged("sensitivity", found.accuracy.points["high_sensitivity"].sensitivity)
    yield _judged("specificity", found.accuracy.points["high_specificity"].specificity)
    if unknown := [group.name for group in found.accuracy.versions if group.name not in reports]:
        yield f"no validation report to hold {', '.join(unknown)} against"
    yield _judged("wrong answers followed", found.influences.overall.followed_wrong)
    watching = sum(each.watching for each in found.shift.watched)
    yield f"{watching} of {len(found.shift.watched)} series watched for shifts"
    unread, positive = found.turnround.unread, found.turnround.positive_unread
    yield f"unread studies: {unread:,}, of them positive {positive:,}"
    yield f"open disagreements: {found.attention.disputes:,}; open recalls: {found.attention.recalls:,}"


def _judged(title: str, figure: Figure) -> str:
    return (
        f"{title} (n = {figure.n:,})"
        if figure.value is not None
        else f"{title}: {figure.note.rstrip('.').lower()}"
    )
