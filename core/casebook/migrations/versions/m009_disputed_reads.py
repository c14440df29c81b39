"""Counted reads tell studies in dispute, and those drawn for an audit, from the others."""

import sqlalchemy as sa
from alembic import op

revision = "m009_disputed_reads"
down_revision = "m008_daily_looks"

WORD = sa.String(24)
KEYS = {
    "synthetic": sa.Boolean, "day": sa.Date, "reader": sa.String(128), "mode": WORD, "band": WORD,
    "first_call": WORD, "call": WORD, "reference": WORD, "disputed": sa.Boolean, "audited": sa.Boolean,
}  # fmt: skip
SUMS = {
    "n": sa.Integer, "timed": sa.Integer, "seconds": sa.Double, "seconds_squares": sa.Double,
    "first_timed": sa.Integer, "first_seconds": sa.Double, "first_squares": sa.Double,
}  # fmt: skip


def upgrade() -> None:
    """Make the table anew, and have the days with reads counted again: the old counts can't tell which."""
    op.execute(
        "INSERT INTO touched_days (day) SELECT DISTINCT day FROM daily_reads "
        "WHERE day NOT IN (SELECT day FROM touched_days)"
    )
    op.drop_table("daily_reads")
    op.create_table(
        "daily_reads",
        *(sa.Column(title, kind, nullable=False) for title, kind in {**KEYS, **SUMS}.items()),  # type: ignore[arg-type]
        sa.PrimaryKeyConstraint(*KEYS, name="pk_daily_reads"),
        sqlite_with_rowid=False,
    )
