"""Analyses say what a film shows; those made before don't, and stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "m002_depiction"
down_revision = "m001_first_casebook"


def upgrade() -> None:
    """Add the column; a new column that may be empty changes no row, so the table stays shut meanwhile."""
    op.add_column("analyses", sa.Column("depiction", sa.JSON))
