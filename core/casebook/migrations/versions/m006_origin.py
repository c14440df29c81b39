"""Where a film comes from, audits and refusals: what a study's figures are grouped by, and what they lack."""

import sqlalchemy as sa
from alembic import op

revision = "m006_origin"
down_revision = "m005_monitoring"

WORD = sa.String(24)
SCORES = {
    "model": sa.String(64), "version": sa.String(32), "step": sa.Integer, "band": WORD, "call": WORD,
    "reference": WORD, "disputed": sa.Boolean, "audited": sa.Boolean,
}  # fmt: skip


def upgrade() -> None:
    """Add the columns and tables; what was counted stays counted, so that few days need be counted anew."""
    _traits()
    _decided()
    _facets()
    _scores()
    _refusals()
    op.drop_index("ix_reads_tally", "reads")  # its questions are answered from counts a day


def _traits() -> None:
    """Films from before are of no known site and age: nothing here opens a file."""
    op.add_column("studies", sa.Column("view", sa.String(32)))
    op.add_column("studies", sa.Column("device", sa.String(64)))
    op.add_column("studies", sa.Column("site", sa.String(64)))
    op.add_column("studies", sa.Column("age", sa.String(8)))
    view, maker, kind = "depiction -> 'views' ->> 0", "header ->> 'Manufacturer'", "header ->> 'Modality'"
    if op.get_bind().dialect.name == "sqlite":
        view = "json_extract(depiction, '$.views[0]')"
        maker, kind = "json_extract(header, '$.Manufacturer')", "json_extract(header, '$.Modality')"
    op.execute(
        f"UPDATE studies SET view = (SELECT {view} FROM analyses "  # noqa: S608
        "JOIN cases ON cases.analysis_id = analyses.id WHERE cases.id = studies.case_id), "
        f"device = (SELECT nullif(trim(coalesce({maker}, '') || ' ' || coalesce({kind}, '')), '') "
        "FROM images WHERE images.case_id = studies.case_id)"
    )


def _decided() -> None:
    """Keep what stood when a study was first decided on; days on which something else was counted go anew."""
    op.add_column("studies", sa.Column("call_then", WORD))
    op.add_column("studies", sa.Column("causes_then", sa.JSON))
    first = "FROM decisions WHERE decisions.study_id = studies.id ORDER BY decisions.id LIMIT 1"
    op.execute(
        f"UPDATE studies SET causes_then = (SELECT causes {first}), call_then = (SELECT reads.call "  # noqa: S608
        f"FROM reads WHERE reads.study_id = studies.id AND reads.id <= (SELECT last_read_id {first}) "
        "ORDER BY reads.id DESC LIMIT 1) WHERE reference IS NOT NULL"
    )
    day = "date(created_at)"
    if op.get_bind().dialect.name == "postgresql":
        day = "(created_at AT TIME ZONE 'UTC')::date"
    op.execute(
        f"INSERT INTO touched_days (day) SELECT DISTINCT {day} FROM studies "  # noqa: S608
        "WHERE call_then <> call OR CAST(causes_then AS TEXT) <> CAST(causes AS TEXT)"
    )


def _facets() -> None:
    """Count every study that is counted under a site and an age that are not known."""
    for facet in ("site", "age"):
        op.execute(
            "INSERT INTO daily_facets (synthetic, facet, day, value, band, call, reference, n) "  # noqa: S608
            f"SELECT synthetic, '{facet}', day, '', band, call, reference, sum(n) FROM daily_facets "
            "WHERE facet = 'mode' GROUP BY synthetic, day, band, call, reference"
        )


def _scores() -> None:
    """Make the table anew, since SQLite can't change a key; no study was drawn for an audit before this."""
    op.rename_table("daily_scores", "daily_scores_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_daily_scores RENAME TO pk_daily_scores_before")
    _daily("daily_scores", SCORES, {"n": sa.Integer, "probability": sa.Double, "squares": sa.Double})
    kept = "synthetic, day, model, version, step, band, call, reference, disputed, n, probability, squares"
    op.execute(
        f"INSERT INTO daily_scores ({kept}, audited) SELECT {kept}, false FROM daily_scores_before"  # noqa: S608
    )
    op.drop_table("daily_scores_before")


def _refusals() -> None:
    _daily("daily_refusals", {"kind": sa.String(64)}, {"n": sa.Integer})


def _daily(name: str, keys: dict[str, object], values: dict[str, object]) -> None:
    op.create_table(
        name,
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        *(sa.Column(title, kind, nullable=False) for title, kind in {**keys, **values}.items()),  # type: ignore[arg-type]
        sa.PrimaryKeyConstraint("synthetic", "day", *keys, name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )
