"""Section 1: what the model is for, where the films are from, how they were parted, and how it was made."""

from functools import partial
from typing import Any

from core.evaluation import read_familiar
from core.reporting.blocks import Block, Bullets, Cell, Chart, Column, Heading, Paragraph, Row, Section, Table
from core.reporting.charts import flow as drawn
from core.reporting.evidence import Evidence, at, entries, items
from core.reporting.provenance import provenance
from core.reporting.sections import model
from core.reporting.words import NONE, NOT_MEASURED, count, figures, missing, number, percent

ID = "data"
_STRANGEST = 6
_USE = (
    "A second reader for radiographs of the limbs: it says how probable a fracture is, in three bands "
    "(cleared, in doubt, fractured), and shows where it looked. It is meant for clinicians who can read "
    "the film themselves, beside their own reading and after the film was taken for a clinical reason. The "
    "clinician decides."
)
_NOT_FOR = (
    "Deciding without a reader, or ruling out a fracture where the clinical picture speaks for one.",
    "Regions of the body that it wasn't trained on, other images than radiographs, and findings other "
    "than fractures.",
)
_UNKNOWN = (
    "The report knows nothing of this data set but its films: its origin and its labels need a description."
)


def build(evidence: Evidence) -> Section:
    """Return the section."""
    return Section(
        ID,
        "Intended use, data and model",
        (
            Heading("Intended use"),
            Paragraph(_USE),
            Paragraph("It is not meant for:"),
            Bullets(_NOT_FOR),
            Heading("Where the films are from"),
            *_provenance(evidence),
            *_familiar(evidence),
            Heading("Flow of films"),
            *_flow(evidence),
            *_left_out(evidence),
            *model.blocks(evidence),
        ),
    )


def _provenance(evidence: Evidence) -> tuple[Block, ...]:
    known = provenance(evidence)
    if known is None:
        return (Paragraph(_UNKNOWN),)
    return Paragraph(known.origin), Paragraph(known.labels), Paragraph(known.lacking)


def _familiar(evidence: Evidence) -> tuple[Block, ...]:
    """Whether the films look like the training films, which says nothing of what they show."""
    found = read_familiar(evidence.metrics)
    if found is None:
        return (missing("Whether these films look like those that the model was trained on"),)
    rows = (("Films that look unlike the training films", found.unlike, percent),)
    note = (
        f"A dozen measures of light and shade, against those of {count(found.training_films)} training "
        f"films, of which {number(found.expected, percent)} lie as far out (Mahalanobis 1936). A film may "
        "look usual and still show what the model was not trained on."
    )
    if found.outside:
        note += f" The strangest: {', '.join(found.films[:_STRANGEST])}."
    return (figures(rows, "Do these films look like those that the model knows?", note),)


def _flow(evidence: Evidence) -> tuple[Block, ...]:
    flow = _known_flow(evidence)
    if flow is None:
        return (missing("Flow and make-up of the parts"),)
    chart = Chart(
        "flow",
        "Flow of films",
        partial(drawn.flow_diagram, flow=flow),
        drawn.size(flow),
        f"From {count(at(flow, 'found'))} films found to "
        + ", ".join(f"{count(at(flow, 'parts', part, 'n'))} {part}" for part in drawn.PARTS),
        f"Related films are in one part. Split: {evidence.carded('split') or NONE}",
    )
    return chart, _make_up(flow)


def _known_flow(evidence: Evidence) -> Any:
    """The flow, or for older versions the numbers of films that the data's description has."""
    flow, films = evidence.at("flow"), entries(evidence.metrics, "data", "films")
    if flow or not films:
        return flow
    return {"found": evidence.at("data", "found"), "parts": {part: {"n": n} for part, n in films}}


def _make_up(flow: Any) -> Table:
    parts = {**drawn.PARTS, drawn.EXCLUDED: "Left out"}
    rows: list[Row] = [_line("Films", flow, lambda part: count(at(part, "n")))]
    rows.append(_line("Fractured", flow, lambda part: _share(part, at(part, "n_fractured"))))
    for family, title in (("by_region", "Region"), ("by_view", "View")):
        names = dict.fromkeys(name for part in parts for name, _ in entries(flow, "parts", part, family))
        rows += [_line(f"{title}: {name}", flow, partial(_member, family, name)) for name in names]
        if not names:
            rows.append((Cell(f"{title}s", NOT_MEASURED), *(Cell(NONE) for _ in parts)))
    rows.append(_line("With hardware", flow, lambda part: _share(part, at(part, "hardware"))))
    columns = (Column("", 1.3), *(Column(title, numeric=True) for title in parts.values()))
    note = "Numbers of films, so without intervals. A film that shows several regions counts for each."
    return Table(columns, tuple(rows), "Make-up of each part", note)


def _line(title: str, flow: Any, shown: Any) -> Row:
    parts = (*drawn.PARTS, drawn.EXCLUDED)
    return Cell(title), *(Cell(shown(at(flow, "parts", part))) for part in parts)


def _member(family: str, name: str, part: Any) -> str:
    return _share(part, at(part, family, name))


def _share(part: Any, films: Any) -> str:
    n = at(part, "n")
    return f"{count(films)} ({percent(films / n)})" if isinstance(films, int) and n else count(films)


def _left_out(evidence: Evidence) -> tuple[Block, ...]:
    films = items(evidence.metrics, "left_out")
    otherwise = items(evidence.metrics, "data", "table_says_otherwise")
    blocks: list[Block] = []
    if films:
        rows = tuple((Cell(str(at(f, "image_id"))), Cell(str(at(f, "reason")))) for f in films)
        columns = (Column("Film", 1), Column("Why it was not evaluated", 3))
        blocks.append(Table(columns, rows, f"Films asked for and not evaluated (n {count(len(films))})"))
    else:
        blocks.append(Paragraph("Every film asked for was evaluated."))
    if otherwise:
        names = ", ".join(map(str, otherwise))
        blocks.append(
            Paragraph(f"The data set's table contradicts its folders, which were believed, for: {names}.")
        )
    return tuple(blocks)
