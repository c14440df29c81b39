"""The pre-report text: what a reader signed, in plain language, and nothing more.

Only the reader's own words go in: call, marks, confidence and comment. The second reader is named only where
the reader wishes it, with its band and never with a finding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.records import Band, Box, Call, Mark

_BANDS = {Band.POSITIVE: "positive", Band.DOUBT: "doubt", Band.NEGATIVE: "negative"}
_ROWS = ("upper", "middle", "lower")
_COLUMNS = ("left", "centre", "right")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a reader says, as far as a report may repeat it.

    confidence: 0 to 100. second_reader: the band to be named; None where the reader doesn't wish it.
    """

    call: Call
    marks: Sequence[Mark] = ()
    confidence: int | None = None
    comment: str = ""
    second_reader: Band | None = None


@dataclass(frozen=True, slots=True)
class ViewWords:
    """One view of the study: what it is called, and its size in pixels of the original."""

    name: str
    width: int
    height: int


def pre_report(said: Statement, views: Mapping[int, ViewWords]) -> str:
    """Return the text for a statement on the views of a study, by case number; one sentence a line.

    Left and right are those of the picture, not of the patient. Marks on views that are not of the study,
    and marks beside "no fracture", are not repeated.
    """
    lines = [
        _call(said.call, len(views)),
        *_places(said, views),
        f"Confidence of the reader: {said.confidence} of 100." if said.confidence is not None else "",
        f"Comment: {_sentence(said.comment)}" if said.comment.strip() else "",
        _second(said.second_reader) if said.second_reader else "",
    ]
    return "\n".join(line for line in lines if line)


def place(box: Box, width: int, height: int) -> str:
    """Return where a box's centre lies on a picture of that size: "upper left part of the picture"."""
    row = _ROWS[_third((box.y0 + box.y1) / 2, height)]
    column = _COLUMNS[_third((box.x0 + box.x1) / 2, width)]
    where = "centre" if (row, column) == ("middle", "centre") else f"{row} {column} part"
    return f"{where} of the picture"


def _call(call: Call, views: int) -> str:
    on = "this film" if views == 1 else f"these {views} views"
    return {
        Call.FRACTURE: f"A fracture is seen on {on}.",
        Call.NO_FRACTURE: f"No fracture is seen on {on}.",
        Call.UNSURE: f"Whether there is a fracture stays open on {on}.",
    }[call]


def _places(said: Statement, views: Mapping[int, ViewWords]) -> list[str]:
    """Return one line a view with marks; one line in all that says so where a fracture has none."""
    marked = [] if said.call is Call.NO_FRACTURE else [mark for mark in said.marks if mark.case_id in views]
    if not marked:
        return ["The place is not marked."] if said.call is Call.FRACTURE else []
    what = "Marked" if said.call is Call.FRACTURE else "Marked as in question"
    lines = []
    for case_id, view in views.items():
        spots = [place(mark.box, view.width, view.height) for mark in marked if mark.case_id == case_id]
        if spots:
            on = f" on {view.name}" if len(views) > 1 else ""
            lines.append(f"{what}{on}: {', '.join(dict.fromkeys(spots))}.")
    return lines


def _second(band: Band) -> str:
    return f"AI second reader: {_BANDS[band]} band. Decision support, not a diagnosis."


def _sentence(comment: str) -> str:
    text = " ".join(comment.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _third(at: float, size: int) -> int:
    return min(2, max(0, int(3 * at / max(1, size))))
