"""What answers did to some reads, as figures and in words."""

from dataclasses import dataclass

from core.monitoring.figures import FEWEST, Figure


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A figure before the answer was shown, and after, of the same reads; change: after less before."""

    before: Figure
    after: Figure
    change: Figure


@dataclass(frozen=True, slots=True)
class Influence:
    """What answers did to some reads.

    reads: final reads of both kinds; blind: of them with a sure call before and after. readers: whose.
    undecided: blind reads of studies in dispute that still wait for a decision.
    to_better, to_worse: changes of mind among decided blind reads. net: their difference a blind read.
    followed_wrong: wrong answers that readers who were right went along with. followed_right: right answers
    that readers who were wrong took up.
    seconds_without: to the call before the answer. seconds_with: with the answer in view from the start.
    seconds_after: from the answer to the final call of a blind-first read.
    """

    reads: int
    blind: int
    readers: int
    undecided: int
    sensitivity: BeforeAfter
    specificity: BeforeAfter
    to_better: int
    to_worse: int
    net: Figure
    followed_wrong: Figure
    followed_right: Figure
    seconds_without: Figure
    seconds_with: Figure
    seconds_after: Figure

    @property
    def sentence(self) -> str:
        """What the figures say, for a person who reads only one line."""
        if not self.blind:
            return "No study was read before the answer was shown, so its influence can't be told."
        return f"{self.balance} {self.following}"

    @property
    def balance(self) -> str:
        """Whether reads end right more often than they began, and where the answer costs something."""
        net = self.net
        if net.value is None or net.low is None or net.high is None:
            return f"Too few reads to say whether the answer helps: {self.blind:,}."
        value, low, high = (round(1000 * each) for each in (net.value, net.low, net.high))
        if net.low <= 0 <= net.high:
            verdict = (
                f"helps or misleads can't be told: from {_more(low)} to {_more(high)} of 1,000 reads end"
            )
            return f"Whether the answer {verdict} right than began right (95 % interval, n = {net.n:,})."
        low, high = sorted((abs(low), abs(high)))
        verdict = "helps" if net.value > 0 else "misleads"
        return (
            f"On balance the answer {verdict}: {_more(value)} of 1,000 reads end right than began right "
            f"(95 % interval {low} to {high}, n = {net.n:,}).{self._cost}"
        )

    @property
    def _cost(self) -> str:
        """What gets worse with the answer by more than chance, although the whole gets better."""
        for pair, name in ((self.sensitivity, "sensitivity"), (self.specificity, "specificity")):
            high = pair.change.high
            if self.net.value and self.net.value > 0 and high is not None and high < 0:
                return f" But their {name} falls, by {-100 * (pair.change.value or 0):.1f} points."
        return ""

    @property
    def following(self) -> str:
        """How often answers are followed, wrong ones and right ones."""
        wrong, right = self.followed_wrong, self.followed_right
        if wrong.value is None:
            if wrong.n >= FEWEST:
                return f"How often wrong answers are followed isn't known yet. {wrong.note}"
            return f"Too few wrong answers met a right call to say how often they are followed: {wrong.n}."
        return (
            f"Readers who were right followed a wrong answer in {wrong.spoken()}; readers who were wrong "
            f"took up a right one in {right.spoken()}."
        )


def _more(of_thousand: int) -> str:
    return f"{abs(of_thousand)} {'more' if of_thousand >= 0 else 'fewer'}"
