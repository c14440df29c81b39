"""Proposed thresholds: what a reader would have the model's operating points be, and why."""

import sqlalchemy as sa
from alembic import op

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
    _shut()


def _shut() -> None:
    """Refuse UPDATE and DELETE in the database itself; other databases rely on the code alone."""
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
    elif dialect == "postgresql":
        op.execute(
            f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{TABLE} is append-only' USING ERRCODE = 'restrict_violation'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()"
        )
