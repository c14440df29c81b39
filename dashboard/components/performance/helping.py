"""Does it help or mislead? Readers before and after the answer, and how often they follow a wrong one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from core.monitoring import FEWEST, Behind, Figure, Influence, Influences, Turn, influence
from core.records import Band, Call, Experience, Mode
from dashboard.components import layout
from dashboard.components.performance import charts_helping as charts
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.parts import NUMBERS, Block, block, numbers, rate, sentence
from dashboard.components.tables import Cell, Column, Row
from dashboard.theme import BANDS, EXPERIENCES

ALL = "All readers"
# So many readers get a row in the charts; all are in the tables and the files.
_DRAWN = 12
_UNWEIGHTED = (
    "Marks without a whisker look better than they are: of some kinds of study too few have a senior "
    "reader's decision. Decide on the disagreements, and have some studies on which nobody disagreed drawn "
    "for an audit."
)
_BETTER, _WORSE = "{}: changed to the better", "{}: changed to the worse"
_BLIND = Behind(turn=Turn.BLIND)
_CONCURRENT = Behind(facet="mode", value=Mode.CONCURRENT.value, calls=frozenset(call.value for call in Call))
_MET, _FOLLOWED, _DECIDED = "{}: met a wrong answer", "{}: followed a wrong answer", "{}: decided reads"


@dataclass(frozen=True, slots=True)
class _Group:
    """Reads that have a row; heading: over the rows of its kind. behind: what narrows to them."""

    name: str
    heading: str
    part: Influence
    behind: Behind = field(default_factory=Behind)


def show(asked: Asked) -> None:
    """Draw the view."""
    found = influence(asked.casebook, asked.window, viewer=asked.person.name)
    sentence(found.overall.sentence)
    if not found.overall.reads:
        st.caption(f"No study of {asked.period} has been read yet.")
        return
    if found.overall.blind:
        _of_whom(found)
        groups = _groups(found, asked)
        _skill(asked, groups)
        _changes(asked, groups)
        _following(asked, groups)
    else:
        st.caption(
            "Reads say what an answer does to readers only where the reader's own call came first. The way "
            "of reading is set on the Department page: blind first for all studies, or at random for some."
        )
    _times(asked, found.overall)


def _of_whom(found: Influences) -> None:
    """Say which reads these are, and what is not shown."""
    part = found.overall
    words = [
        f"{part.blind:,} blind-first reads with a sure call before and after the answer, out of "
        f"{part.reads:,} reads by {part.readers:,} reader{'s' if part.readers > 1 else ''}."
    ]
    if part.undecided:
        words.append(
            f"{part.undecided:,} of them are of studies in dispute that wait for a senior reader's decision; "
            "each kind of study is weighted for that."
        )
    if part.readers == 1:
        words.append("All are one reader's, so every figure here is that reader's.")
    if found.withheld.sentence:
        words.append(found.withheld.sentence)
    st.caption(" ".join(words))


def _groups(found: Influences, asked: Asked) -> list[_Group]:
    """All reads, then by experience, by the answer, and by reader: oneself first, the rest by pseudonym."""
    groups = [_Group(ALL, "", found.overall)]
    groups += [
        _Group(_years(word), "By experience", part, Behind(experience=word))
        for word, part in sorted(found.experience.items(), key=lambda each: _rank(each[0]))
    ]
    groups += [
        _Group(
            f"Answer {BANDS[band].word.lower()} {BANDS[band].shape}",
            "By the answer",
            found.bands[band.value],
            Behind(bands=frozenset({band.value})),
        )
        for band in Band
    ]
    groups += [
        _Group(
            each.name,
            "By reader",
            each.influence,
            # `drill` lets one's own pseudonym through alone: a study's page names who read it.
            Behind(reader=asked.person.pseudonym if each.own else each.name),
        )
        for each in found.readers
    ]
    return groups


def _years(word: str) -> str:
    return EXPERIENCES[Experience(word)] if word in {each.value for each in Experience} else "Not known"


def _rank(word: str) -> int:
    words = [each.value for each in Experience]
    return words.index(word) if word in words else len(words)


def _drawn(groups: Sequence[_Group]) -> list[_Group]:
    readers = [group for group in groups if group.behind.reader]
    return [group for group in groups if not group.behind.reader] + readers[:_DRAWN]


def _skill(asked: Asked, groups: Sequence[_Group]) -> None:
    layout.section(
        "Right before the answer, and after it",
        "The same reads twice, held against senior readers' decisions.",
    )
    pairs = [
        (group.name, [(p.before, p.after) for p in (group.part.sensitivity, group.part.specificity)])
        for group in _drawn(groups)
    ]
    weighed = "" if all(_weighted(group.part) for group in groups) else f" {_UNWEIGHTED}"
    block(
        asked,
        Block(
            key="before_after",
            figure=charts.before_after(pairs, _DECIDED),
            meaning="From the hollow to the filled mark: what seeing the answer did. The table has the "
            f"points gained, whose interval is narrower, since they are of the same reads.{weighed}",
            columns=(
                Column("Readers"),
                Column("Sensitivity", numeric=True),
                Column("Specificity", numeric=True),
            ),
            rows=_rows(groups, lambda part: (_gain(part.sensitivity.change), _gain(part.specificity.change))),
            head=("group", "of", "figure", "when", *NUMBERS, "note"),
            lines=[line for group in groups for line in _skill_lines(group)],
            points=_points(groups, {_DECIDED: Turn.DECIDED}),
        ),
    )


def _weighted(part: Influence) -> bool:
    return not part.sensitivity.before.note or part.sensitivity.before.value is None


def _gain(change: Figure) -> Cell:
    """Return a difference of two shares in points with its sign."""
    if change.value is None or change.low is None or change.high is None:
        return Cell("\u2013", below=change.note)
    value, low, high = (
        f"{100 * each:+.1f}".replace("-", "\u2212") for each in (change.value, change.low, change.high)
    )
    return Cell(value, below=f"{low} to {high} · n {change.n:,}")


def _skill_lines(group: _Group) -> list[Sequence[object]]:
    return [
        (group.name, group.heading, name, when, *numbers(figure), figure.note)
        for name, pair in (("sensitivity", group.part.sensitivity), ("specificity", group.part.specificity))
        for when, figure in (("before", pair.before), ("after", pair.after), ("change", pair.change))
    ]


def _changes(asked: Asked, groups: Sequence[_Group]) -> None:
    layout.section(
        "Changes of mind", "Reads whose call changed after the answer was seen, and that are decided on."
    )
    net = groups[0].part.net
    counts = [(group.name, group.part.to_better, group.part.to_worse) for group in _drawn(groups)]
    decided = sum(counts[0][1:])
    block(
        asked,
        Block(
            key="changes",
            figure=charts.changes(counts, (_BETTER, _WORSE)) if decided else None,
            refused="No read that changed has been decided on yet.",
            meaning="Hatched to the left: right before, wrong after. Plain to the right: wrong before, "
            f"right after. {decided:,} changes decided on, of {net.n:,} blind-first reads.",
            columns=(
                Column("Readers"),
                Column("To the better", numeric=True),
                Column("To the worse", numeric=True),
                Column("Net of 100", numeric=True),
            ),
            rows=_rows(groups, lambda part: (f"{part.to_better:,}", f"{part.to_worse:,}", _gain(part.net))),
            head=("group", "of", "to_better", "to_worse", *(f"net_{name}" for name in NUMBERS)),
            lines=[
                (g.name, g.heading, g.part.to_better, g.part.to_worse, *numbers(g.part.net)) for g in groups
            ],
            points=_points(groups, {_WORSE: Turn.TO_WORSE, _BETTER: Turn.TO_BETTER}),
        ),
    )


def _following(asked: Asked, groups: Sequence[_Group]) -> None:
    # Nobody can follow an answer in doubt.
    groups = [group for group in groups if group.behind.bands != {Band.DOUBT.value}]
    layout.section(
        "Wrong answers that were followed", "Of right calls that met a wrong answer, how many were given up."
    )
    rows = [(group.name, group.part.followed_wrong) for group in _drawn(groups)]
    block(
        asked,
        Block(
            key="followed",
            figure=charts.forest(
                rows, "Followed a wrong answer", {name: _FOLLOWED.format(name) for name, _ in rows}
            )
            if any(part.drawable for _, part in rows)
            else None,
            refused=groups[0].part.following,
            meaning="The further right, the more a wrong answer misleads. A rate takes "
            f"{FEWEST} decided reads; the interval is of these readers' reads, not of readers elsewhere.",
            columns=(
                Column("Readers"),
                Column("Followed a wrong answer", numeric=True),
                Column("Took up a right one", numeric=True),
            ),
            rows=_rows(groups, lambda part: (rate(part.followed_wrong), rate(part.followed_right))),
            head=("group", "of", "figure", *NUMBERS, "note"),
            lines=[
                (group.name, group.heading, name, *numbers(figure), figure.note)
                for group in groups
                for name, figure in (
                    ("followed_wrong", group.part.followed_wrong),
                    ("followed_right", group.part.followed_right),
                )
            ],
            points=_points(groups, {_FOLLOWED: Turn.FOLLOWED_WRONG, _MET: Turn.MET_WRONG}),
        ),
    )


def _times(asked: Asked, part: Influence) -> None:
    layout.section("Time to read", "With the answer in view from the start, and without it.")
    stages = (
        ("Own call, without the answer", part.seconds_without, _BLIND),
        ("From the answer to the final call", part.seconds_after, _BLIND),
        ("Answer in view from the start", part.seconds_with, _CONCURRENT),
    )
    rows = [(name, figure) for name, figure, _ in stages]
    known = any(figure.drawable for _, figure in rows)
    block(
        asked,
        Block(
            key="times",
            figure=charts.times(rows) if known else None,
            refused=f"Too few timed reads: a mean takes {FEWEST}.",
            meaning="A blind-first read takes the first two together. Reads that lay open for over half an "
            "hour are left out.",
            columns=(Column("Stage"), Column("Mean seconds", numeric=True)),
            rows=[Row((name, _seconds(figure))) for name, figure in rows],
            head=("stage", *NUMBERS),
            lines=[(name, *numbers(figure)) for name, figure in rows],
            points={name: behind for name, _, behind in stages},
        ),
    )


def _seconds(figure: Figure) -> Cell:
    if figure.value is None or figure.low is None or figure.high is None:
        return Cell("\u2013", below=figure.note)
    return Cell(f"{figure.value:.1f}", below=f"{figure.low:.1f}\u2013{figure.high:.1f} · n {figure.n:,}")


def _rows(groups: Sequence[_Group], cells: Callable[[Influence], Sequence[Cell | str]]) -> list[Row]:
    """Return a row for each group, under a heading for each kind."""
    found: list[Row] = []
    heading = ""
    for group in groups:
        if group.heading != heading:
            heading = group.heading
            found.append(Row((heading,), group=True))
        found.append(Row((group.name, *cells(group.part))))
    return found


def _points(groups: Sequence[_Group], turns: dict[str, Turn]) -> dict[str, Behind]:
    """Return what each label opens, the labels of a turn together."""
    return {
        label.format(group.name): replace(group.behind, turn=turn)
        for label, turn in turns.items()
        for group in groups
    }
