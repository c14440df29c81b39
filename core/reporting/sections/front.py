"""The first page: what was judged on what, five figures, and what must be known before they are quoted."""

from core.evaluation import read_familiar
from core.reporting.blocks import Block, Bullets, Cell, Column, Heading, Paragraph, Row, Table, Tone
from core.reporting.evidence import Evidence, at, entries, items, walk
from core.reporting.provenance import is_external, is_own_test, provenance
from core.reporting.words import FIGURE_COLUMNS, NONE, count, decimal, listed, percent, row, spoken

FEWEST = 10
_NAMED = 12
_STRUCTURE = ("points", "rows", "curves", "similarity", "maps")
# Bins of a diagram, whose numbers of films are drawn under it.
_BINS = "reliability"
_IDENTITY = (Column("", 1), Column("", 3))
_NO_DIAGNOSIS = (
    "Callus is decision support for a clinician who looks at the film. It gives no diagnosis, replaces no "
    "reader and is not a medical device. This report describes how it did on labelled films; it approves "
    "nothing."
)


def build(evidence: Evidence) -> tuple[Block, ...]:
    """Return the blocks of the first page."""
    warnings = tuple(
        warning
        for warning in (_other_data(evidence), _learnt(evidence), _left_out(evidence), _small(evidence))
        if warning
    )
    outside = _unfamiliar(evidence), _regions(evidence), _handful(evidence)
    return (
        *(Paragraph(words, Tone.WARNING) for words in outside if words),
        Paragraph(_NO_DIAGNOSIS, Tone.NOTE),
        Table(_IDENTITY, _identity(evidence), "What was evaluated"),
        Table(FIGURE_COLUMNS, _headline(evidence), "Headline figures", _doubt(evidence)),
        *((Heading("Before these figures are quoted"), Bullets(warnings, Tone.WARNING)) if warnings else ()),
    )


def trained_regions(evidence: Evidence) -> set[str]:
    """Return the names of the body regions in the training part; empty where they aren't known.

    Without the flow of films, what the network learnt to tell names them (the card's traits).
    """
    flow = {name for name, n in entries(evidence.metrics, "flow", "parts", "train", "by_region") if n}
    return flow or {str(name) for name in items(evidence.card, "traits")}


def _identity(evidence: Evidence) -> tuple[Row, ...]:
    known = provenance(evidence)
    data = known.title if known else evidence.at("data", "name")
    prevalence = evidence.at("prevalence", "value")
    share = f" ({percent(prevalence)})" if prevalence is not None else ""
    groups = evidence.at("bootstrap", "groups")
    rows = {
        "Model": evidence.at("model") or evidence.carded("name"),
        "Version": evidence.at("version") or evidence.carded("version"),
        "Data set": data,
        "Part": evidence.at("data", "split"),
        "Films": f"{count(evidence.at('n'))}, of them {count(evidence.at('n_fractured'))} fractured{share}",
        "Groups of related films": NONE if groups is None else count(groups),
        "Digest of the films": evidence.at("data", "digest"),
    }
    return tuple((Cell(name, strong=True), Cell(str(value or NONE))) for name, value in rows.items())


def _headline(evidence: Evidence) -> tuple[Row, ...]:
    points = {"high-sensitivity": "high_sensitivity", "high-specificity": "high_specificity"}
    return (
        row("AUROC", evidence.at("discrimination", "auroc"), decimal),
        *(
            row(f"{title} at the {name} point", evidence.at("points", key, title.lower()), percent)
            for name, key in points.items()
            for title in ("Sensitivity", "Specificity")
        ),
    )


def _doubt(evidence: Evidence) -> str:
    share = evidence.at("doubt", "share", "value")
    if share is None:
        return ""
    return (
        f"Of these films {percent(share)} fall between the two operating points, where the model neither "
        "finds nor clears a fracture but says that it is in doubt."
    )


def _other_data(evidence: Evidence) -> str:
    external = is_external(evidence)
    if external:
        return (
            f"This is an external test: the films ({evidence.at('data', 'name')}) are not the test films of "
            f"the version's card ({evidence.carded('data', 'name')}). Calibration and operating points were "
            "chosen on other data."
        )
    if external is None:
        return (
            "Whether these films are the test films of the version's card can't be told: a name is missing."
        )
    if not is_own_test(evidence):
        return (
            "These are films of the data set that the model was trained on, and not the test part of its "
            "card: films that it was trained or tuned on may be among them, which flatters every figure."
        )
    return (
        "Internal test: the films are of the data set that the model was trained on, kept apart by groups "
        "of related films. None is from elsewhere."
    )


def _unfamiliar(evidence: Evidence) -> str:
    found = read_familiar(evidence.metrics)
    if found is None or not found.outside:
        return ""
    return (
        f"Outside the intended use: {count(found.count)} of {count(found.n)} films look unlike the films "
        f"that the model was trained on, by their light and shade alone: {spoken(found.unlike, percent)}; "
        f"of the training films themselves {percent(found.expected)} do. What follows is computed all the "
        "same, and says nothing of films that the model is meant for."
    )


def _regions(evidence: Evidence) -> str:
    trained = trained_regions(evidence)
    shown = {name for name, n in entries(evidence.metrics, "flow", "parts", "test", "by_region") if n}
    shown |= {name for name, part in entries(evidence.metrics, "regions") if at(part, "n")}
    for group in items(evidence.metrics, "subgroups", "rows"):
        if at(group, "family") == "region" and at(group, "n"):
            shown.add(str(at(group, "name")))
    outside = sorted(shown - trained) if trained else []
    if not outside:
        return ""
    return f"Outside the intended use: the model was not trained on films of {listed(outside)}."


def _handful(evidence: Evidence) -> str:
    """What a folder with hardly any films of a class can't show."""
    n, fractured = evidence.at("n"), evidence.at("n_fractured")
    if not isinstance(n, int) or not isinstance(fractured, int) or min(fractured, n - fractured) >= FEWEST:
        return ""
    return (
        f"Too few films for a judgement: {count(fractured)} fractured and {count(n - fractured)} others, "
        f"where fewer than {FEWEST} of either show next to nothing. Read what follows as counts."
    )


def _learnt(evidence: Evidence) -> str:
    films = evidence.at("data", "learnt")
    if not films:
        return ""
    return (
        f"{count(films)} of the films have the names of films that the model was trained or tuned on. If "
        "they are the same, every figure flatters it."
    )


def _left_out(evidence: Evidence) -> str:
    films = items(evidence.metrics, "left_out")
    return (
        f"Of the films asked for {count(len(films))} could not be evaluated; section 1 names them."
        if films
        else ""
    )


def _small(evidence: Evidence) -> str:
    small = [
        f"{_path(path)} (n {count(figure['n'])})"
        for path, figure in walk(evidence.metrics)
        if isinstance(figure["n"], int) and 0 < figure["n"] < FEWEST and _BINS not in path
    ]
    if not small:
        return ""
    more = (
        f"; and {count(len(small) - _NAMED)} more, whose n stands beside them" if len(small) > _NAMED else ""
    )
    return f"Figures on fewer than {FEWEST} films, too few to lean on: {'; '.join(small[:_NAMED])}{more}."


def _path(path: tuple[str, ...]) -> str:
    return ", ".join(part.replace("_", " ") for part in path if part not in _STRUCTURE)
