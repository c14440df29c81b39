"""Section 10: the model beside another, on the same films."""

from typing import Any

from core.evaluation.titles import POINT_TITLES
from core.reporting.blocks import Block, Cell, Column, Heading, Paragraph, Row, Section, Table
from core.reporting.evidence import at, items
from core.reporting.words import count, decimal, difference, figures, listed, missing, p_value, percent

ID = "comparison"
TITLE = "Two networks side by side"
_NAMED = 20


def build(comparison: Any) -> Section:
    """Return the section from a comparison as `core.evaluation` makes it, or None."""
    if not comparison:
        return Section(ID, TITLE, (missing("A comparison with another network"),))
    one, other = (str(at(comparison, key) or key) for key in ("one", "other"))
    return Section(
        ID,
        TITLE,
        (
            Paragraph(_films(comparison, one, other)),
            _ranking(comparison, one, other),
            *(
                block
                for key, title in POINT_TITLES.items()
                for block in _point(comparison, key, title, (one, other))
            ),
            Heading("Where each looks"),
            *_pointing(comparison, one, other),
            Heading("Both together"),
            *_ensemble(comparison, one, other),
            Paragraph(_caught(comparison, "caught_only_by_one", one)),
            Paragraph(_caught(comparison, "caught_only_by_other", other)),
        ),
    )


def _films(comparison: Any, one: str, other: str) -> str:
    alone = [
        f"{count(len(ids) if isinstance(ids, list) else ids)} only for {name}"
        for key, name in (("only_in_one", one), ("only_in_other", other))
        if (ids := at(comparison, key))
    ]
    rest = f" Left aside, since only one has them: {listed(alone)}." if alone else ""
    return (
        f"{one} and {other} on the same {count(at(comparison, 'n'))} films, "
        f"{count(at(comparison, 'n_fractured'))} of them fractured.{rest}"
    )


def _ranking(comparison: Any, one: str, other: str) -> Table:
    found = at(comparison, "auroc")
    rows = (
        (f"AUROC, {one}", at(found, "one"), decimal),
        (f"AUROC, {other}", at(found, "other"), decimal),
        (f"Difference, {one} less {other}", at(found, "difference"), difference),
        *(
            (f"Cohen's kappa, {title.lower()} point", at(comparison, "points", key, "kappa"), decimal)
            for key, title in POINT_TITLES.items()
        ),
        ("Agreement of the three bands", at(comparison, "agreement_of_bands"), decimal),
    )
    method = at(found, "method")
    note = f"p of the difference: {p_value(at(found, 'p'))}{f' ({method})' if method else ''}."
    return figures(rows, "Overall, and how far both agree", note)


def _point(comparison: Any, key: str, title: str, names: tuple[str, str]) -> tuple[Block, ...]:
    point = at(comparison, "points", key)
    if point is None:
        return Heading(f"{title} point"), missing()
    columns = (
        Column("Called fractured by", 1.7),
        *(
            Column(head, numeric=True)
            for head in ("both", f"only {names[0]}", f"only {names[1]}", "neither", "p")
        ),
    )
    rows: tuple[Row, ...] = tuple(
        (
            Cell(label, strong=True),
            *(Cell(count(at(point, part, who))) for who in ("both", "only_one", "only_other", "neither")),
            Cell(p_value(at(point, "mcnemar", part))),
        )
        for part, label in (("fractured", "Fractured films"), ("not_fractured", "Films without a fracture"))
    )
    note = (
        "Numbers of films, so without intervals; p by McNemar's test (1947), which asks only the films "
        "they differ on."
    )
    return (Table(columns, rows, f"{title} point: films that each calls fractured", note),)


def _pointing(comparison: Any, one: str, other: str) -> tuple[Block, ...]:
    """Whose heatmap points at the fracture, film by film."""
    game = at(comparison, "pointing")
    if game is None:
        return (missing("Both heatmaps on the same marked fractures"),)
    titles = (f"only {one}", f"only {other}", "both", "neither")
    counts = (at(game, "hits", key) for key in ("only_one", "only_other", "both", "neither"))
    words = "; ".join(f"{title} {count(n)}" for title, n in zip(titles, counts, strict=True))
    rows = (
        (f"Share of hits, {one}", at(game, "one"), percent),
        (f"Share of hits, {other}", at(game, "other"), percent),
        (f"Difference of hits, {one} less {other}", at(game, "difference"), difference),
        ("Difference of the energy in the boxes", at(game, "energy"), difference),
    )
    note = (
        f"Films with a marked fracture that the highest point of Grad-CAM lies on: {words}; p "
        f"{p_value(at(game, 'mcnemar'))} by McNemar's exact test (1947)."
    )
    return (figures(rows, f"The pointing game, paired on {count(at(game, 'n'))} films", note),)


def _ensemble(comparison: Any, one: str, other: str) -> tuple[Block, ...]:
    found = at(comparison, "ensemble")
    if found is None:
        return (missing(),)
    rows = (
        ("AUROC of both together", at(found, "auroc"), decimal),
        (f"Less {one}", at(found, "against_one"), difference),
        (f"Less {other}", at(found, "against_other"), difference),
    )
    return (figures(rows, "Both together", str(at(found, "how") or "")),)


def _caught(comparison: Any, key: str, name: str) -> str:
    found = [str(at(film, "image_id") or film) for film in items(comparison, key)]
    if not found:
        return f"No fractured film is found by {name} alone."
    more = f" and {count(len(found) - _NAMED)} more" if len(found) > _NAMED else ""
    return (
        f"Fractured films that {name} alone finds (n {count(len(found))}): {', '.join(found[:_NAMED])}{more}."
    )
