"""Proposed thresholds: what a reader would have the model's operating points be, and why."""

import sqlalchemy as sa
from alembic import op

from core.casebook.migrations.append_only import shut

revision = "m003_proposals"
down_revision = "m002_depiction"

TABLE = "proposals"


def upgrade() -> None:
    """Make the table, then shut it against change like the others."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("current_high_sensitivity", sa.Double, nullable=False),
        sa.Column("current_high_specificity", sa.Double, nullable=False),
        sa.Column("proposed_high_sensitivity", sa.Double, nullable=False),
        sa.Column("proposed_high_specificity", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_model_version_id", TABLE, ["model", "version", "id"])
    shut(TABLE)
